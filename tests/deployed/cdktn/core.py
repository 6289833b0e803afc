"""The core of these tests' stacks, and the package that is bound to it: named here alone."""

from __future__ import annotations

import os

# jsii prints a banner on Node.js versions past their end of life; the value lists them.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")

# isort: off
from cdktn_linode_image import ArgumentError as ArgumentError
from cdktn_linode_image import LinodeImage as LinodeImage
from cdktn_linode_image import LinodeInstance as LinodeInstance
from cdktn_linode_image import LinodeProvider as LinodeProvider
from cdktn_linode_image import testing as testing
from cdktn import App as App
from cdktn import DataTerraformRemoteStateLocal as DataTerraformRemoteStateLocal
from cdktn import LocalBackend as LocalBackend
from cdktn import S3Backend as S3Backend
from cdktn import TerraformAsset as TerraformAsset
from cdktn import TerraformOutput as TerraformOutput
from cdktn import TerraformProvider as TerraformProvider
from cdktn import TerraformResource as TerraformResource
from cdktn import TerraformStack as TerraformStack
from cdktn import TerraformVariable as TerraformVariable
# isort: on

CORE = "cdktn"
