"""IP addresses of Linodes, all from ranges reserved for tests and documents (RFC 2544, 3849).

Which Linode has which, and what each is at first. Asking for one is api/addresses.py's.
"""

from __future__ import annotations

import ipaddress
import zlib
from typing import TYPE_CHECKING, Any

from .refusals import RefusedError
from .tables import Row

if TYPE_CHECKING:
    from .tables import Tables

_PUBLIC = ipaddress.IPv4Network("198.18.0.0/15")
_PRIVATE = ipaddress.IPv4Network("192.168.128.0/17")
_IPV6 = ipaddress.ip_network("2001:db8::/32")


def assign(tables: Tables, linode: Row, *, public: bool) -> Row:
    """A new IPv4 address for a Linode; its document is changed and saved.

    Raises RefusedError when all of the range are in use.
    """
    kind, network = ("public_address", _PUBLIC) if public else ("private_address", _PRIVATE)
    # A world's file chooses addresses of its own.
    for _ in range(network.num_addresses):
        address = _numbered(network, tables.next_number(kind))
        if tables.find("address", address) is None:
            return place(tables, linode, address)
    raise RefusedError("No address is free", "ipv4")


def _numbered(network: ipaddress.IPv4Network, number: int) -> str:
    """Leaves out every subnet's first and last addresses: the network's and the gateway's."""
    offset = (number // 250) * 256 + number % 250 + 2
    return str(network[offset % network.num_addresses])


def place(tables: Tables, linode: Row, address: str) -> Row:
    """Give a Linode this address. Raises RefusedError for one that is none, or is taken."""
    try:
        public = ipaddress.IPv4Address(address) not in _PRIVATE
    except ValueError as problem:
        raise RefusedError("Must be an IPv4 address", "ipv4") from problem
    if tables.find("address", address):
        raise RefusedError("The address is in use", "ipv4")
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
