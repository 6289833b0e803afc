# Written by `python -m codegen` from shim_provider/schemas/: change those, not this.
"""Where the constructs are that a user may import from the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._generated.data_images import DataLinodeImagesFilter as DataLinodeImagesFilter
    from ._generated.image import LinodeImageTimeouts as LinodeImageTimeouts
    from ._generated.image_build import LinodeImageBuildTimeouts as LinodeImageBuildTimeouts
    from ._generated.instance import LinodeInstanceMetadata as LinodeInstanceMetadata
    from ._generated.instance import LinodeInstanceTimeouts as LinodeInstanceTimeouts
    from .data_image import DataLinodeImage as DataLinodeImage
    from .data_images import DataLinodeImages as DataLinodeImages
    from .image import LinodeImage as LinodeImage
    from .image_build import LinodeImageBuild as LinodeImageBuild
    from .instance import LinodeInstance as LinodeInstance
    from .provider import LinodeProvider as LinodeProvider

#: Name -> the module that has it.
_HOMES = {
    "DataLinodeImage": "data_image",
    "DataLinodeImages": "data_images",
    "DataLinodeImagesFilter": "_generated.data_images",
    "LinodeImage": "image",
    "LinodeImageBuild": "image_build",
    "LinodeImageBuildTimeouts": "_generated.image_build",
    "LinodeImageTimeouts": "_generated.image",
    "LinodeInstance": "instance",
    "LinodeInstanceMetadata": "_generated.instance",
    "LinodeInstanceTimeouts": "_generated.instance",
    "LinodeProvider": "provider",
}
