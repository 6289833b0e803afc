"""What the body of a request may hold: every documented field, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator.api.routes import ROUTES
from tests.emulator.specification.request_fields import DOCUMENTED, path_of

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

_WRITES = sorted(DOCUMENTED)
_IDS = [f"{method} {path}" for method, path in _WRITES]


def test_the_fields_of_every_route_that_takes_a_body_are_listed() -> None:
    assert set(DOCUMENTED) == {
        (route.method, route.path) for route in ROUTES if route.method in ("POST", "PUT")
    }


@pytest.mark.parametrize(("method", "pattern"), _WRITES, ids=_IDS)
def test_a_field_nobody_documents_is_refused_by_name(
    api: Api, things: dict[str, Any], method: str, pattern: str
) -> None:
    reply = api.call(method, path_of(pattern, things), {"colour": "red"})
    assert reply.status == 400
    assert {"reason": "Unknown field.", "field": "colour"} in reply.body["errors"]


@pytest.mark.parametrize(("method", "pattern"), _WRITES, ids=_IDS)
def test_every_documented_field_is_known(
    api: Api, things: dict[str, Any], method: str, pattern: str
) -> None:
    body = dict.fromkeys(DOCUMENTED[method, pattern].split())
    reply = api.call(method, path_of(pattern, things), body)
    assert reply.status == 200 or "Unknown field." not in reply.reasons, reply.body


@pytest.mark.parametrize(
    "path",
    [
        "/images/{image}",
        "/images/sharegroups/{group}",
        "/images/sharegroups/{group}/members/{member}",
        "/images/sharegroups/tokens/{token}",
        "/linode/instances/{linode}",
        "/linode/instances/{linode}/configs/{config}",
        "/linode/instances/{linode}/disks/{disk}",
        "/linode/instances/{linode}/ips/{address}",
        "/networking/ips/{address}",
        "/profile/sshkeys/{key}",
        "/linode/stackscripts/{script}",
    ],
)
def test_a_thing_may_be_put_back_as_it_was_got(api: Api, things: dict[str, Any], path: str) -> None:
    got = api.ok("GET", path.format(**things))
    put = api.ok("PUT", path.format(**things), got)
    assert {**put, "updated": None} == {**got, "updated": None}


_INNER = {
    "metadata of a new Linode": (
        *("POST", "/linode/instances"),
        {"region": "us-east", "type": "g6-nanode-1", "metadata": {"userdata": "eA=="}},
        "metadata.userdata",
    ),
    "metadata of a rebuilt Linode": (
        *("POST", "/linode/instances/{linode}/rebuild"),
        {"image": "linode/debian12", "root_pass": "p4ss-word", "metadata": {"userdata": "eA=="}},
        "metadata.userdata",
    ),
    "metadata of a clone": (
        *("POST", "/linode/instances/{linode}/clone"),
        {"region": "us-east", "type": "g6-standard-1", "metadata": {"userdata": "eA=="}},
        "metadata.userdata",
    ),
    "alerts": ("PUT", "/linode/instances/{linode}", {"alerts": {"heat": 9}}, "alerts.heat"),
    "alerts of a new Linode": (
        *("POST", "/linode/instances"),
        {"region": "us-east", "type": "g6-nanode-1", "alerts": {"heat": 9}},
        "alerts.heat",
    ),
    "backups": ("PUT", "/linode/instances/{linode}", {"backups": {"at": 9}}, "backups.at"),
    "the schedule of backups": (
        *("PUT", "/linode/instances/{linode}"),
        {"backups": {"schedule": {"hour": "W2"}}},
        "backups.schedule.hour",
    ),
    "a device": (
        *("PUT", "/linode/instances/{linode}/configs/{config}"),
        {"devices": {"sda": {"disk": 1}}},
        "devices.sda.disk",
    ),
    "an image to share": (
        *("POST", "/images/sharegroups/{group}/images"),
        {"images": [{"id": "private/1", "note": "x"}]},
        "images[0].note",
    ),
}


@pytest.mark.parametrize("case", _INNER)
def test_an_unknown_field_is_refused_within(api: Api, things: dict[str, Any], case: str) -> None:
    method, path, body, field = _INNER[case]
    reply = api.call(method, path.format(**things), body)
    assert reply.status == 400
    assert reply.body["errors"] == [{"reason": "Unknown field.", "field": field}]
