"""Every field that linodego reads of a reply is sent, so that none is read as zero by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api
    from tests.emulator.peers.linodego import Linodego

# What a method of linodego's reads, and where that comes from.
READ = {
    "GetImage": "/images/{image}",
    "ListImages": "/images",
    "CreateImageUpload": "/images/{image}",
    "GetInstance": "/linode/instances/{linode}",
    "ListInstances": "/linode/instances",
    "GetInstanceIPAddresses": "/linode/instances/{linode}/ips",
    "GetInstanceIPAddress": "/linode/instances/{linode}/ips/{address}",
    "GetInstanceDisk": "/linode/instances/{linode}/disks/{disk}",
    "GetInstanceConfig": "/linode/instances/{linode}/configs/{config}",
    "GetEvent": "/account/events/{event}",
    "GetRegion": "/regions/us-ord",
    "ListRegions": "/regions",
    "GetType": "/linode/types/g6-nanode-1",
    "ListTypes": "/linode/types",
    "ListKernels": "/linode/kernels",
    "GetAccount": "/account",
    "GetAccountSettings": "/account/settings",
    "GetProfile": "/profile",
    "GetIPAddress": "/networking/ips/{address}",
    "GetImageShareGroup": "/images/sharegroups/{group}",
    "ImageShareGroupListImageShareEntries": "/images/sharegroups/{group}/images",
    "ImageShareGroupListMembers": "/images/sharegroups/{group}/members",
    "ImageShareGroupGetToken": "/images/sharegroups/tokens/{token}",
    "ImageShareGroupGetByToken": "/images/sharegroups/tokens/{token}/sharegroup",
    "ImageShareGroupGetImageShareEntriesByToken": (
        "/images/sharegroups/tokens/{token}/sharegroup/images"
    ),
}


# Fields read that the service does not send, or is not known to: a pattern, and why.
NOT_SENT = {
    r"\.devices\.sd([i-z]|[ab][a-z])": "the API's document, and replies recorded, end at sdh",
    r"\.init_rd": "linodego's name of `initrd`",
    r"\.xen": "no longer sent, says linodego",
    r"\.(not_before|start_time|complete_time|description|source|maintenance_policy_set)": (
        "of maintenance, which does not happen here; not in events recorded"
    ),
    r"\.(secondary_)?entity\.status": "not in events recorded",
    r"\.ipv6\.(slaac|link_local)\.(interface_id|vpc_nat_1_1|reserved)": (
        "documented for IPv4 only; linodego has one type for both"
    ),
}


def _lacking(read: Any, sent: Any, where: str = "") -> Iterator[str]:
    """Places read and not sent. Of what is null, and of lists without items, nothing is known."""
    if isinstance(sent, list):
        for item in sent:
            yield from _lacking(read, item, where)
    elif isinstance(read, dict) and isinstance(sent, dict):
        for name, inner in read.items():
            if name in sent:
                yield from _lacking(inner, sent[name], f"{where}.{name}")
            else:
                yield f"{where}.{name}"


def _wanting(method: str, go: Linodego, api: Api, things: dict[str, Any]) -> set[str]:
    reply = api.ok("GET", READ[method].format(**things))
    return set(_lacking(go.fields(method), reply.get("data", reply)))


@pytest.mark.parametrize("method", READ)
def test_all_fields_are_sent_that_are_read_by(
    method: str, go: Linodego, api: Api, things: dict[str, Any]
) -> None:
    wanting = _wanting(method, go, api, things)
    known = {field for field in wanting if any(re.fullmatch(each, field) for each in NOT_SENT)}
    assert wanting - known == set()


def test_no_more_is_excused_than_is_wanting(go: Linodego, api: Api, things: dict[str, Any]) -> None:
    wanting = set().union(*(_wanting(method, go, api, things) for method in READ))
    unused = [each for each in NOT_SENT if not any(re.fullmatch(each, field) for field in wanting)]
    assert unused == []
