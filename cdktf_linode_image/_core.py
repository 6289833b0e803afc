"""The core that this package's constructs stand on: CDKTF, HashiCorp's.

With its twin in `cdktn_linode_image` the only module that names a core.
"""

from __future__ import annotations

from cdktf import *  # noqa: F403
