"""`linode_instance`: a Linode deployed from an image, as far as images need it.

Names and types are those of the official provider's resource
(https://registry.terraform.io/providers/linode/linode/latest/docs/resources/instance);
`disk` and `config` are read back, not written.
"""

from __future__ import annotations

from .checks import at_least, both, length, matching, one_of
from .language import (
    BOOL,
    CONFLICTS,
    NEEDS,
    NUMBER,
    TEXT,
    Block,
    Rule,
    Schema,
    computed,
    defaulted,
    list_of,
    object_of,
    optional,
    required,
    set_of,
)
from .timeouts import timeouts_block

LABEL = both(
    length(3, 64),
    matching(
        r"[A-Za-z](?!.*(--|__|\.\.))[A-Za-z0-9_.\-]*",
        "a letter, then letters, digits and single -_.",
    ),
)

DISK = object_of(id=NUMBER, label=TEXT, size=NUMBER, filesystem=TEXT)

_DEVICE = list_of(object_of(disk_id=NUMBER, disk_label=TEXT, volume_id=NUMBER))

CONFIG = object_of(
    id=NUMBER,
    label=TEXT,
    comments=TEXT,
    kernel=TEXT,
    memory_limit=NUMBER,
    run_level=TEXT,
    virt_mode=TEXT,
    root_device=TEXT,
    helpers=list_of(
        object_of(
            updatedb_disabled=BOOL,
            distro=BOOL,
            modules_dep=BOOL,
            network=BOOL,
            devtmpfs_automount=BOOL,
        )
    ),
    devices=list_of(object_of(**{f"sd{letter}": _DEVICE for letter in "abcdefgh"})),
)

SPECS = object_of(
    disk=NUMBER,
    memory=NUMBER,
    vcpus=NUMBER,
    transfer=NUMBER,
    gpus=NUMBER,
    accelerated_devices=NUMBER,
)
ALERTS = object_of(
    cpu=NUMBER, network_in=NUMBER, network_out=NUMBER, transfer_quota=NUMBER, io=NUMBER
)
BACKUPS = object_of(
    enabled=BOOL, available=BOOL, schedule=list_of(object_of(day=TEXT, window=TEXT))
)

TIMEOUTS = {"create": "15m", "read": "5m", "update": "1h", "delete": "10m"}

