"""IP addresses: of a Linode, and of the account; allocated, named, given back.

Which one a Linode gets is world/addresses.py's.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from ..requests import checks, filters
from ..requests.errors import ApiError
from ..world import events
from ..world.addresses import assign, first_name

if TYPE_CHECKING:
    from ..requests.call import Call
    from ..world.tables import Row

# By Linode as recorded; the API's document names no field.
FIELDS = filters.fields("linode_id", also_sortable="address region")

_ALLOCATE = {"type": checks.one_of("ipv4"), "public": checks.flag}
_NEEDED = {"type": "type is required", "public": "public is required"}
_CHANGE = {"rdns": checks.text(1, 255)}


def _not_reserved(value: object) -> str | None:
    return checks.flag(value) or ("No address can be reserved here." if value else None)


_ALLOCATE_FOR = {**_ALLOCATE, "linode_id": checks.whole(), "reserved": _not_reserved}


def show_of_linode(call: Call, linode: int) -> dict[str, Any]:
    row = call.own("instance", linode)
    addresses = [r.doc for r in call.tables.select("address", "parent = ?", (linode,))]
    return {
        "ipv4": {
            "public": [address for address in addresses if address["public"]],
            "private": [address for address in addresses if not address["public"]],
            "shared": [],
            "reserved": [],
            "vpc": [],
        },
        "ipv6": {
            "slaac": _ipv6(row, row.doc["ipv6"].partition("/")[0], 64, public=True),
            "link_local": _ipv6(row, _link_local(linode), 64, public=False),
            "global": [],
            "vpc": [],
        },
    }


def _ipv6(linode: Row, address: str, prefix: int, *, public: bool) -> dict[str, Any]:
    return {
        "address": address,
        "gateway": "fe80::1",
        "subnet_mask": "ffff:ffff:ffff:ffff::",
        "prefix": prefix,
        "type": "ipv6",
        "public": public,
        "rdns": None,
        "linode_id": linode.id,
        "region": linode.doc["region"],
    }


def _link_local(linode: int) -> str:
    return str(ipaddress.IPv6Address((0xFE80 << 112) + 0xF03C91FFFE000000 + linode % 0x1000000))


def allocate(call: Call, linode: int) -> dict[str, Any]:
    """One private address per Linode; further public ones need support's consent at Linode."""
    row = call.own("instance", linode)
    # `address` names a reserved address, and nobody has any here.
    given = checks.read(call.body, _ALLOCATE, _NEEDED, unused=("address",))
    return _allocate(call, row, given["public"])


def allocate_for(call: Call) -> dict[str, Any]:
    """The same, for the Linode that the body names."""
    required = {**_NEEDED, "linode_id": "linode_id is required"}
    # `region`: where to reserve an address.
    given = checks.read(call.body, _ALLOCATE_FOR, required, unused=("region",))
    row = call.named("instance", given["linode_id"], "linode_id")
    return _allocate(call, row, given["public"])


def _allocate(call: Call, row: Row, public: bool) -> dict[str, Any]:
    held = call.tables.count(
        "address", "parent = ? AND json_extract(doc, '$.public') = 0", (row.id,)
    )
    if not public and held:
        raise ApiError(400, "This Linode already has a private IP address.", "public")
    address = assign(call.tables, row, public=public)
    call.tables.save(row)
    events.record_done(call.moment, "linode_addip", row)
    return address.doc


def show_of_linode_one(call: Call, linode: int, address: str) -> dict[str, Any]:
    call.own("instance", linode)
    return call.own("address", address, linode).doc


def change_of_linode_one(call: Call, linode: int, address: str) -> dict[str, Any]:
    call.own("instance", linode)
    return _change(call, call.own("address", address, linode))


def change(call: Call, address: str) -> dict[str, Any]:
    return _change(call, call.own("address", address))


def _change(call: Call, row: Row) -> dict[str, Any]:
    """Reverse DNS; null gives the address its first name back."""
    given = checks.read(call.body, _CHANGE, unused=(*row.doc, "reserved"))
    row.doc["rdns"] = given.get("rdns", first_name(str(row.id), public=row.doc["public"]))
    call.tables.save(row)
    return row.doc


def remove(call: Call, linode: int, address: str) -> dict[str, Any]:
    """Give an address back; a Linode keeps at least one public one."""
    owner = call.own("instance", linode)
    row = call.own("address", address, linode)
    public = "parent = ? AND json_extract(doc, '$.public') = 1"
    if row.doc["public"] and call.tables.count("address", public, (linode,)) == 1:
        raise ApiError(400, "A Linode must have at least one public IP address.")
    call.tables.delete("address", address)
    owner.doc["ipv4"] = [held for held in owner.doc["ipv4"] if held != address]
    call.tables.save(owner)
    events.record_done(call.moment, "linode_deleteip", owner)
    return {}


def show_list(call: Call) -> dict[str, Any]:
    return call.listing("address", FIELDS, ("account = ?", (call.account,)))


def show(call: Call, address: str) -> dict[str, Any]:
    return call.own("address", address).doc
