# Written by `python -m codegen` from shim_provider/schemas/image.py: change that, not this.
"""`LinodeImage`: the resource `linode_image` as a construct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from shim_provider.schemas.image import IMAGE

from .._construct.attributes import (
    Attr,
    Given,
    Object,
    Read,
    Reset,
    read_bool,
    read_number,
    read_object,
    read_objects,
    read_text,
    read_texts,
)
from .._construct.blocks import TimeoutsReference
from .._construct.check import Meant
from .._construct.core import Construct, IResolvable
from .._construct.kinds import Resource, ResourceArguments
from .._construct.types import Bool, Durations, GivenDurations, GivenId, GivenTexts, Id, Texts

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

    from .._construct.meta import (
        Connection,
        Count,
        DependsOn,
        ForEach,
        Lifecycle,
        Provider,
        Provisioners,
    )


@dataclass(frozen=True)
class LinodeImageTimeouts:
    """How long operations may take."""

    #: How long create may take in all, until the image is available, such as `30m` or `1h30m`.
    #: Default: `20m`.
    create: str | None = None
    #: How long read may take in all, such as `30m` or `1h30m`. Default: `5m`.
    read: str | None = None
    #: How long update may take in all, until new replicas are there, such as `30m` or `1h30m`.
    #: Default: `20m`.
    update: str | None = None
    #: How long delete may take in all, such as `30m` or `1h30m`. Default: `20m`.
    delete: str | None = None


Timeouts = LinodeImageTimeouts | Durations


class ImageSharedWith(Object):
    """With whom the owner shares the image."""

    sharegroup_count = Read(read_number)
    sharegroup_list_url = Read(read_text)


class ImageSharedBy(Object):
    """Through which share group somebody else's image came."""

    sharegroup_id = Read(read_number)
    sharegroup_uuid = Read(read_text)
    sharegroup_label = Read(read_text)
    source_image_id = Read(read_text)


class ImageSharing(Object):
    """Either side is null where it does not apply."""

    shared_with = Read(read_object(ImageSharedWith))
    shared_by = Read(read_object(ImageSharedBy))


class ImageReplication(Object):
    """A region that holds a replica of the image."""

    region = Read(read_text)
    status = Read(read_text)


class _ImageArguments(ResourceArguments):
    """Every argument and attribute, as a reference and as it was given."""

    SCHEMA: ClassVar[Schema] = IMAGE
    TF_RESOURCE_TYPE: ClassVar[str] = "linode_image"
    PATHS: ClassVar[Mapping[str, str]] = {"file_path": ""}
    MEANT: ClassVar[Mapping[str, Meant]] = {
        "disk_id": Meant(
            "a disk",
            ("linode_instance_disk",),
            "give one of its disks, such as `instance.disk.get(0)`",
        ),
        "linode_id": Meant("a Linode", ("linode_instance",)),
    }

    id = Read(read_text)
    label = Attr[str, str](read_text)
    label_input = Given[str]()
    description = Attr[str, str](read_text)
    description_input = Given[str]()
    reset_description = Reset()
    disk_id = Attr[float, Id](read_number)
    disk_id_input = Given[GivenId]()
    reset_disk_id = Reset()
    linode_id = Attr[float, Id](read_number)
    linode_id_input = Given[GivenId]()
    reset_linode_id = Reset()
    file_path = Attr[str, str](read_text)
    file_path_input = Given[str]()
    reset_file_path = Reset()
    region = Attr[str, str](read_text)
    region_input = Given[str]()
    reset_region = Reset()
    file_hash = Attr[str, str](read_text)
    file_hash_input = Given[str]()
    reset_file_hash = Reset()
    cloud_init = Attr[IResolvable, Bool](read_bool)
    cloud_init_input = Given[Bool]()
    reset_cloud_init = Reset()
    tags = Attr[list[str], Texts](read_texts)
    tags_input = Given[GivenTexts]()
    reset_tags = Reset()
    replica_regions = Attr[list[str], Texts](read_texts)
    replica_regions_input = Given[GivenTexts]()
    reset_replica_regions = Reset()
    wait_for_replications = Attr[IResolvable, Bool](read_bool)
    wait_for_replications_input = Given[Bool]()
    reset_wait_for_replications = Reset()
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
    timeouts = Attr[TimeoutsReference, Timeouts](TimeoutsReference)
    timeouts_input = Given[GivenDurations]()
    reset_timeouts = Reset()

    def put_timeouts(
        self,
        *,
        create: str | None = None,
        read: str | None = None,
        update: str | None = None,
        delete: str | None = None,
    ) -> None:
        """Set the whole block `timeouts`."""
        self._set(
            "timeouts", LinodeImageTimeouts(create=create, read=read, update=update, delete=delete)
        )


