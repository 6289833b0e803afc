# Written by `python -m codegen` from shim_provider/schemas/instance.py: change that, not this.
"""`LinodeInstance`: the resource `linode_instance` as a construct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from shim_provider.schemas.instance import INSTANCE

from .._construct.attributes import (
    Attr,
    Given,
    Object,
    Read,
    Reset,
    read_bool,
    read_number,
    read_objects,
    read_text,
    read_text_set,
    read_texts,
)
from .._construct.blocks import BlockReference, TimeoutsReference
from .._construct.check import Meant
from .._construct.core import Construct, IResolvable
from .._construct.kinds import Resource, ResourceArguments
from .._construct.types import (
    Bool,
    Durations,
    GivenDurations,
    GivenId,
    GivenTexts,
    Id,
    TextId,
    Texts,
)

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
class LinodeInstanceMetadata:
    """What the Metadata service hands to the Linode."""

    #: User data for the Metadata service, encoded in base64. See `base64.b64encode` and
    #: `Fn.base64encode`.
    user_data: str | None = None


@dataclass(frozen=True)
class LinodeInstanceTimeouts:
    """How long operations may take."""

    #: How long create may take in all, until it runs, or is offline if it shall not run, such as
    #: `30m` or `1h30m`. Default: `15m`.
    create: str | None = None
    #: How long read may take in all, such as `30m` or `1h30m`. Default: `5m`.
    read: str | None = None
    #: How long update may take in all, such as `30m` or `1h30m`. Default: `1h`.
    update: str | None = None
    #: How long delete may take in all, until it is gone, such as `30m` or `1h30m`. Default: `10m`.
    delete: str | None = None


Metadata = LinodeInstanceMetadata | Mapping[str, str] | Sequence[Any] | IResolvable
Timeouts = LinodeInstanceTimeouts | Durations


class LinodeInstanceMetadataReference(BlockReference):
    """What is read of `metadata`."""

    user_data = Attr[str, str](read_text)
    user_data_input = Given[str]()
    reset_user_data = Reset()


class InstanceSpecs(Object):
    """What the plan gives: disk and memory in MB, transfer in GB."""

    disk = Read(read_number)
    memory = Read(read_number)
    vcpus = Read(read_number)
    transfer = Read(read_number)
    gpus = Read(read_number)
    accelerated_devices = Read(read_number)


class InstanceAlerts(Object):
    """The thresholds of its alerts."""

    cpu = Read(read_number)
    network_in = Read(read_number)
    network_out = Read(read_number)
    transfer_quota = Read(read_number)
    io = Read(read_number)


class InstanceBackupsSchedule(Object):
    """When backups are taken."""

    day = Read(read_text)
    window = Read(read_text)


class InstanceBackups(Object):
    """The state of its backups."""

    enabled = Read(read_bool)
    available = Read(read_bool)
    schedule = Read(read_objects(InstanceBackupsSchedule))


class InstanceDisk(Object):
    """A disk of a Linode; `size` in MB."""

    id = Read(read_number)
    label = Read(read_text)
    size = Read(read_number)
    filesystem = Read(read_text)


class InstanceConfigHelpers(Object):
    """What Linode prepares in the file system before it boots."""

    updatedb_disabled = Read(read_bool)
    distro = Read(read_bool)
    modules_dep = Read(read_bool)
    network = Read(read_bool)
    devtmpfs_automount = Read(read_bool)


class InstanceConfigDevice(Object):
    """What a device slot of a configuration profile holds."""

    disk_id = Read(read_number)
    disk_label = Read(read_text)
    volume_id = Read(read_number)


class InstanceConfigDevices(Object):
    """The device slots of a configuration profile."""

    sda = Read(read_objects(InstanceConfigDevice))
    sdb = Read(read_objects(InstanceConfigDevice))
    sdc = Read(read_objects(InstanceConfigDevice))
    sdd = Read(read_objects(InstanceConfigDevice))
    sde = Read(read_objects(InstanceConfigDevice))
    sdf = Read(read_objects(InstanceConfigDevice))
    sdg = Read(read_objects(InstanceConfigDevice))
    sdh = Read(read_objects(InstanceConfigDevice))


class InstanceConfig(Object):
    """A configuration profile of a Linode."""

    id = Read(read_number)
    label = Read(read_text)
    comments = Read(read_text)
    kernel = Read(read_text)
    memory_limit = Read(read_number)
    run_level = Read(read_text)
    virt_mode = Read(read_text)
    root_device = Read(read_text)
    helpers = Read(read_objects(InstanceConfigHelpers))
    devices = Read(read_objects(InstanceConfigDevices))


def _read_metadata(construct: Any, name: str) -> LinodeInstanceMetadataReference:
    return LinodeInstanceMetadataReference(construct, name, 0)


class _InstanceArguments(ResourceArguments):
    """Every argument and attribute, as a reference and as it was given."""

    SCHEMA: ClassVar[Schema] = INSTANCE
    TF_RESOURCE_TYPE: ClassVar[str] = "linode_instance"
    MEANT: ClassVar[Mapping[str, Meant]] = {
        "image": Meant("an image", ("linode_image", "linode_image_build")),
        "firewall_id": Meant("a firewall", ("linode_firewall",)),
    }

    id = Read(read_text)
    region = Attr[str, str](read_text)
    region_input = Given[str]()
    type = Attr[str, str](read_text)
    type_input = Given[str]()
    reset_type = Reset()
    migration_type = Attr[str, str](read_text)
    migration_type_input = Given[str]()
    reset_migration_type = Reset()
    resize_disk = Attr[IResolvable, Bool](read_bool)
    resize_disk_input = Given[Bool]()
    reset_resize_disk = Reset()
    label = Attr[str, str](read_text)
    label_input = Given[str]()
    reset_label = Reset()
    image = Attr[str, TextId](read_text)
    image_input = Given[str]()
    reset_image = Reset()
    root_pass = Attr[str, str](read_text)
    root_pass_input = Given[str]()
    reset_root_pass = Reset()
    root_pass_wo = Attr[str, str](read_text)
    root_pass_wo_input = Given[str]()
    reset_root_pass_wo = Reset()
    root_pass_wo_version = Attr[float, float](read_number)
    root_pass_wo_version_input = Given[float]()
    reset_root_pass_wo_version = Reset()
    authorized_keys = Attr[list[str], Texts](read_texts)
    authorized_keys_input = Given[GivenTexts]()
    reset_authorized_keys = Reset()
    authorized_users = Attr[list[str], Texts](read_texts)
    authorized_users_input = Given[GivenTexts]()
    reset_authorized_users = Reset()
    swap_size = Attr[float, float](read_number)
    swap_size_input = Given[float]()
    reset_swap_size = Reset()
    tags = Attr[list[str], Texts](read_text_set)
    tags_input = Given[GivenTexts]()
    reset_tags = Reset()
    group = Attr[str, str](read_text)
    group_input = Given[str]()
    reset_group = Reset()
    booted = Attr[IResolvable, Bool](read_bool)
    booted_input = Given[Bool]()
    reset_booted = Reset()
    watchdog_enabled = Attr[IResolvable, Bool](read_bool)
    watchdog_enabled_input = Given[Bool]()
    reset_watchdog_enabled = Reset()
    backups_enabled = Attr[IResolvable, Bool](read_bool)
    backups_enabled_input = Given[Bool]()
    reset_backups_enabled = Reset()
    private_ip = Attr[IResolvable, Bool](read_bool)
    private_ip_input = Given[Bool]()
    reset_private_ip = Reset()
    firewall_id = Attr[float, Id](read_number)
    firewall_id_input = Given[GivenId]()
    reset_firewall_id = Reset()
    disk_encryption = Attr[str, str](read_text)
    disk_encryption_input = Given[str]()
    reset_disk_encryption = Reset()
    status = Read(read_text)
    ip_address = Read(read_text)
    ipv4 = Read(read_text_set)
    ipv6 = Read(read_text)
    private_ip_address = Read(read_text)
    specs = Read(read_objects(InstanceSpecs))
    alerts = Read(read_objects(InstanceAlerts))
    backups = Read(read_objects(InstanceBackups))
    disk = Read(read_objects(InstanceDisk))
    config = Read(read_objects(InstanceConfig))
    capabilities = Read(read_text_set)
    host_uuid = Read(read_text)
    has_user_data = Read(read_bool)
    metadata = Attr[LinodeInstanceMetadataReference, Metadata](_read_metadata)
    metadata_input = Given[Any]()
    reset_metadata = Reset()
    timeouts = Attr[TimeoutsReference, Timeouts](TimeoutsReference)
    timeouts_input = Given[GivenDurations]()
    reset_timeouts = Reset()

    def put_metadata(
        self,
        *,
        user_data: str | None = None,
    ) -> None:
        """Set the whole block `metadata`."""
        self._set("metadata", LinodeInstanceMetadata(user_data=user_data))

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
            LinodeInstanceTimeouts(create=create, read=read, update=update, delete=delete),
        )


class LinodeInstance(Resource, _InstanceArguments):
    """A Linode, deployed from a public or private image."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        region: str,
        type: str | None = None,
        migration_type: str | None = None,
        resize_disk: Bool | None = None,
        label: str | None = None,
        image: TextId | None = None,
        root_pass: str | None = None,
        root_pass_wo: str | None = None,
        root_pass_wo_version: float | None = None,
        authorized_keys: Texts | None = None,
        authorized_users: Texts | None = None,
        swap_size: float | None = None,
        tags: Texts | None = None,
        group: str | None = None,
        booted: Bool | None = None,
        watchdog_enabled: Bool | None = None,
        backups_enabled: Bool | None = None,
        private_ip: Bool | None = None,
        firewall_id: Id | None = None,
        disk_encryption: str | None = None,
        metadata: Metadata | None = None,
        timeouts: Timeouts | None = None,
        connection: Connection | None = None,
        count: Count | None = None,
        depends_on: DependsOn | None = None,
        for_each: ForEach | None = None,
        lifecycle: Lifecycle | None = None,
        provider: Provider | None = None,
        provisioners: Provisioners | None = None,
    ) -> None:
        """Without `image`, a Linode has no disk and stays off.

        Args:
            scope: The stack, or a construct in it.
            id: The name of this construct, unique in `scope`.
            region: Where it runs, such as `us-ord`. A change migrates it: its IPv4 addresses
                change.
            type: The plan, such as `g6-nanode-1`. A change resizes it.
            migration_type: How a change of `type` or `region` moves it: `cold`, off meanwhile, or
                `warm`, running until a reboot at the end.
            resize_disk: Whether its disk grows when `type` becomes larger. Needs a single disk,
                apart from swap.
            label: The name shown in lists; unique in the account.
            image: The image to deploy: `linode/ubuntu22.04`, `private/12345`. Without one the
                Linode has no disk and stays off.
            root_pass: The password of root. State holds a hash of it. Left out, root has none where
                keys or users are given, else a random one that nobody knows.
            root_pass_wo: The password of root, of which not even a hash is stored (write-only,
                Terraform 1.11). A new one is set when `root_pass_wo_version` changes.
            root_pass_wo_version: Any number; a new one sets the password of `root_pass_wo`.
            authorized_keys: Public SSH keys of root. Enough without a password. Needs `image`.
            authorized_users: Users whose SSH keys root gets. Enough without a password. Needs
                `image`.
            swap_size: The swap disk's size, in MB. Needs `image`. Default: 512.
            tags: Tags. Left out, the Linode has none.
            group: The display group.
            booted: Whether it runs. At creation true with an image, else false; left out later, it
                stays as it is.
            watchdog_enabled: Whether Linode starts it again after it shuts down unasked.
            backups_enabled: Whether the backup service is on. Default: false.
            private_ip: Whether it has a private IPv4 address. It cannot be taken away again.
            firewall_id: The firewall it starts in.
            disk_encryption: Whether its disks are encrypted. Default: as Linode chooses.
            metadata: What the Metadata service hands to the Linode.
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
