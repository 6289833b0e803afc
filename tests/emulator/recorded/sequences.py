"""What linodego's own suite asked of the service, and what that answered: 2022 to May 2026.

Each a test of that suite, exchange by exchange, as facts: method, path, what mattered of the body,
status, kind of answer. The recordings themselves are in none of linodego's released modules. Left
out: exchanges about placement groups and firewalls, and repeated polls with the same answer.
"""

from __future__ import annotations

from typing import Any

from tests.emulator.recorded import kinds
from tests.emulator.recorded.exchanges import UPLOAD, Exchange
from tests.emulator.recorded.kinds import BUSY, DONE, linode, page

_LINODE = "/linode/instances/{linode}"
_IMAGE = "/images/{image}"
_GROUP = "/images/sharegroups/{group}"
_PASSWORD = "insecure-p4ssw0rd!!"


def _get(path: str, pattern: Any, x_filter: Any = None) -> Exchange:
    return Exchange("GET", path, None, 200, pattern, x_filter)


def _post(path: str, body: Any, pattern: Any, status: int = 200) -> Exchange:
    return Exchange("POST", path, body, status, pattern)


def _delete(path: str, pattern: Any = DONE, status: int = 200) -> Exchange:
    return Exchange("DELETE", path, None, status, pattern)


def _create(answer: Any, region: str, *, booted: bool = False, **more: Any) -> Exchange:
    body = {"region": region, "type": "g6-nanode-1", "label": "recorded", "booted": booted, **more}
    return _post("/linode/instances", body, answer)


def _from_image(answer: Any, region: str, name: str = "debian12", **more: Any) -> Exchange:
    return _create(answer, region, image=f"linode/{name}", root_pass=_PASSWORD, **more)


def _events(action: str, *shown: Any, since: bool = True) -> Exchange:
    """A poll for events of the Linode, as linodego sends it."""
    x_filter = {
        "+order": "desc",
        "+order_by": "created",
        "action": action,
        "entity.id": "{linode}",
        "entity.type": "linode",
        **({"created": {"+gte": "2018-01-02T03:04:05"}} if since else {}),
    }
    answer = page(*shown) if shown else kinds.nothing()
    return _get("/account/events?page=1", answer, x_filter)


def _of_a_clone(status: str, **more: Any) -> Exchange:
    return _events("linode_clone", kinds.event("linode_clone", status, "linode", **more))


def _uploaded_to(region: str) -> list[Exchange]:
    body = {"region": region, "label": "uploaded", "description": "An image."}
    pending = kinds.image("pending_upload")
    return [
        _post("/images/upload", body, {"upload_to": UPLOAD, "image": pending}),
        _get(_IMAGE, pending),
        Exchange("PUT", UPLOAD, None, 200, None),
        _get(_IMAGE, kinds.image("available")),
    ]


_REGIONS = _get("/regions?page=1", page(kinds.region()))
_CONFIG: dict[str, Any] = {"label": "bare", "devices": {}, "interfaces": None}
_BARE_CONFIG = _post(f"{_LINODE}/configs", _CONFIG, kinds.config())
_UPDATED = {"label": "Updated label", "description": "Updated description"}
_RESIZE = {"type": "g6-standard-1", "migration_type": "warm"}
_MIGRATE = {"type": "cold", "region": "ca-central", "upgrade": False}
_BOTH_DISKS = (kinds.disk("ready"), kinds.disk("ready", "{swap}", "swap"))
_UNREADY_DISKS = (kinds.disk("not ready"), kinds.disk("not ready", "{swap}", "swap"))
_CLONE = {
    "region": "us-iad",
    "type": "g6-nanode-1",
    "backups_enabled": False,
    "private_ip": True,
    "metadata": {"user_data": "cmVhbGx5Y29vbHVzZXJkYXRh"},
}
_SECOND_DISK = {"label": "test-disk-1", "size": 512}
_DELETED_DISK = kinds.event("disk_delete", "finished", "disk")