class LinodeImageOptions(TypedDict, total=False):
    """The arguments that both ways to make an image share; `LinodeImage` says what they mean."""

    description: str | None
    cloud_init: Bool | None
    tags: Texts | None
    replica_regions: Texts | None
    wait_for_replications: Bool | None
    timeouts: Timeouts | None
    connection: Connection | None
    count: Count | None
    depends_on: DependsOn | None
    for_each: ForEach | None
    lifecycle: Lifecycle | None
    provider: Provider | None
    provisioners: Provisioners | None


class LinodeImage(Resource, _ImageArguments):
    """A private image, captured from the disk of a Linode or uploaded from a file."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        label: str,
        description: str | None = None,
        disk_id: Id | None = None,
        linode_id: Id | None = None,
        file_path: str | None = None,
        region: str | None = None,
        file_hash: str | None = None,
        cloud_init: Bool | None = None,
        tags: Texts | None = None,
        replica_regions: Texts | None = None,
        wait_for_replications: Bool | None = None,
        timeouts: Timeouts | None = None,
        connection: Connection | None = None,
        count: Count | None = None,
        depends_on: DependsOn | None = None,
        for_each: ForEach | None = None,
        lifecycle: Lifecycle | None = None,
        provider: Provider | None = None,
        provisioners: Provisioners | None = None,
    ) -> None:
        """An image needs a source: `disk_id` and `linode_id`, or `file_path` and `region`. Only one
        that exists already, see `import_from`, goes without.

        Args:
            scope: The stack, or a construct in it.
            id: The name of this construct, unique in `scope`.
            label: The name shown in lists; need not be unique.
            description: What the image is for. Left out, it is empty.
            disk_id: The disk to capture. Needs `linode_id`.
            linode_id: The Linode that owns the disk. Needs `disk_id`.
            file_path: The file to upload: a raw disk compressed with gzip, 5 GB at most. Needs
                `region`. A new path to the same content changes nothing at Linode. A relative path
                starts where the app runs, beside cdktf.json.
            region: The region that receives the upload. Needs `file_path`.
            file_hash: The MD5 of the file, in hexadecimal. A new hash replaces the image. Left out,
                the provider computes it.
            cloud_init: Whether the image is made for cloud-init (Linode's Metadata service).
            tags: Tags, in any order. Left out, the image has none.
            replica_regions: The regions that hold the image, in any order. At an upload `region`
                must be one of them, later one that is available already. Left out, replicas are
                left as they are.
            wait_for_replications: Whether to wait until every replica is available.
            timeouts: How long operations may take.
            connection: How provisioners reach the machine.
            count: How many of them; not beside `for_each`.
            depends_on: What must exist before.
            for_each: The iterator with one element for each of them.
            lifecycle: Terraform's rules for replacement, such as `prevent_destroy`.
            provider: The provider block to use, where the stack has several.
            provisioners: What to run once it exists.

        Raises:
            ArgumentError: An argument is not allowed, or not beside another; a ValueError.
            ArgumentTypeError: An argument has a value of a wrong type; a TypeError as well.
        """
        self._make(scope, id, locals())
