"""The images of a family: its versions, the one that is current or newest, and the newest found.

Does not decide which versions there are, nor which of them are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from shim_provider.schemas.image import IMAGE

from ._construct.attributes import (
    Read,
    read_bool,
    read_number,
    read_object,
    read_objects,
    read_text,
    read_texts,
)
from ._construct.later import DecidedLater, Later, is_id_of
from ._generated.image import ImageReplication, ImageSharing
from .data_images import DataLinodeImages, FoundImage
from .image import LinodeImage
from .image_build import LinodeImageBuild

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

    from ._construct.core import TerraformResource
    from .errors import ArgumentError


class OfFamily(DecidedLater):
    """A version. What refers to one that has been dropped ends the synthesis with its error."""

    version: str
    #: Whether it is kept no more, and so not synthesized.
    is_dropped = False
    #: Why nothing may refer to it then.
    refusal: Callable[[], ArgumentError]
    #: The version before it, the last that it depends on.
    after: OfFamily | None = None

    def forget_dropped(self) -> None:
        """Depend no more on the version before it, once that is not synthesized."""
        if self.after is not None and self.after.is_dropped:
            self.after = None
            resource = cast("TerraformResource", self)
            resource.depends_on = (resource.depends_on or [])[:-1] or None

    def _decided(self) -> TerraformResource:
        if self.is_dropped:
            raise self.refusal()
        return cast("TerraformResource", self)


class ImageVersion(OfFamily, LinodeImage):
    """A version that was uploaded or captured."""


class BuiltVersion(OfFamily, LinodeImageBuild):
    """A version that was built."""


Version = ImageVersion | BuiltVersion


class FamilyImage(Later):
    """The image of a family that is current, or newest, when the app is synthesized.

    Read as an image is; versions that are added later count.
    """

    SCHEMA: ClassVar[Schema] = IMAGE
    STANDS_FOR: ClassVar[str] = IMAGE.name

    id = Read(read_text)
    label = Read(read_text)
    description = Read(read_text)
    cloud_init = Read(read_bool)
    tags = Read(read_texts)
    replica_regions = Read(read_texts)
    wait_for_replications = Read(read_bool)
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
    capabilities = Read(read_texts)
    replications = Read(read_objects(ImageReplication))

    def __init__(self, decide: Callable[[], Version]) -> None:
        self._decide = decide

    @property
    def image(self) -> LinodeImage | LinodeImageBuild:
        """The construct, as far as versions have been added by now."""
        return self._decide()

    @property
    def version(self) -> str:
        """The version's name, as far as versions have been added by now."""
        return self._decide().version

    def is_meant_by(self, value: Any) -> bool:
        """Whether an argument is this image, or its id."""
        return value is self or is_id_of(value, self)

    def _decided(self) -> TerraformResource:
        return self._decide()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """What only a construct has, such as `label_input`: of the one it is by now."""
            if name.startswith("_"):
                raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
            return getattr(self._decide(), name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.version!r}>"


def _read_newest_id(found: Any, _name: str) -> str:
    newest: FoundImage = found.newest
    return newest.id


class NewestOfFamily(DataLinodeImages):
    """The newest available image of a family, which some other app makes."""

    STANDS_FOR: ClassVar[str] = IMAGE.name

    #: The image's own, and not that of the data source, which says nothing.
    id = Read(_read_newest_id)

    @property
    def newest(self) -> FoundImage:
        """The image."""
        return self.images.get(0)

    @property
    def label(self) -> str:
        """The image's label."""
        return self.newest.label
