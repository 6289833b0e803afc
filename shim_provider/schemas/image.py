"""`linode_image`: a private image, captured from a disk or uploaded from a file.

Names and types are those of the official provider's resource, schema version 0
(https://registry.terraform.io/providers/linode/linode/latest/docs/resources/image).
"""

from __future__ import annotations

from .checks import both, length, matching
from .language import (
    BOOL,
    CONFLICTS,
    HOLDS,
    NEEDS,
    NUMBER,
    TEXT,
    Attribute,
    Rule,
    Schema,
    computed,
    defaulted,
    list_of,
    object_of,
    optional,
    required,
)
from .timeouts import timeouts_block

# Cloud Manager's own rule for image labels (its validation schema for images).
LABEL = both(
    length(1, 50), matching(r"[A-Za-z0-9,.?\-_'\s]*", "letters, digits, spaces and ,.?-_'")
)
TAG = length(3, 100)

REPLICATIONS = list_of(object_of(region=TEXT, status=TEXT))

SHARING = object_of(
    shared_with=object_of(sharegroup_count=NUMBER, sharegroup_list_url=TEXT),
    shared_by=object_of(
        sharegroup_id=NUMBER, sharegroup_uuid=TEXT, sharegroup_label=TEXT, source_image_id=TEXT
    ),
)

#: What Linode says of every image; the data sources show the same.
FACTS: dict[str, Attribute] = {
    "created": computed(TEXT, "When the image was created, in UTC (RFC 3339)."),
    "created_by": computed(TEXT, "The user who created the image."),
    "deprecated": computed(BOOL, "Whether the image is deprecated; only public images can be."),
    "is_public": computed(BOOL, "Whether everybody can deploy from it: true for Linode's own."),
    "is_shared": computed(BOOL, "Whether the image is shared by a share group."),
    "image_sharing": computed(SHARING, "With whom the image is shared, and by whom."),
    "size": computed(NUMBER, "The least disk size this image needs to deploy, in MB."),
    "total_size": computed(NUMBER, "The size of the image in all regions together, in MB."),
    "status": computed(TEXT, "`creating`, `pending_upload` or `available`."),
    "type": computed(TEXT, "`manual`, `automatic` (of a deleted Linode) or `shared`."),
    "expiry": computed(TEXT, "When an `automatic` image expires (RFC 3339); null for others."),
    "vendor": computed(TEXT, "The distribution's vendor; empty for private images."),
    "capabilities": computed(list_of(TEXT), "Such as `cloud-init` and `distributed-sites`."),
    "replications": computed(
        REPLICATIONS,
        "The regions which hold a replica, sorted, and the status of each: `available`,"
        " `creating`, `pending`, `pending replication`, `replicating` or `pending deletion`.",
    ),
}

#: What can be asked for of every image, however it is made.
WISHES: dict[str, Attribute] = {
    "label": required(TEXT, "The name shown in lists; need not be unique.", check=LABEL),
    "description": defaulted(
        TEXT,
        "What the image is for. Left out, it is empty.",
        check=length(0, 65000),
    ),
    "cloud_init": defaulted(
        BOOL,
        "Whether the image is made for cloud-init (Linode's Metadata service).",
        requires_replace=True,
        default=False,
    ),
    "tags": defaulted(
        list_of(TEXT),
        "Tags, in any order. Left out, the image has none.",
        each=TAG,
        unordered=True,
    ),
    "replica_regions": optional(
        list_of(TEXT),
        "The regions that hold the image, in any order. At an upload `region` must be one of"
        " them, later one that is available already. Left out, replicas are left as they are.",
        unordered=True,
    ),
    "wait_for_replications": defaulted(
        BOOL, "Whether to wait until every replica is available.", default=False
    ),
}

TIMEOUTS = {"create": "20m", "read": "5m", "update": "20m", "delete": "20m"}

IMAGE = Schema(
    name="linode_image",
    doc="A private image, captured from the disk of a Linode or uploaded from a file.",
    attributes={
        "id": computed(TEXT, "`private/12345`, chosen by Linode."),
        "label": WISHES["label"],
        "description": WISHES["description"],
        "disk_id": optional(
            NUMBER,
            "The disk to capture. Needs `linode_id`.",
            requires_replace=True,
            refers_to="linode_instance_disk",
        ),
        "linode_id": optional(
            NUMBER,
            "The Linode that owns the disk. Needs `disk_id`.",
            requires_replace=True,
            refers_to="linode_instance",
        ),
        "file_path": optional(
            TEXT,
            "The file to upload: a raw disk compressed with gzip, 5 GB at most. Needs `region`."
            " A new path to the same content changes nothing at Linode.",
            local_path="",
        ),
        "region": optional(
            TEXT, "The region that receives the upload. Needs `file_path`.", requires_replace=True
        ),
        "file_hash": defaulted(
            TEXT,
            "The MD5 of the file, in hexadecimal. A new hash replaces the image. Left out, the"
            " provider computes it.",
            requires_replace=True,
            check=matching(r"[0-9A-Fa-f]{32}", "the 32 hexadecimal digits of an MD5"),
        ),
        **WISHES,
        **FACTS,
    },
    blocks={
        "timeouts": timeouts_block(
            TIMEOUTS,
            until={"create": "the image is available", "update": "new replicas are there"},
        )
    },
    rules=(
        *(
            Rule(ours, CONFLICTS, theirs)
            for ours in ("disk_id", "linode_id")
            for theirs in ("file_path", "region", "file_hash")
        ),
        Rule("disk_id", NEEDS, "linode_id"),
        Rule("linode_id", NEEDS, "disk_id"),
        Rule("file_path", NEEDS, "region"),
        Rule("region", NEEDS, "file_path"),
        Rule("file_hash", NEEDS, "file_path"),
    ),
    creation_rules=(
        Rule(
            "replica_regions",
            HOLDS,
            "region",
            "the others are copied from there. If it stores no images, give the region that does as"
            " `region`; to drop it from an image that exists, leave out `file_path` and `region`",
        ),
    ),
    timeouts=TIMEOUTS,
    identity=("id",),
)
