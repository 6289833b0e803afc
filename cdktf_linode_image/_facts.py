"""What Linode says of every image, as the resource and both data sources show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from shim_provider.schemas.image import IMAGE

from ._construct.attributes import (
    Object,
    Read,
    read_bool,
    read_number,
    read_object,
    read_objects,
    read_text,
    read_texts,
)

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema


class ImageReplication(Object):
    """A region that holds a replica of the image."""

    region = Read[str](read_text)
    status = Read[str](read_text)


class ImageSharedWith(Object):
    """With whom the owner shares the image."""

    sharegroup_count = Read[float](read_number)
    sharegroup_list_url = Read[str](read_text)


class ImageSharedBy(Object):
    """Through which share group somebody else's image came."""

    sharegroup_id = Read[float](read_number)
    sharegroup_uuid = Read[str](read_text)
    sharegroup_label = Read[str](read_text)
    source_image_id = Read[str](read_text)


class ImageSharing(Object):
    """Either side is null where it does not apply."""

    shared_with = Read(read_object(ImageSharedWith))
    shared_by = Read(read_object(ImageSharedBy))


class ImageFacts:
    """The attributes that only Linode sets."""

    SCHEMA: ClassVar[Schema] = IMAGE

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
