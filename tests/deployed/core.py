"""The core of these tests' stacks, and the package that is bound to it: named here alone."""

from __future__ import annotations

import os

# jsii prints a banner on Node.js versions past their end of life; the value lists them.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")

# isort: off
from cdktf_linode_image import ArgumentError as ArgumentError
from cdktf_linode_image import LinodeImage as LinodeImage
from cdktf_linode_image import LinodeInstance as LinodeInstance
from cdktf_linode_image import LinodeProvider as LinodeProvider
from cdktf_linode_image import testing as testing
from cdktf import App as App
from cdktf import DataTerraformRemoteStateLocal as DataTerraformRemoteStateLocal
from cdktf import LocalBackend as LocalBackend
from cdktf import S3Backend as S3Backend
from cdktf import TerraformAsset as TerraformAsset
from cdktf import TerraformOutput as TerraformOutput
from cdktf import TerraformProvider as TerraformProvider
from cdktf import TerraformResource as TerraformResource
from cdktf import TerraformStack as TerraformStack
from cdktf import TerraformVariable as TerraformVariable
# isort: on

CORE = "cdktf"