SEQUENCES: dict[str, list[Exchange]] = {
    "TestInstance_Resize, August 2025": [
        _from_image(linode("provisioning"), "ap-west", booted=True),
        _get(_LINODE, linode("provisioning")),
        _get(_LINODE, linode("booting")),
        _get(_LINODE, linode("running")),
        _post(f"{_LINODE}/resize", _RESIZE, BUSY, 400),
        _post(f"{_LINODE}/resize", _RESIZE, DONE),
        _delete(_LINODE),
    ],
    "TestInstance_MigrateToPG, August 2025": [
        _from_image(linode("provisioning"), "ap-west", booted=True),
        _get(_LINODE, linode("provisioning")),
        _get(_LINODE, linode("running")),
        _post(f"{_LINODE}/migrate", _MIGRATE, BUSY, 400),
        _post(f"{_LINODE}/migrate", _MIGRATE, BUSY, 400),
        _post(f"{_LINODE}/migrate", _MIGRATE, DONE),
        _delete(_LINODE),
    ],
    "TestInstance_Clone, late 2025": [
        _from_image(linode("provisioning"), "us-iad"),
        _events("linode_create", kinds.event("linode_create", "started", "image")),
        _events("linode_create", kinds.event("linode_create", "finished", "image")),
        _get(_LINODE, linode("offline")),
        _post(
            f"{_LINODE}/clone",
            _CLONE,
            linode("offline", "{copy}", ipv4=[str, str], has_user_data=True),
        ),
        _of_a_clone("started"),
        _of_a_clone("started", rate=str),
        _of_a_clone("finished"),
        _get(
            "/linode/instances/{copy}",
            linode("offline", "{copy}", ipv4=[str, str], has_user_data=True),
        ),
        _get(
            "/linode/instances/{copy}/ips",
            {
                "ipv4": {
                    "public": [kinds.address(public=True, gateway=str, rdns=str)],
                    "private": [kinds.address(public=False, gateway=None, rdns=None)],
                    "shared": [],
                    "reserved": [],
                    "vpc": [],
                },
                "ipv6": {
                    "slaac": kinds.address6(public=True),
                    "link_local": kinds.address6(public=False),
                    "global": [],
                    "vpc": [],
                },
            },
        ),
        _delete("/linode/instances/{copy}"),
        _delete(_LINODE),
    ],
    "TestInstance_Rebuild, 2022": [
        _create(linode("provisioning", image=None), "us-west"),
        _BARE_CONFIG,
        _events("linode_create", kinds.event("linode_create", "finished", time_remaining=0)),
        _post(
            f"{_LINODE}/rebuild",
            {"image": "linode/alpine3.19", "root_pass": _PASSWORD},
            linode("rebuilding"),
        ),
        _delete(_LINODE),
    ],
    "TestInstance_Disk_Clone, August 2025": [
        _create(linode("provisioning", image=None), "us-sea"),
        _BARE_CONFIG,
        _get(_LINODE, linode("offline", image=None)),
        _post(
            f"{_LINODE}/disks",
            {
                "label": "made",
                "size": 2000,
                "image": "linode/debian12",
                "root_pass": _PASSWORD,
                "filesystem": "ext4",
            },
            kinds.disk("not ready"),
        ),
        _get(_LINODE, linode("offline", image=None)),
        _get(f"{_LINODE}/disks?page=1", page(kinds.disk("ready"))),
        _post(f"{_LINODE}/disks/{{disk}}/clone", {}, kinds.disk("ready", "{second}")),
        _delete(_LINODE),
    ],
    "TestInstance_Disk_ListMultiple, August 2025": [
        _from_image(linode("provisioning"), "ap-west"),
        _post(f"{_LINODE}/boot", {}, DONE),
        _get(_LINODE, linode("provisioning")),
        _get(_LINODE, linode("booting")),
        _get(_LINODE, linode("running")),
        _get(f"{_LINODE}/disks?page=1", page(*_BOTH_DISKS)),
        _post("/images", {"disk_id": "{disk}", "label": "c"}, kinds.image("creating")),
        _delete(_IMAGE),
        _delete(_LINODE),
    ],
    "a capture in au-mel, 2026": [
        _from_image(kinds.linode_of_2026("provisioning"), "au-mel"),
        _get(f"{_LINODE}/disks?page=1", page(*_UNREADY_DISKS)),
        _post("/images", {"disk_id": "{disk}", "label": "c"}, kinds.shareable("creating")),
        _delete(_IMAGE),
        _delete(_LINODE),
    ],
    "TestEventPoller_Secondary, May 2026": [
        _REGIONS,
        _create(kinds.linode_of_2026("provisioning", image=None), "au-mel"),
        _events("linode_create", kinds.event("linode_create", "finished"), since=False),
        _get("/account/events/{linode_create}", kinds.event("linode_create", "finished")),
        _post(f"{_LINODE}/disks", {"label": "test-disk-0", "size": 512}, kinds.disk("not ready")),
        *[_post(f"{_LINODE}/disks", _SECOND_DISK, BUSY, 400)] * 4,
        _post(f"{_LINODE}/disks", _SECOND_DISK, kinds.disk("not ready", "{second}")),
        _events("disk_delete", since=False),
        *[_delete(f"{_LINODE}/disks/{{disk}}", BUSY, 400)] * 6,
        _delete(f"{_LINODE}/disks/{{disk}}"),
        *[_delete(f"{_LINODE}/disks/{{second}}", BUSY, 400)] * 4,
        _delete(f"{_LINODE}/disks/{{second}}"),
        _events("disk_delete", _DELETED_DISK, since=False),
        _get("/account/events/{disk_delete}", _DELETED_DISK),
        _delete(_LINODE),
    ],
    "TestAccountEvents_List, 2022": [
        _from_image(linode("provisioning"), "ca-central"),
        _BARE_CONFIG,
        _get(
            "/account/events",
            page(
                kinds.event(
                    "linode_config_create", "notification", "linode_config", percent_complete=None
                )
            ),
            {"action": "linode_config_create", "entity.id": "{linode}", "entity.type": "linode"},
        ),
        _delete(_LINODE),
    ],
    "TestImage_Upload, July 2024": [*_uploaded_to("ap-west"), _delete(_IMAGE)],
    "TestImage_Replicate, September 2024": [
        *_uploaded_to("us-ord"),
        _post(
            f"{_IMAGE}/regions",
            {"regions": ["us-iad", "us-ord"]},
            kinds.image(
                "available",
                regions=[kinds.replica("available"), kinds.replica("pending replication")],
            ),
        ),
        _delete(_IMAGE),
    ],
    "TestImageSharing_Suite, late 2025": [
        _from_image(linode("provisioning"), "us-ord", "alpine3.22"),
        _get(f"{_LINODE}/disks?page=1", page(*_UNREADY_DISKS)),
        _post("/images", {"disk_id": "{disk}", "label": "c"}, kinds.shareable("creating")),
        _get(_IMAGE, kinds.shareable("creating")),
        _get(_IMAGE, kinds.shareable("available")),
        _post("/images/sharegroups", {"label": "a group"}, kinds.share_group(0)),
        _post(
            f"{_GROUP}/images?page=1",
            {"images": [{"id": "{image}", "label": "A label.", "description": "Of an image."}]},
            page(kinds.shared_image()),
        ),
        _get(_IMAGE, kinds.shareable("available", 1, is_shared=True)),
        _get(
            "/images?page=1",
            page(kinds.shareable("available", 1, is_shared=True), kinds.public_image()),
        ),
        _get(f"{_IMAGE}/sharegroups?page=1", page(kinds.share_group(1))),
        _get("/images/sharegroups?page=1", page(kinds.share_group(1))),
        _get(_GROUP, kinds.share_group(1)),
        _get(f"{_GROUP}/images?page=1", page(kinds.shared_image())),
        _get(f"{_GROUP}/members?page=1", kinds.nothing()),
        Exchange("PUT", _GROUP, _UPDATED, 200, kinds.share_group(1, updated=str)),
        Exchange(
            "PUT", f"{_GROUP}/images/{{shared}}", _UPDATED, 200, kinds.shared_image(updated=str)
        ),
        _delete(f"{_GROUP}/images/{{shared}}"),
        _get(_IMAGE, kinds.shareable("available", 0, is_shared=True)),
        _get(f"{_GROUP}/images?page=1", kinds.nothing()),
        _delete(_GROUP),
        _delete(_IMAGE),
        _delete(_LINODE),
    ],
}
