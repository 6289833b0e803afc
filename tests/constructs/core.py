"""What these tests are run with: CDKTF, and the package of ours for it.

`tests/constructs_cdktn` has a module like this for CDK Terrain; all else in it are links to the
files here. They name no core, and get whatever is of one from here.
"""

from __future__ import annotations

from cdktf import *  # noqa: F403

from cdktf_linode_image import *  # noqa: F403
from cdktf_linode_image import image as image
from cdktf_linode_image import image_build as image_build
from cdktf_linode_image import image_version as image_version
from cdktf_linode_image._binding import CORE as CORE
from cdktf_linode_image._binding import PACKAGE as PACKAGE
from cdktf_linode_image._construct import attributes as attributes
from cdktf_linode_image._construct import kinds as kinds
from cdktf_linode_image._construct import tokens as tokens
from cdktf_linode_image._construct.arguments import Arguments as Arguments
from cdktf_linode_image.testing import *  # noqa: F403
