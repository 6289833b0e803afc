"""The Linode that an image is built on: its names, and what it is asked for with.

It is made off: its watchdog, which would boot it again, can only be set once it is there.
"""

from __future__ import annotations

import base64
import re
import secrets
from typing import TYPE_CHECKING

from ..linodes.passwords import random_password

if TYPE_CHECKING:
    from ...engine.contract import Values

TAG = "linode-image-build"

#: The API's names for arguments of a build, where they differ.
FIELDS = {"type": "builder_type", "metadata": "user_data"}

#: Where in ids of builds a builder's number begins.
PREFIX = "build/"

_LONGEST = 64
_LABEL = re.compile("build-.+-[0-9a-f]{6}")
_PUNCTUATION = re.compile("[^A-Za-z0-9]+")
#: What a Linode's label takes of it, each alone: none doubled, and none beside another.
_TAKEN = ("-", "_", ".")
_AS_THEY_ARE = (
    *("image", "region", "stackscript_id", "stackscript_data"),
    *("authorized_keys", "authorized_users", "firewall_id"),
)


def new_label(image_label: str) -> str:
    """A label that no other Linode has: `build-web-1f2e3d`."""
    end = f"-{secrets.token_hex(3)}"
    begin = _PUNCTUATION.sub(
        lambda found: found[0] if found[0] in _TAKEN else "-", f"build-{image_label}"
    )
    return begin[: _LONGEST - len(end)].rstrip("-_.") + end


def body_of(planned: Values, label: str) -> Values:
    """What the API is asked for."""
    given = {name: planned[name] for name in _AS_THEY_ARE if planned[name] is not None}
    body = {
        **given,
        "type": planned["builder_type"],
        "label": label,
        "tags": [TAG],
        "booted": False,
        "root_pass": random_password(),
    }
    if planned["user_data"] is not None:
        body["metadata"] = {"user_data": base64.b64encode(planned["user_data"].encode()).decode()}
    return body


def is_builder(linode: Values) -> bool:
    """Whether a Linode was made for a build: an apply of one deletes it."""
    return TAG in linode.get("tags", ()) or bool(_LABEL.fullmatch(linode.get("label", "")))


def build_id(builder: int) -> str:
    """The id of a build until its image is there."""
    return f"{PREFIX}{builder}"


def builder_in(id: str) -> int | None:
    """The builder's number in such an id; None in an image's."""
    return int(id.removeprefix(PREFIX)) if id.startswith(PREFIX) else None


def builder_of(state: Values) -> int | None:
    """The builder that a state holds; None where it holds none."""
    builder: int | None = builder_in(state["id"])
    return state["builder_id"] if builder is None else builder
