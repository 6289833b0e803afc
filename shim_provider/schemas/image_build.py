"""`linode_image_build`: a private image, built from another one by instructions.

The official provider has nothing of the kind. What an image is asked for, and what Linode says of
it, are `linode_image`'s.
"""

from __future__ import annotations

from .image import FACTS, WISHES
from .language import (
    BOOL,
    NEEDS,
    NUMBER,
    TEXT,
    Rule,
    Schema,
    computed,
    defaulted,
    list_of,
    map_of,
    optional,
    required,
)
from .timeouts import timeouts_block

TIMEOUTS = {"create": "60m", "read": "5m", "update": "20m", "delete": "20m"}

IMAGE_BUILD = Schema(
    name="linode_image_build",
    doc="A private image, built from another one on a Linode that comes and goes.",
    attributes={
        "id": computed(
            TEXT,
            "`private/12345`, chosen by Linode. Until the image exists, `build/` and the builder's"
            " number.",
        ),
        "label": WISHES["label"],
        "image": required(
            TEXT,
            "The image it is built from: `linode/debian12`, `private/12345`.",
            requires_replace=True,
            refers_to="linode_image",
        ),
        "region": required(
            TEXT, "The region it is built in, such as `us-ord`.", requires_replace=True
        ),
        "builder_type": defaulted(
            TEXT,
            "The plan of the Linode that it is built on. Its disk limits what fits into the image.",
            default="g6-nanode-1",
            requires_replace=True,
        ),
        "user_data": optional(
            TEXT,
            "What cloud-init is to do, as plain text: cloud-config or a script. Its last step must"
            " switch the Linode off, as `power_state: {mode: poweroff}` does.",
            requires_replace=True,
            or_file=True,
        ),
        "stackscript_id": optional(
            NUMBER,
            "The StackScript to run, instead of `user_data` or beside it. One of the two must"
            " switch the Linode off.",
            requires_replace=True,
            refers_to="linode_stackscript",
        ),
        "stackscript_data": optional(
            map_of(TEXT),
            "The answers to what the StackScript asks. Needs `stackscript_id`.",
            requires_replace=True,
            sensitive=True,
        ),
        "authorized_keys": optional(
            list_of(TEXT),
            "Public SSH keys of the builder's root, to look into one that fails. They are in the"
            " image, unless your instructions remove them.",
            requires_replace=True,
        ),
        "authorized_users": optional(
            list_of(TEXT),
            "Users whose SSH keys the builder's root gets, in the same way.",
            requires_replace=True,
        ),
        "firewall_id": optional(
            NUMBER,
            "The firewall that the builder is in.",
            requires_replace=True,
            refers_to="linode_firewall",
        ),
        "triggers": optional(
            map_of(TEXT),
            "Any texts, under any names: one that changes or goes builds the image anew. A new name"
            " does not.",
            requires_replace=True,
        ),
        "keep_failed": defaulted(
            BOOL,
            "Whether to leave the builder of a build that failed, to look into it. It goes when the"
            " failed build is replaced or destroyed.",
            default=False,
        ),
        **{name: wish for name, wish in WISHES.items() if name != "label"},
        "replica_regions": WISHES["replica_regions"]._replace(
            doc="The regions that hold the image, in any order. At first `region` must be one of"
            " them, if it stores images; later one that is available already. Left out, replicas"
            " are left as they are."
        ),
        **FACTS,
        "builder_id": computed(NUMBER, "The Linode it is built on; null once that is gone."),
        "build_seconds": computed(
            NUMBER,
            "How long the build took, from the builder's creation until the image was available.",
        ),
    },
    blocks={
        "timeouts": timeouts_block(
            TIMEOUTS,
            until={
                "create": "the image is available, builder and image together",
                "update": "new replicas are there",
            },
        )
    },
    rules=(Rule("stackscript_data", NEEDS, "stackscript_id"),),
    timeouts=TIMEOUTS,
)

#: One of these in the instructions is a sign that they switch the Linode off.
SIGNS_OF_THE_END = ("poweroff", "power_state", "shutdown", "halt")

NO_SIGN = (
    f"Nothing in `user_data` looks like switching it off ({', '.join(SIGNS_OF_THE_END)}), and there"
    " is no StackScript: the build waits for that until its timeout. End with"
    " `power_state: {mode: poweroff}` in cloud-config, or `poweroff` in a script."
)


def shows_no_end(user_data: str) -> bool:
    """Whether instructions have no sign of switching the Linode off."""
    return not any(sign in user_data.lower() for sign in SIGNS_OF_THE_END)