INSTANCE = Schema(
    name="linode_instance",
    doc="A Linode, deployed from a public or private image.",
    attributes={
        "id": computed(TEXT, "The Linode's number, as text."),
        "region": required(
            TEXT,
            "Where it runs, such as `us-ord`. A change migrates it: its IPv4 addresses change.",
        ),
        "type": defaulted(
            TEXT,
            "The plan, such as `g6-nanode-1`. A change resizes it.",
            default="g6-standard-1",
        ),
        "migration_type": defaulted(
            TEXT,
            "How a change of `type` or `region` moves it: `cold`, off meanwhile, or `warm`, running"
            " until a reboot at the end.",
            default="cold",
            check=one_of("cold", "warm"),
        ),
        "resize_disk": defaulted(
            BOOL,
            "Whether its disk grows when `type` becomes larger. Needs a single disk, apart from"
            " swap.",
            default=False,
        ),
        "label": defaulted(TEXT, "The name shown in lists; unique in the account.", check=LABEL),
        "image": optional(
            TEXT,
            "The image to deploy: `linode/ubuntu22.04`, `private/12345`. Without one the Linode"
            " has no disk and stays off.",
            requires_replace=True,
            refers_to="linode_image",
        ),
        "root_pass": optional(
            TEXT,
            "The password of root. State holds a hash of it. Left out, root has none where keys"
            " or users are given, else a random one that nobody knows.",
            sensitive=True,
            check=length(7, 128),
        ),
        "root_pass_wo": optional(
            TEXT,
            "The password of root, of which not even a hash is stored (write-only, Terraform"
            " 1.11). A new one is set when `root_pass_wo_version` changes.",
            sensitive=True,
            write_only=True,
            check=length(7, 128),
        ),
        "root_pass_wo_version": optional(
            NUMBER, "Any number; a new one sets the password of `root_pass_wo`."
        ),
        "authorized_keys": optional(
            list_of(TEXT),
            "Public SSH keys of root. Enough without a password. Needs `image`.",
            requires_replace=True,
        ),
        "authorized_users": optional(
            list_of(TEXT),
            "Users whose SSH keys root gets. Enough without a password. Needs `image`.",
            requires_replace=True,
        ),
        "swap_size": defaulted(
            NUMBER,
            "The swap disk's size, in MB. Needs `image`. Default: 512.",
            check=at_least(0),
            requires_replace=True,
        ),
        "tags": defaulted(set_of(TEXT), "Tags. Left out, the Linode has none.", each=length(3, 50)),
        "group": defaulted(
            TEXT, "The display group.", deprecated="Linode has replaced groups by `tags`."
        ),
        "booted": defaulted(
            BOOL,
            "Whether it runs. At creation true with an image, else false; left out later, it stays"
            " as it is.",
        ),
        "watchdog_enabled": defaulted(
            BOOL, "Whether Linode starts it again after it shuts down unasked.", default=True
        ),
        "backups_enabled": defaulted(BOOL, "Whether the backup service is on. Default: false."),
        "private_ip": optional(
            BOOL, "Whether it has a private IPv4 address. It cannot be taken away again."
        ),
        "firewall_id": optional(
            NUMBER, "The firewall it starts in.", requires_replace=True, refers_to="linode_firewall"
        ),
        "disk_encryption": defaulted(
            TEXT,
            "Whether its disks are encrypted. Default: as Linode chooses.",
            check=one_of("enabled", "disabled"),
            requires_replace=True,
        ),
        "status": computed(TEXT, "Such as `running` or `offline`."),
        "ip_address": computed(TEXT, "Its first public IPv4 address."),
        "ipv4": computed(set_of(TEXT), "All its IPv4 addresses."),
        "ipv6": computed(TEXT, "Its IPv6 address, with the prefix length."),
        "private_ip_address": computed(TEXT, "Its private IPv4 address; empty without one."),
        "specs": computed(
            list_of(SPECS), "One entry: disk and memory in MB, CPUs, transfer in GB."
        ),
        "alerts": computed(list_of(ALERTS), "One entry: the thresholds of its alerts."),
        "backups": computed(list_of(BACKUPS), "One entry: the state of its backups."),
        "disk": computed(list_of(DISK), "Its disks, oldest first; `size` in MB."),
        "config": computed(list_of(CONFIG), "Its configuration profiles, oldest first."),
        "capabilities": computed(set_of(TEXT), "What the Linode supports."),
        "host_uuid": computed(TEXT, "The host it runs on."),
        "has_user_data": computed(BOOL, "Whether it was made with user data."),
    },
    blocks={
        "metadata": Block(
            {
                "user_data": optional(
                    TEXT,
                    "User data for the Metadata service, encoded in base64.",
                    requires_replace=True,
                )
            },
            doc="What the Metadata service hands to the Linode.",
            nesting="list",
            max_items=1,
        ),
        "timeouts": timeouts_block(
            TIMEOUTS,
            until={
                "create": "it runs, or is offline if it shall not run",
                "delete": "it is gone",
            },
        ),
    },
    rules=(
        Rule("root_pass", NEEDS, "image"),
        Rule("root_pass", CONFLICTS, "root_pass_wo"),
        Rule("root_pass_wo", NEEDS, "image"),
        Rule("root_pass_wo_version", NEEDS, "root_pass_wo"),
        Rule("authorized_keys", NEEDS, "image"),
        Rule("authorized_users", NEEDS, "image"),
        Rule("swap_size", NEEDS, "image"),
    ),
    timeouts=TIMEOUTS,
)
