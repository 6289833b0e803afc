"""Which schema the reply of each route must have."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator

from tests.emulator.specification.reply_schemas import (
    ACCESS_TOKEN,
    ADDRESS,
    AVAILABILITY,
    BACKUPS,
    CONFIG,
    DISK,
    EMPTY,
    ERRORS,
    EVENT,
    GROUP,
    IMAGE,
    INSTANCE,
    IPS,
    JOINED,
    KERNEL,
    MEMBER,
    NEW_TOKEN,
    REGION,
    SSH_KEY,
    STACKSCRIPT,
    TAG,
    TAGGED,
    TOKEN,
    TRANSFER,
    TYPE,
    UPLOAD,
    VPC_AVAILABILITY,
    Schema,
    page,
)

_ID = "(?:linode|private|shared)/[^/]+"
_LINODE = "/linode/instances/[0-9]+"
_GROUPS = "/images/sharegroups"

# (method, whole path) -> schema of a 200; the first that matches counts.
_ROUTES: list[tuple[str, str, Schema]] = [
    ("GET", "/images", page(IMAGE)),
    ("POST", "/images/upload", UPLOAD),
    ("POST", "/images", IMAGE),
    ("GET|PUT", f"/images/{_ID}", IMAGE),
    ("POST", f"/images/{_ID}/regions", IMAGE),
    ("GET", f"/images/{_ID}/sharegroups", page(GROUP)),
    ("GET", _GROUPS, page(GROUP)),
    ("POST", _GROUPS, GROUP),
    ("GET|PUT", f"{_GROUPS}/[0-9]+", GROUP),
    ("GET|POST", f"{_GROUPS}/[0-9]+/images", page(IMAGE)),
    ("PUT", f"{_GROUPS}/[0-9]+/images/{_ID}", IMAGE),
    ("GET", f"{_GROUPS}/[0-9]+/members", page(MEMBER)),
    ("POST", f"{_GROUPS}/[0-9]+/members", MEMBER),
    ("GET|PUT", f"{_GROUPS}/[0-9]+/members/[^/]+", MEMBER),
    ("GET", f"{_GROUPS}/tokens", page(TOKEN)),
    ("POST", f"{_GROUPS}/tokens", NEW_TOKEN),
    ("GET|PUT", f"{_GROUPS}/tokens/[^/]+", TOKEN),
    ("GET", f"{_GROUPS}/tokens/[^/]+/sharegroup", JOINED),
    ("GET", f"{_GROUPS}/tokens/[^/]+/sharegroup/images", page(IMAGE)),
    ("GET", "/linode/instances", page(INSTANCE)),
    ("POST", "/linode/instances", INSTANCE),
    ("GET|PUT", _LINODE, INSTANCE),
    ("POST", f"{_LINODE}/(rebuild|clone)", INSTANCE),
    ("GET", f"{_LINODE}/disks", page(DISK)),
    ("POST", f"{_LINODE}/disks", DISK),
    ("GET|PUT", f"{_LINODE}/disks/[0-9]+", DISK),
    ("POST", f"{_LINODE}/disks/[0-9]+/clone", DISK),
    ("GET", f"{_LINODE}/configs", page(CONFIG)),
    ("POST", f"{_LINODE}/configs", CONFIG),
    ("GET|PUT", f"{_LINODE}/configs/[0-9]+", CONFIG),
    ("GET", f"{_LINODE}/ips", IPS),
    ("POST", f"{_LINODE}/ips", ADDRESS),
    ("GET|PUT", f"{_LINODE}/ips/[^/]+", ADDRESS),
    ("GET", f"{_LINODE}/(volumes|firewalls)", page({"type": "object"})),
    ("GET", f"{_LINODE}/backups", BACKUPS),
    ("GET", f"{_LINODE}/transfer", TRANSFER),
    ("GET", "/volumes|/networking/firewalls|/account/notifications", page({"type": "object"})),
    ("GET", "/networking/ips", page(ADDRESS)),
    ("POST", "/networking/ips", ADDRESS),
    ("GET|PUT", "/networking/ips/[^/]+", ADDRESS),
    ("GET", "/regions", page(REGION)),
    ("GET", "/regions/availability", page(AVAILABILITY)),
    ("GET", "/regions/[^/]+/availability", {"type": "array", "items": AVAILABILITY}),
    ("GET", "/regions/vpc-availability", page(VPC_AVAILABILITY)),
    ("GET", "/regions/[^/]+/vpc-availability", VPC_AVAILABILITY),
    ("GET", "/regions/[^/]+", REGION),
    ("GET", "/linode/types", page(TYPE)),
    ("GET", "/linode/types/[^/]+", TYPE),
    ("GET", "/linode/kernels", page(KERNEL)),
    ("GET", "/linode/kernels/linode/[^/]+", KERNEL),
    ("GET", "/account/events", page(EVENT)),
    ("GET", "/account/events/[0-9]+", EVENT),
    ("GET", "/account", {"type": "object", "required": ["email", "capabilities", "euuid"]}),
    ("GET", "/account/settings", {"type": "object", "required": ["managed", "network_helper"]}),
    ("GET", "/profile", {"type": "object", "required": ["username", "email", "restricted"]}),
    ("GET", "/profile/grants", {"type": "null"}),
    ("GET", "/profile/preferences", {"type": "object"}),
    ("GET", "/profile/sshkeys", page(SSH_KEY)),
    ("POST", "/profile/sshkeys", SSH_KEY),
    ("GET|PUT", "/profile/sshkeys/[0-9]+", SSH_KEY),
    ("GET", "/profile/tokens", page(ACCESS_TOKEN)),
    ("GET", "/profile/tokens/[0-9]+", ACCESS_TOKEN),
    ("GET", "/linode/stackscripts", page(STACKSCRIPT)),
    ("POST", "/linode/stackscripts", STACKSCRIPT),
    ("GET|PUT", "/linode/stackscripts/[0-9]+", STACKSCRIPT),
    ("GET", "/tags", page(TAG)),
    ("POST", "/tags", TAG),
    ("GET", "/tags/.+", page(TAGGED)),
    ("DELETE", "/.*", EMPTY),
    ("POST", f"{_LINODE}/(boot|reboot|shutdown|resize|migrate|password)", EMPTY),
    ("POST", f"{_LINODE}/backups/(enable|cancel)", EMPTY),
    ("POST", f"{_LINODE}/disks/[0-9]+/(resize|password)", EMPTY),
    ("POST", "/account/events/[0-9]+/(seen|read)", EMPTY),
]
_COMPILED = [
    (re.compile(method), re.compile(path), Draft202012Validator(schema))
    for method, path, schema in _ROUTES
]
_REFUSED = Draft202012Validator(ERRORS)


def check(method: str, path: str, status: int, body: Any) -> None:
    """Fail unless the reply of this route (path without version and query) is as documented."""
    if status >= 400:
        _REFUSED.validate(body)
        return
    for methods, paths, validator in _COMPILED:
        if methods.fullmatch(method) and paths.fullmatch(path):
            validator.validate(body)
            return
    raise AssertionError(f"no schema for {method} {path}")
