"""A state that Terraform knows nothing of: cdktf's own file, where the stack has a backend now.

Terraform's folder, which knew of the file, is among what is synthesized, and is often thrown away.
Without that knowledge all that is in the file would be created a second time.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .places import LOCAL, STATE_FILE, data_folder, wanted
from .reading import Run, held

if TYPE_CHECKING:
    from ..manifest import Stack


def recall(stack: Stack, run: Run) -> bool:
    """Have Terraform know of it again, if its backend holds nothing; whether there is one."""
    if wanted(stack.template).type == LOCAL or not _holds_something(file := file_of(stack)):
        return False
    done = run("state", "pull")
    if done.code or not held(done.output).is_empty:
        return False
    backend = {"type": LOCAL, "config": {"path": str(file), "workspace_dir": None}, "hash": 0}
    record = {"version": 3, "serial": 1, "lineage": "", "backend": backend}
    (data_folder(stack.directory, os.environ) / STATE_FILE).write_text(json.dumps(record))
    return True


def file_of(stack: Stack) -> Path:
    """Where the core has the state of a stack without a backend: in the app's folder.

    cdktf: LocalBackend. The stack's folder is OUTPUT/stacks/NAME, and OUTPUT is in the app's.
    """
    return stack.directory.absolute().parents[2] / f"terraform.{stack.name}.tfstate"


def _holds_something(file: Path) -> bool:
    try:
        return not held(file.read_text(encoding="utf-8")).is_empty
    except (OSError, ValueError):
        return False
