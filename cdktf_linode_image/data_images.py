"""`DataLinodeImages`: the data source `linode_images` as a construct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from shim_provider.schemas.data_images import DATA_IMAGES

from ._construct.attributes import (
    Attr,
    Given,
    Object,
    Objects,
    Read,
    Reset,
    read_bool,
    read_object_set,
    read_objects,
    read_text,
    read_text_set,
)
from ._construct.core import Construct, IResolvable
from ._construct.kinds import DataArguments, DataSource
from ._construct.types import Bool, Texts
from .data_image import ShownImage

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

    from ._construct.meta import Count, DependsOn, ForEach, Lifecycle, Provider


@dataclass(frozen=True)
class DataLinodeImagesFilter:
    """A condition; an image must meet all of them."""

    #: The attribute to look at, such as `label` or `tags`.
    name: str
    #: The values to look for; an image matches if any of them does.
    values: Texts
    #: `exact`, `substring` (or `sub`), `regex` (or `re`). Default: `exact`.
    match_by: str | None = None


#: Conditions, or a token for a list of them, such as `iterator.dynamic({...})`.
Filter = Sequence[DataLinodeImagesFilter | Mapping[str, Any] | IResolvable] | IResolvable


class DataLinodeImagesFilterReference(Object):
    """One of the conditions."""

    name = Read(read_text)
    values = Read(read_text_set)
    match_by = Read(read_text)


class FoundImage(ShownImage, Object):
    """One of the images found."""

    id = Read(read_text)


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
    filter = Attr[Objects[DataLinodeImagesFilterReference], Filter](
        read_object_set(DataLinodeImagesFilterReference)
    )
    filter_input = Given[Any]()
    reset_filter = Reset()
    images = Read(read_objects(FoundImage))

    def put_filter(self, value: Filter) -> None:
        """Set all conditions."""
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
