# Written by `python -m codegen` from shim_provider/schemas/data_image.py: change that, not this.
"""`DataLinodeImage`: the data source `linode_image` as a construct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from shim_provider.schemas.data_image import DATA_IMAGE

from .._construct.attributes import (
    Attr,
    Given,
    Read,
    read_bool,
    read_number,
    read_object,
    read_objects,
    read_text,
    read_text_set,
    read_texts,
)
from .._construct.check import Meant
from .._construct.kinds import DataArguments, DataSource
from .._construct.types import TextId
from .image import ImageReplication, ImageSharing

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

    from .._construct.core import Construct
    from .._construct.meta import Count, DependsOn, ForEach, Lifecycle, Provider


class _DataImageArguments(DataArguments):
    """Every argument and attribute, as a reference and as it was given."""

    SCHEMA: ClassVar[Schema] = DATA_IMAGE
    TF_RESOURCE_TYPE: ClassVar[str] = "linode_image"
    MEANT: ClassVar[Mapping[str, Meant]] = {
        "id": Meant("an image", ("linode_image", "linode_image_build"))
    }

    id = Attr[str, TextId](read_text)
    id_input = Given[str]()
    label = Read(read_text)
    description = Read(read_text)
    tags = Read(read_texts)
    created = Read(read_text)
    created_by = Read(read_text)
    deprecated = Read(read_bool)
    is_public = Read(read_bool)
    is_shared = Read(read_bool)
    image_sharing = Read(read_object(ImageSharing))
    size = Read(read_number)
    total_size = Read(read_number)
    status = Read(read_text)
    type = Read(read_text)
    expiry = Read(read_text)
    vendor = Read(read_text)
    capabilities = Read(read_text_set)
    replications = Read(read_objects(ImageReplication))


class DataLinodeImage(DataSource, _DataImageArguments):
    """An image that exists: one of Linode's own, a private or a shared one."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        id: TextId,
        count: Count | None = None,
        depends_on: DependsOn | None = None,
        for_each: ForEach | None = None,
        lifecycle: Lifecycle | None = None,
        provider: Provider | None = None,
    ) -> None:
        """Reads the image at every plan; it must exist.

        Args:
            scope: The stack, or a construct in it.
            id_: The name of this construct, unique in `scope`.
            id: The id: `linode/debian12`, `private/12345`, `shared/1`.
            count: How many of them; not beside `for_each`.
            depends_on: What must exist before.
            for_each: The iterator with one element for each of them.
            lifecycle: Terraform's rules for replacement, such as `prevent_destroy`.
            provider: The provider block to use, where the stack has several.

        Raises:
            ArgumentError: An argument is not allowed, or not beside another; a ValueError.
            ArgumentTypeError: An argument has a value of a wrong type; a TypeError as well.
        """
        self._make(scope, id_, locals())
