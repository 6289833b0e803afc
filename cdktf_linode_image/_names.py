# Written by `python -m codegen` from shim_provider/schemas/: change those, not this.
"""Where the constructs are that a user may import from the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .data_image import DataLinodeImage as DataLinodeImage
    from .data_images import DataLinodeImages as DataLinodeImages
    from .data_images import DataLinodeImagesFilter as DataLinodeImagesFilter
    from .image import LinodeImage as LinodeImage
    from .image import LinodeImageTimeouts as LinodeImageTimeouts
    from .instance import LinodeInstance as LinodeInstance
    from .instance import LinodeInstanceMetadata as LinodeInstanceMetadata
    from .instance import LinodeInstanceTimeouts as LinodeInstanceTimeouts
    from .provider import LinodeProvider as LinodeProvider

#: Name -> the module that has it.
HOMES = {
    "DataLinodeImage": "data_image",
    "DataLinodeImages": "data_images",
    "DataLinodeImagesFilter": "data_images",
    "LinodeImage": "image",
    "LinodeImageTimeouts": "image",
    "LinodeInstance": "instance",
    "LinodeInstanceMetadata": "instance",
    "LinodeInstanceTimeouts": "instance",
    "LinodeProvider": "provider",
}
