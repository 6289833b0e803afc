"""The core that this package's constructs stand on: CDK Terrain, CDKTF's maintained successor.

All else in this package is a link to `cdktf_linode_image`: the same source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cdktn import *  # noqa: F403

if TYPE_CHECKING:
    from cdktn import TerraformResource


def write_only(resource: TerraformResource, value: Any) -> Any:
    """The value of a write-only argument, marked as such.

    cdktn then refuses a synthesis for versions of Terraform that know none (`targetVersions`).
    """
    mark = getattr(resource, "_mark_write_only_attribute", None)  # since 0.24
    return value if mark is None else mark(value)
