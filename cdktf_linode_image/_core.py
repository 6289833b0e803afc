"""The core that this package's constructs stand on: CDKTF, HashiCorp's.

With its twin in `cdktn_linode_image` the only module that names a core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cdktf import *  # noqa: F403

if TYPE_CHECKING:
    from cdktf import TerraformResource


def write_only(_resource: TerraformResource, value: Any) -> Any:
    """The value of a write-only argument, marked as such. CDKTF has no mark."""
    return value
