"""The core that this package's constructs stand on: CDK Terrain, CDKTF's maintained successor.

All else in this package is a link to `cdktf_linode_image`: the same source.
"""

from __future__ import annotations

from cdktn import *  # noqa: F403
