"""What the command lines of CDKTF and CDK Terrain need to run beside each other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .measure import with_bytecode


def command_environment(home: Path) -> dict[str, str]:
    """As `make deploy` has it, but nothing of the user's."""
    scripts = Path(sys.executable).parent
    return {
        **with_bytecode(),
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "CDKTF_HOME": str(home),
        "CHECKPOINT_DISABLE": "1",
        "CI": "1",  # no spinner
        "DISABLE_VERSION_CHECK": "1",
        "PATH": os.pathsep.join([str(scripts), os.environ["PATH"]]),
        "TERRAFORM_BINARY_NAME": str(scripts / "linode-shim-terraform"),
    }
