# Written by `python -m codegen` from shim_provider/schemas/data_images.py: change that, not this.
"""`DataLinodeImages`: the data source `linode_images` as a construct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from shim_provider.schemas.data_image import DATA_IMAGE
from shim_provider.schemas.data_images import DATA_IMAGES

from .._construct.attributes import (
    Attr,
    Given,
    Object,
    Objects,
    Read,
    Reset,
    read_bool,
    read_number,
    read_object,
    read_object_set,
    read_objects,
    read_text,
    read_text_set,
    read_texts,
)
from .._construct.core import Construct, IResolvable
from .._construct.kinds import DataArguments, DataSource
from .._construct.types import Bool, Texts
from .image import ImageReplication, ImageSharing

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

    from .._construct.meta import Count, DependsOn, ForEach, Lifecycle, Provider


@dataclass(frozen=True)
class DataLinodeImagesFilter:
    """A condition; an image must meet all of them."""

    #: The attribute to look at, such as `label` or `tags`.
    name: str
    #: The values to look for; an image matches if any of them does.
    values: Texts
    #: How to compare: `exact`, `substring` (or `sub`), `regex` (or `re`). Default: `exact`.
    match_by: str | None = None


Filter = Sequence[DataLinodeImagesFilter | Mapping[str, Any] | IResolvable] | IResolvable


class DataLinodeImagesFilterReference(Object):
    """One of the blocks `filter`."""

    name = Read(read_text)
    values = Read(read_text_set)
    match_by = Read(read_text)


class FoundImage(Object):
    """One of the images found."""

    SCHEMA: ClassVar[Schema] = DATA_IMAGE

    id = Read(read_text)
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


class _DataImagesArguments(DataArguments):
    """Every argument and attribute, as a reference and as it was given."""

    SCHEMA: ClassVar[Schema] = DATA_IMAGES
    TF_RESOURCE_TYPE: ClassVar[str] = "linode_images"

    id = Read(read_text)
    latest = Attr[IResolvable, Bool](read_bool)
    latest_input = Given[Bool]()
    reset_latest = Reset()
    order = Attr[str, str](read_text)
    order_input = Given[str]()
    reset_order = Reset()
    order_by = Attr[str, str](read_text)
    order_by_input = Given[str]()
    reset_order_by = Reset()
    images = Read(read_objects(FoundImage))
    filter = Attr[Objects[DataLinodeImagesFilterReference], Filter](
        read_object_set(DataLinodeImagesFilterReference)
    )
    filter_input = Given[Any]()
    reset_filter = Reset()

    def put_filter(self, value: Filter) -> None:
        """Set all blocks `filter`."""
        self._set("filter", value)


class DataLinodeImages(DataSource, _DataImagesArguments):
    """The images that match all filters; without filters, every image the token may see."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        latest: Bool | None = None,
        order: str | None = None,
        order_by: str | None = None,
        filter: Filter | None = None,
        count: Count | None = None,
        depends_on: DependsOn | None = None,
        for_each: ForEach | None = None,
        lifecycle: Lifecycle | None = None,
        provider: Provider | None = None,
    ) -> None:
        """Asks the API at every plan; nothing found is an empty list.

        Args:
            scope: The stack, or a construct in it.
            id: The name of this construct, unique in `scope`.
            latest: Whether to keep only the newest match. Default: false.
            order: The direction of `order_by`: `asc` or `desc`. Default: `desc`.
            order_by: The attribute to sort by. Left out, the API's order is kept.
            filter: A condition; an image must meet all of them.
            count: How many of them; not beside `for_each`.
            depends_on: What must exist before.
            for_each: The iterator with one element for each of them.
            lifecycle: Terraform's rules for replacement, such as `prevent_destroy`.
            provider: The provider block to use, where the stack has several.

        Raises:
            ArgumentError: An argument is not allowed, or not beside another; a ValueError.
            ArgumentTypeError: An argument has a value of a wrong type; a TypeError as well.
        """
        self._make(scope, id, locals())
