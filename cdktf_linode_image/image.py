"""`LinodeImage`: the resource `linode_image` as a construct."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, TypedDict, TypeVar, cast

from shim_provider.schemas.image import IMAGE

from ._construct.attributes import (
    Attr,
    Given,
    Read,
    Reset,
    read_bool,
    read_number,
    read_text,
    read_texts,
)
from ._construct.blocks import TimeoutsReference
from ._construct.check import Meant, Report
from ._construct.core import Construct, IResolvable
from ._construct.files import upload_problem
from ._construct.kinds import Resource, ResourceArguments
from ._construct.tokens import is_token
from ._construct.types import (
    Bool,
    Durations,
    GivenDurations,
    GivenId,
    GivenTexts,
    HasDisks,
    Id,
    Texts,
)
from ._facts import ImageFacts

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from shim_provider.schemas.language import Schema

    from ._construct.meta import (
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
    """How long operations on an image may take, such as `30m` or `1h30m`."""

    #: Until the image is available. Default: `20m`.
    create: str | None = None
    #: Default: `5m`.
    read: str | None = None
    #: Until new replicas are there. Default: `20m`.
    update: str | None = None
    #: Default: `20m`.
    delete: str | None = None


Timeouts = LinodeImageTimeouts | Durations


#: One of these must be given for an image that does not exist yet.
SOURCES = frozenset({"disk_id", "file_path"})


class _ImageArguments(ImageFacts, ResourceArguments):
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

    id = Read[str](read_text)
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
        self._set("timeouts", LinodeImageTimeouts(create, read, update, delete))

    def _check(self, report: Report) -> None:
        super()._check(report)
        path = self._given("file_path")
        if isinstance(path, str) and not is_token(path) and (problem := upload_problem(path)):
            report.add("file_path", problem)

    def _check_when_complete(self, report: Report) -> None:
        if SOURCES.isdisjoint(self._values) and not self._exists_or_is_overridden():
            report.add(
                "disk_id",
                "and `linode_id`, or `file_path` and `region`, are needed (given neither): an image"
                " comes from a disk or a file, unless `import_from` adopts one that exists",
            )

    def _exists_or_is_overridden(self) -> bool:
        # cdktf's summary of the construct, asked for only where the image would be refused.
        about = cast("Resource", self).to_metadata()
        if about.get("imports") or about.get("moved"):
            return True
        return not SOURCES.isdisjoint((about.get("overrides") or {}).get(IMAGE.name, ()))


class LinodeImageOptions(TypedDict, total=False):
    """The arguments that both ways to make an image share; `LinodeImage` says what they mean."""

    description: str | None
    tags: Texts | None
    cloud_init: Bool | None
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


Image = TypeVar("Image", bound="LinodeImage")


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
        """An image needs a source: `disk_id` and `linode_id`, or `file_path` and `region`. Only
        one that exists already, see `import_from`, goes without.

        Args:
            scope: The stack, or a construct in it.
            id: The name of this construct, unique in `scope`.
            label: The name shown in lists; need not be unique.
            description: What the image is for. Left out, it is empty.
            disk_id: The disk to capture. Needs `linode_id`.
            linode_id: The Linode that owns the disk. Needs `disk_id`.
            file_path: The file to upload: a raw disk compressed with gzip, 5 GB at most. Needs
                `region`. A new path to the same content changes nothing at Linode. A relative
                path starts where the app runs, beside cdktf.json.
            region: The region that receives the upload. Needs `file_path`.
            file_hash: The MD5 of the file, in hexadecimal. A new hash replaces the image. Left
                out, the provider computes it.
            cloud_init: Whether the image is made for cloud-init (Linode's Metadata service).
            tags: Tags, in any order. Left out, the image has none.
            replica_regions: The regions that hold the image, in any order. At an upload
                `region` must be one of them, later one that is available already. Left out,
                replicas are left as they are.
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

    @classmethod
    def from_disk(
        cls: type[Image],
        scope: Construct,
        id: str,
        *,
        instance: HasDisks,
        label: str,
        disk: int = 0,
        **options: Unpack[LinodeImageOptions],
    ) -> Image:
        """An image captured from a disk of `instance`, a Linode construct of any library.

        `disk` counts its disks from 0; 0 is the one it boots from, unless it was made by hand.
        """
        disk_id = instance.disk.get(disk).id
        return cls(scope, id, label=label, disk_id=disk_id, linode_id=instance, **options)

    @classmethod
    def from_file(
        cls: type[Image],
        scope: Construct,
        id: str,
        *,
        path: str | os.PathLike[str],
        region: str,
        label: str | None = None,
        file_hash: str | None = None,
        **options: Unpack[LinodeImageOptions],
    ) -> Image:
        """An image uploaded from `path`, a raw disk compressed with gzip, into `region`.

        `label` is by default the name of the file up to its first dot.
        """
        path = os.fspath(path)
        if label is None:
            label = "" if is_token(path) else PurePath(path).name.partition(".")[0]
        return cls(
            scope, id, label=label, file_path=path, region=region, file_hash=file_hash, **options
        )
