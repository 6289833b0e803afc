# Written by `python -m codegen` from shim_provider/schemas/image_build.py: change that, not this.
"""`LinodeImageBuild`: the resource `linode_image_build` as a construct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypedDict

from shim_provider.schemas.image_build import IMAGE_BUILD

from .._construct.attributes import (
    Attr,
    Given,
    Read,
    Reset,
    read_bool,
    read_number,
    read_object,
    read_objects,
    read_text,
    read_text_map,
    read_texts,
)
from .._construct.blocks import TimeoutsReference
from .._construct.check import Meant
from .._construct.core import Construct, IResolvable
from .._construct.kinds import Resource, ResourceArguments
from .._construct.types import (
    Bool,
    Durations,
    GivenDurations,
    GivenId,
    GivenTextMap,
    GivenTexts,
    Id,
    TextId,
    TextMap,
    TextOrFile,
    Texts,
)
from .image import ImageReplication, ImageSharing

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
class LinodeImageBuildTimeouts:
    """How long operations may take."""

    #: How long create may take in all, until the image is available, builder and image together,
    #: such as `30m` or `1h30m`. Default: `60m`.
    create: str | None = None
    #: How long read may take in all, such as `30m` or `1h30m`. Default: `5m`.
    read: str | None = None
    #: How long update may take in all, until new replicas are there, such as `30m` or `1h30m`.
    #: Default: `20m`.
    update: str | None = None
    #: How long delete may take in all, such as `30m` or `1h30m`. Default: `20m`.
    delete: str | None = None


Timeouts = LinodeImageBuildTimeouts | Durations


class _ImageBuildArguments(ResourceArguments):
    """Every argument and attribute, as a reference and as it was given."""

    SCHEMA: ClassVar[Schema] = IMAGE_BUILD
    TF_RESOURCE_TYPE: ClassVar[str] = "linode_image_build"
    MEANT: ClassVar[Mapping[str, Meant]] = {
        "image": Meant("an image", ("linode_image", "linode_image_build")),
        "stackscript_id": Meant("a StackScript", ("linode_stackscript",)),
        "firewall_id": Meant("a firewall", ("linode_firewall",)),
    }

    id = Read(read_text)
    label = Attr[str, str](read_text)
    label_input = Given[str]()
    image = Attr[str, TextId](read_text)
    image_input = Given[str]()
    region = Attr[str, str](read_text)
    region_input = Given[str]()
    builder_type = Attr[str, str](read_text)
    builder_type_input = Given[str]()
    reset_builder_type = Reset()
    user_data = Attr[str, TextOrFile](read_text)
    user_data_input = Given[str]()
    reset_user_data = Reset()
    stackscript_id = Attr[float, Id](read_number)
    stackscript_id_input = Given[GivenId]()
    reset_stackscript_id = Reset()
    stackscript_data = Attr[Mapping[str, str], TextMap](read_text_map)
    stackscript_data_input = Given[GivenTextMap]()
    reset_stackscript_data = Reset()
    authorized_keys = Attr[list[str], Texts](read_texts)
    authorized_keys_input = Given[GivenTexts]()
    reset_authorized_keys = Reset()
    authorized_users = Attr[list[str], Texts](read_texts)
    authorized_users_input = Given[GivenTexts]()
    reset_authorized_users = Reset()
    firewall_id = Attr[float, Id](read_number)
    firewall_id_input = Given[GivenId]()
    reset_firewall_id = Reset()
    triggers = Attr[Mapping[str, str], TextMap](read_text_map)
    triggers_input = Given[GivenTextMap]()
    reset_triggers = Reset()
    keep_failed = Attr[IResolvable, Bool](read_bool)
    keep_failed_input = Given[Bool]()
    reset_keep_failed = Reset()
    description = Attr[str, str](read_text)
    description_input = Given[str]()
    reset_description = Reset()
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
    builder_id = Read(read_number)
    build_seconds = Read(read_number)
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
            "timeouts",
            LinodeImageBuildTimeouts(create=create, read=read, update=update, delete=delete),
        )


class LinodeImageBuildOptions(TypedDict, total=False):
    """The arguments of a build that an image family leaves to it; `LinodeImageBuild` says what they
    mean.
    """

    builder_type: str | None
    user_data: TextOrFile | None
    stackscript_id: Id | None
    stackscript_data: TextMap | None
    authorized_keys: Texts | None
    authorized_users: Texts | None
    firewall_id: Id | None
    triggers: TextMap | None
    keep_failed: Bool | None
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


class LinodeImageBuild(Resource, _ImageBuildArguments):
    """A private image, built from another one on a Linode that comes and goes."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        label: str,
        image: TextId,
        region: str,
        builder_type: str | None = None,
        user_data: TextOrFile | None = None,
        stackscript_id: Id | None = None,
        stackscript_data: TextMap | None = None,
        authorized_keys: Texts | None = None,
        authorized_users: Texts | None = None,
        firewall_id: Id | None = None,
        triggers: TextMap | None = None,
        keep_failed: Bool | None = None,
        description: str | None = None,
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
        """A Linode is made for the time of the build; it never stays.

        Args:
            scope: The stack, or a construct in it.
            id: The name of this construct, unique in `scope`.
            label: The name shown in lists; need not be unique.
            image: The image it is built from: `linode/debian12`, `private/12345`.
            region: The region it is built in, such as `us-ord`.
            builder_type: The plan of the Linode that it is built on. Its disk limits what fits into
                the image.
            user_data: What cloud-init is to do, as plain text: cloud-config or a script. Its last
                step must switch the Linode off, as `power_state: {mode: poweroff}` does. A
                `pathlib.Path` stands for the text in that file, as it is; in a text itself,
                Terraform reads `${...}` as a reference, and `$${` as these characters.
            stackscript_id: The StackScript to run, instead of `user_data` or beside it. One of the
                two must switch the Linode off.
            stackscript_data: The answers to what the StackScript asks. Needs `stackscript_id`.
            authorized_keys: Public SSH keys of the builder's root, to look into one that fails.
                They are in the image, unless your instructions remove them.
            authorized_users: Users whose SSH keys the builder's root gets, in the same way.
            firewall_id: The firewall that the builder is in.
            triggers: Any texts, under any names: one that changes or goes builds the image anew. A
                new name does not.
            keep_failed: Whether to leave the builder of a build that failed, to look into it. It
                goes when the failed build is replaced or destroyed.
            description: What the image is for. Left out, it is empty.
            cloud_init: Whether the image is made for cloud-init (Linode's Metadata service).
            tags: Tags, in any order. Left out, the image has none.
            replica_regions: The regions that hold the image, in any order. At first `region` must
                be one of them, if it stores images; later one that is available already. Left out,
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
