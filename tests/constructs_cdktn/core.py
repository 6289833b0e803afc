"""What these tests are run with: CDK Terrain, and the package of ours for it.

All else here are links to `tests/constructs`.
"""

from __future__ import annotations

from cdktn import *  # noqa: F403

from cdktn_linode_image import *  # noqa: F403
from cdktn_linode_image import image as image
from cdktn_linode_image import image_build as image_build
from cdktn_linode_image import image_version as image_version
from cdktn_linode_image._binding import CORE as CORE
from cdktn_linode_image._binding import PACKAGE as PACKAGE
from cdktn_linode_image._construct import attributes as attributes
from cdktn_linode_image._construct import kinds as kinds
from cdktn_linode_image._construct import tokens as tokens
from cdktn_linode_image._construct.arguments import Arguments as Arguments
from cdktn_linode_image.testing import *  # noqa: F403
