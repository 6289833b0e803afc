"""JSON schemas of replies, written from the API's documentation and from recorded replies.

Not from the emulator: a field it adds, drops or mistypes fails every test that sees the reply.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_WHOLE: Schema = {"type": "integer"}
_FLAG: Schema = {"type": "boolean"}
_TIME: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$",
}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def _list(items: Schema, low: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": low}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def page(items: Schema) -> Schema:
    least = {"type": "integer", "minimum": 0}
    return _object(data=_list(items), page=least, pages=least, results=least)


_SHARED_WITH = _object(
    sharegroup_count=_WHOLE,
    sharegroup_list_url={"type": "string", "pattern": "^/images/private/[0-9]+/sharegroups$"},
)
_SHARED_BY = _object(
    sharegroup_id=_WHOLE,
    sharegroup_uuid=_TEXT,
    sharegroup_label=_TEXT,
    source_image_id=_or_null({"type": "string", "pattern": "^private/[0-9]+$"}),
    source_image_label=_or_null(_TEXT),
)
_REGION_STATUS = _one_of(
    *("available", "creating", "pending", "pending deletion", "pending replication"),
    "replicating",
)
IMAGE = _object(
    id={"type": "string", "pattern": "^(linode/[a-z0-9.-]+|(private|shared)/[0-9]+)$"},
    label={"type": "string", "minLength": 1, "maxLength": 50},
    description=_or_null(_TEXT),
    created=_TIME,
    updated=_or_null(_TIME),  # null, as recorded, for one shared and not changed since
    created_by=_or_null(_TEXT),
    deprecated=_FLAG,
    is_public=_FLAG,
    is_shared=_or_null(_FLAG),
    status=_one_of("creating", "pending_upload", "available"),
    type=_one_of("manual", "automatic", "shared"),
    size=_WHOLE,
    total_size=_WHOLE,
    capabilities=_list(_one_of("cloud-init", "distributed-sites")),
    regions=_list(_object(region=_TEXT, status=_REGION_STATUS)),
    tags=_list({"type": "string", "minLength": 3, "maxLength": 100}),
    vendor=_or_null(_TEXT),
    expiry=_or_null(_TIME),
    eol=_or_null(_TIME),
    image_sharing=_object(shared_with=_or_null(_SHARED_WITH), shared_by=_or_null(_SHARED_BY)),
)
UPLOAD = _object(
    upload_to={
        "type": "string",
        "pattern": r"^https?://[^/?]+/[^?]+\?Signature=.+&Expires=\d+&AWSAccessKeyID=.+$",
    },
    image=IMAGE,
)
_ADDRESS_V4 = r"^\d+\.\d+\.\d+\.\d+$"
INSTANCE = _object(
    id=_WHOLE,
    label={"type": "string", "minLength": 3, "maxLength": 64},
    group=_TEXT,
    status=_one_of(
        *("provisioning", "offline", "booting", "running", "shutting_down", "rebooting"),
        *("deleting", "migrating", "rebuilding", "cloning", "restoring", "resizing"),
    ),
    created=_TIME,
    updated=_TIME,
    type=_TEXT,
    ipv4=_list({"type": "string", "pattern": _ADDRESS_V4}, low=1),
    ipv6={"type": "string", "pattern": "^[0-9a-f:]+/128$"},
    image=_or_null(_TEXT),
    region=_TEXT,
    site_type=_one_of("core", "distributed"),
    specs=_object(
        disk=_WHOLE,
        memory=_WHOLE,
        vcpus=_WHOLE,
        gpus=_WHOLE,
        transfer=_WHOLE,
        accelerated_devices=_WHOLE,
    ),
    alerts=_object(
        cpu=_WHOLE,
        network_in=_WHOLE,
        network_out=_WHOLE,
        transfer_quota=_WHOLE,
        io=_WHOLE,
        system_alerts=_list(_WHOLE),
        user_alerts=_list(_WHOLE),
    ),
    backups=_object(
        enabled=_FLAG,
        available=_FLAG,
        schedule=_object(day=_or_null(_TEXT), window=_or_null(_TEXT)),
        last_successful=_or_null(_TIME),
    ),
    hypervisor=_one_of("kvm"),
    watchdog_enabled=_FLAG,
    tags=_list(_TEXT),
    host_uuid={"type": "string", "minLength": 32},
    has_user_data=_FLAG,
    placement_group={"type": "null"},
    disk_encryption=_one_of("enabled", "disabled"),
    lke_cluster_id={"type": "null"},
    capabilities=_list(_TEXT),
    interface_generation=_one_of("legacy_config", "linode"),
    maintenance_policy=_TEXT,
    locks=_list(_TEXT),
)
DISK = _object(
    id=_WHOLE,
    label={"type": "string", "minLength": 1, "maxLength": 48},
    status=_one_of("ready", "not ready", "deleting"),
    created=_TIME,
    updated=_TIME,
    filesystem=_one_of("raw", "swap", "ext3", "ext4", "initrd"),
    size=_WHOLE,
    disk_encryption=_one_of("enabled", "disabled"),
)
_DEVICE = _or_null(_object(disk_id=_or_null(_WHOLE), volume_id=_or_null(_WHOLE)))
CONFIG = _object(
    id=_WHOLE,
    label=_TEXT,
    helpers=_object(
        updatedb_disabled=_FLAG,
        distro=_FLAG,
        modules_dep=_FLAG,
        network=_FLAG,
        devtmpfs_automount=_FLAG,
    ),
    kernel=_TEXT,
    comments=_or_null(_TEXT),
    memory_limit=_WHOLE,
    created=_TIME,
    updated=_TIME,
    root_device=_TEXT,
    devices=_object(**dict.fromkeys((f"sd{letter}" for letter in "abcdefgh"), _DEVICE)),
    initrd=_or_null(_TEXT),
    run_level=_one_of("default", "single", "binbash"),
    virt_mode=_one_of("paravirt", "fullvirt"),
    interfaces=_list({"type": "object"}),
)
_V6_ADDRESS = _object(
    address={"type": "string", "pattern": "^[0-9a-f:]+$"},
    gateway=_or_null(_TEXT),
    subnet_mask=_TEXT,
    prefix=_WHOLE,
    type=_one_of("ipv6"),
    public=_FLAG,
    rdns=_or_null(_TEXT),
    linode_id=_or_null(_WHOLE),
    region=_TEXT,
)
ADDRESS = _object(
    address={"type": "string", "pattern": _ADDRESS_V4},
    gateway=_or_null(_TEXT),
    subnet_mask=_TEXT,
    prefix=_WHOLE,
    type=_one_of("ipv4"),
    public=_FLAG,
    rdns=_or_null(_TEXT),
    linode_id=_or_null(_WHOLE),
    region=_TEXT,
    interface_id=_or_null(_WHOLE),
    vpc_nat_1_1={"type": "null"},
    reserved=_FLAG,
)
IPS = _object(
    ipv4=_object(
        public=_list(ADDRESS),
        private=_list(ADDRESS),
        shared=_list(ADDRESS),
        reserved=_list(ADDRESS),
        vpc=_list({"type": "object"}),
    ),
    ipv6=_object(slaac=_V6_ADDRESS, link_local=_V6_ADDRESS, vpc=_list({}), **{"global": _list({})}),
)
_ENTITY = _object(
    id={"type": ["integer", "string"]},
    label=_TEXT,
    type=_one_of("linode", "linode_config", "image", "disk"),
    url={"type": "string", "pattern": "^/v4/"},
)
EVENT = _object(
    id=_WHOLE,
    action=_TEXT,
    status=_one_of("scheduled", "started", "finished", "failed", "notification", "canceled"),
    created=_TIME,
    percent_complete=_or_null({"type": "integer", "minimum": 0, "maximum": 100}),
    time_remaining=_or_null(_WHOLE),
    rate=_or_null(_TEXT),
    duration=_or_null(_NUMBER),
    username=_or_null(_TEXT),
    read=_FLAG,
    seen=_FLAG,
    message=_TEXT,
    entity=_or_null(_ENTITY),
    secondary_entity=_or_null(_ENTITY),
    details={"type": "object"},
)
REGION = _object(
    id=_TEXT,
    label=_TEXT,
    country={"type": "string", "pattern": "^[a-z]{2}$"},
    capabilities=_list(_TEXT, low=1),
    status=_one_of("ok", "outage"),
    resolvers=_object(ipv4=_TEXT, ipv6=_TEXT),
    placement_group_limits=_object(
        maximum_pgs_per_customer=_or_null(_WHOLE),
        maximum_linodes_per_pg=_WHOLE,
        maximum_linodes_per_flexible_pg=_WHOLE,
    ),
    monitors=_object(alerts=_list(_TEXT), metrics=_list(_TEXT)),
    site_type=_one_of("core", "distributed"),
)
_PRICE = _object(hourly=_NUMBER, monthly=_NUMBER)
TYPE = _object(
    **{"class": _one_of("nanode", "standard", "dedicated", "highmem", "premium", "gpu")},
    id=_TEXT,
    label=_TEXT,
    disk=_WHOLE,
    memory=_WHOLE,
    vcpus=_WHOLE,
    gpus=_WHOLE,
    accelerated_devices=_WHOLE,
    transfer=_WHOLE,
    network_out=_WHOLE,
    price=_PRICE,
    region_prices=_list({"type": "object"}),
    addons=_object(backups=_object(price=_PRICE, region_prices=_list({"type": "object"}))),
    successor=_or_null(_TEXT),
)
KERNEL = _object(
    id=_TEXT,
    label=_TEXT,
    version=_TEXT,
    kvm=_FLAG,
    architecture=_one_of("x86_64", "i386"),
    pvops=_FLAG,
    deprecated=_FLAG,
    built=_TIME,
)
SSH_KEY = _object(id=_WHOLE, label=_TEXT, ssh_key=_TEXT, created=_TIME)
TAG = _object(label=_TEXT)
TAGGED = _object(type={"const": "linode"}, data=INSTANCE)
STACKSCRIPT = _object(
    id=_WHOLE,
    username=_TEXT,
    user_gravatar_id=_TEXT,
    label=_TEXT,
    description=_TEXT,
    images=_list(_TEXT),
    deployments_total=_WHOLE,
    deployments_active=_WHOLE,
    is_public=_FLAG,
    mine=_FLAG,
    created=_TIME,
    updated=_TIME,
    rev_note=_TEXT,
    script=_TEXT,
    user_defined_fields=_list({"type": "object", "required": ["name"]}),
)
ACCESS_TOKEN = _object(
    id=_WHOLE, label=_TEXT, scopes=_TEXT, created=_TIME, expiry=_or_null(_TIME), token={"const": ""}
)
VPC_AVAILABILITY = _object(
    region=_TEXT, available=_FLAG, available_ipv6_prefix_lengths=_list(_WHOLE)
)
AVAILABILITY = _object(region=_TEXT, plan=_TEXT, available=_FLAG)
TRANSFER = _object(
    used=_WHOLE,
    quota=_WHOLE,
    billable=_WHOLE,
    region_transfers=_list(_object(id=_TEXT, used=_WHOLE, quota=_WHOLE, billable=_WHOLE)),
)
BACKUPS = _object(automatic=_list({}), snapshot=_object(current={}, in_progress={}))
GROUP = _object(
    id=_WHOLE,
    uuid=_TEXT,
    label=_TEXT,
    description=_or_null(_TEXT),
    is_suspended=_FLAG,
    created=_TIME,
    updated=_or_null(_TIME),
    expiry=_or_null(_TIME),
    images_count=_WHOLE,
    members_count=_WHOLE,
)
MEMBER = _object(
    token_uuid=_TEXT,
    status=_one_of("active"),
    label=_TEXT,
    created=_TIME,
    updated=_or_null(_TIME),
    expiry=_or_null(_TIME),
)
TOKEN = _object(
    **MEMBER["properties"],
    valid_for_sharegroup_uuid=_TEXT,
    sharegroup_uuid=_or_null(_TEXT),
    sharegroup_label=_or_null(_TEXT),
)
NEW_TOKEN = _object(**TOKEN["properties"], token={"type": "string", "minLength": 32})
JOINED = _object(
    **{
        name: GROUP["properties"][name]
        for name in ("id", "uuid", "label", "description", "is_suspended", "created", "updated")
    }
)

ERRORS = {
    "type": "object",
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "reason": {"type": "string", "minLength": 1},
                    "field": {"type": "string", "minLength": 1},
                },
                "required": ["reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["errors"],
    "additionalProperties": False,
}
EMPTY = _object()
