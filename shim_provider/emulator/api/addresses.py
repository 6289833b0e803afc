"""IP addresses of Linodes, all from ranges reserved for tests and documents (RFC 2544, 3849)."""

from __future__ import annotations

import ipaddress
import zlib
from typing import TYPE_CHECKING, Any

from ..requests import checks, filters
from ..requests.errors import ApiError
from ..world.tables import Row
from . import events

if TYPE_CHECKING:
    from ..requests.call import Call
    from ..world.tables import Tables

# By Linode as recorded; the API's document names no field.
FIELDS = filters.fields("linode_id", also_sortable="address region")

_PUBLIC = ipaddress.IPv4Network("198.18.0.0/15")
_PRIVATE = ipaddress.IPv4Network("192.168.128.0/17")
_IPV6 = ipaddress.ip_network("2001:db8::/32")

_ALLOCATE = {"type": checks.one_of("ipv4"), "public": checks.flag}
_NEEDED = {"type": "type is required", "public": "public is required"}
_CHANGE = {"rdns": checks.text(1, 255)}


def _not_reserved(value: object) -> str | None:
    return checks.flag(value) or ("No address can be reserved here." if value else None)


_ALLOCATE_FOR = {**_ALLOCATE, "linode_id": checks.whole(), "reserved": _not_reserved}


def assign(tables: Tables, linode: Row, *, public: bool) -> Row:
    """A new IPv4 address for a Linode; its document is changed and saved.

    Raises ApiError 400 when all of the range are in use.
    """
    kind, network = ("public_address", _PUBLIC) if public else ("private_address", _PRIVATE)
    # A world's file chooses addresses of its own.
    for _ in range(network.num_addresses):
        address = _numbered(network, tables.next_number(kind))
        if tables.find("address", address) is None:
            return place(tables, linode, address)
    raise ApiError(400, "No address is free", "ipv4")


def _numbered(network: ipaddress.IPv4Network, number: int) -> str:
    """Leaves out every subnet's first and last addresses: the network's and the gateway's."""
    offset = (number // 250) * 256 + number % 250 + 2
    return str(network[offset % network.num_addresses])


def place(tables: Tables, linode: Row, address: str) -> Row:
    """Give a Linode this address. Raises ApiError 400 for one that is none, or is taken."""
    try:
        public = ipaddress.IPv4Address(address) not in _PRIVATE
    except ValueError as problem:
        raise ApiError(400, "Must be an IPv4 address", "ipv4") from problem
    if tables.find("address", address):
        raise ApiError(400, "The address is in use", "ipv4")
    document = _document(linode, address, public)
    row = Row("address", address, linode.account, linode.id, document, {})
    tables.insert(row)
    linode.doc["ipv4"] = [*linode.doc["ipv4"], address]
    return row


def renew(tables: Tables, linode: Row) -> None:
    """Give all addresses back, and get as many of the same kinds in the Linode's region.

    The Linode's document is changed, not saved.
    """
    held = [tables.find("address", address) for address in linode.doc["ipv4"]]
    tables.delete_children("address", linode.id)
    linode.doc.update(ipv4=[], ipv6=slaac(int(linode.id), linode.doc["region"]))
    for old in filter(None, held):
        assign(tables, linode, public=old.doc["public"])


def pass_over(tables: Tables, address: str) -> None:
    """So that `assign` takes later ones, should the address be of its ranges."""
    chosen = ipaddress.IPv4Address(address)
    for kind, network in (("public_address", _PUBLIC), ("private_address", _PRIVATE)):
        if chosen in network:
            subnet, host = divmod(int(chosen) - int(network.network_address) - 2, 256)
            tables.take_number(kind, subnet * 250 + host)


def slaac(linode_id: int, region: str) -> str:
    """The Linode's IPv6 address, in the form of its document: a network of the region's own."""
    network = zlib.crc32(region.encode()) << 64
    return f"{_IPV6[network + 0xF03C91FFFE000000 + linode_id % 0x1000000]}/128"


def _document(linode: Row, address: str, public: bool) -> dict[str, Any]:
    return {
        "address": address,
        "gateway": address.rpartition(".")[0] + ".1" if public else None,
        "subnet_mask": "255.255.255.0" if public else "255.255.128.0",
        "prefix": 24 if public else 17,
        "type": "ipv4",
        "public": public,
        "rdns": first_name(address, public=public),
        "linode_id": linode.id,
        "region": linode.doc["region"],
        "interface_id": None,
        "vpc_nat_1_1": None,
        "reserved": False,
    }


def first_name(address: str, *, public: bool) -> str | None:
    """The reverse DNS name that an address has until another is set."""
    return f"{address.replace('.', '-')}.ip.linodeusercontent.com" if public else None


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
    events.record_done(call, "linode_addip", row)
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
    events.record_done(call, "linode_deleteip", owner)
    return {}


def show_list(call: Call) -> dict[str, Any]:
    return call.listing("address", FIELDS, ("account = ?", (call.account,)))


def show(call: Call, address: str) -> dict[str, Any]:
    return call.own("address", address).doc
