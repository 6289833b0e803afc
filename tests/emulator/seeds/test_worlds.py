"""Worlds as files, written and loaded again: nothing of note is lost, nothing secret is written."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shim_provider.emulator import seeds
from shim_provider.emulator.__main__ import main
from shim_provider.emulator.seeds.worldtext import FORMATS, parsed, written
from shim_provider.emulator.world import addresses
from tests.emulator.conftest import MINIMAL_IMAGE, Api

ACCOUNTS = ("acme", "bob", "cleo")
TOKENS = {name: {"account": name, "username": f"{name}-user"} for name in ACCOUNTS}

_SCRIPTS = "/linode/stackscripts"
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxx"

Reload = Callable[..., "Several"]


class Several:
    """One world, seen by three accounts."""

    def __init__(self, api: Api) -> None:
        self.acme, self.bob, self.cleo = (Api(api.app, api.clock, name) for name in ACCOUNTS)

    @property
    def world(self) -> Any:
        return self.acme.app.world

    def lineage(self) -> Any:
        return self.acme.call("GET", "/_emulator/snapshot", version="").body["lineage"]

    def text(self, format: str = "json", **options: Any) -> str:
        return written(seeds.export(self.world, **options).world, format)

    def shown(self) -> dict[str, Any]:
        """What each account is told of everything it has or may look at."""
        lists = ("/images", "/images/sharegroups", "/images/sharegroups/tokens")
        found: dict[str, Any] = {}
        for api in (self.acme, self.bob, self.cleo):
            paths = [*lists, "/linode/instances", "/networking/ips", "/profile/sshkeys"]
            paths += [_SCRIPTS, "/tags"]
            for linode in api.ok("GET", "/linode/instances")["data"]:
                base = f"/linode/instances/{linode['id']}"
                paths += [f"{base}/{part}" for part in ("disks", "configs", "ips")]
            for group in api.ok("GET", "/images/sharegroups")["data"]:
                base = f"/images/sharegroups/{group['id']}"
                paths += [f"{base}/{part}" for part in ("images", "members")]
            found |= {f"{api.token} {path}": api.ok("GET", path) for path in paths}
        return found


@pytest.fixture
def several(make_api: Callable[..., Api]) -> Several:
    return Several(make_api(token=TOKENS))


@pytest.fixture
def reload(make_api: Callable[..., Api], several: Several, tmp_path: Path) -> Reload:
    """A new world from a file's text, at the same time of the clock."""

    def load(text: str, format: str = "json", name: str = "again") -> Several:
        api = make_api(data=tmp_path / name, token=TOKENS, clock=several.acme.clock)
        assert seeds.load(api.app.world, parsed(text, format))
        return Several(api)

    return load


def share(producer: Api, *images: Any) -> Any:
    """A share group of these images."""
    body = {"label": "team", "description": "ours", "images": [{"id": i["id"]} for i in images]}
    return producer.ok("POST", "/images/sharegroups", body)


def ask_for(consumer: Api, group: Any, label: str = "mine") -> Any:
    body = {"label": label, "valid_for_sharegroup_uuid": group["uuid"]}
    return consumer.ok("POST", "/images/sharegroups/tokens", body)


def let_in(producer: Api, group: Any, token: Any, label: str = "them") -> Any:
    path = f"/images/sharegroups/{group['id']}/members"
    return producer.ok("POST", path, {"label": label, "token": token["token"]})


def capture(api: Api, linode: Any, label: str) -> Any:
    made = api.ok("POST", "/images", {"disk_id": api.disks(linode["id"])[0]["id"], "label": label})
    api.wait()
    return api.ok("GET", f"/images/{made['id']}")


def deleted(api: Api, path: str) -> None:
    api.ok("DELETE", path)
    api.wait()


def _with_scripts_and_tags(api: Api) -> None:
    """Deployed with a script that there is, with one that is gone, and with the public one."""
    new = {"label": "setup", "script": '#!/bin/sh\n# <UDF name="town">\n', "images": ["any/all"]}
    kept = api.ok("POST", _SCRIPTS, {**new, "rev_note": "1", "is_public": True})["id"]
    gone = api.ok("POST", _SCRIPTS, {**new, "description": "old"})["id"]
    api.ok("POST", _SCRIPTS, {**new, "images": ["linode/debian10"]})
    for number, label in enumerate(("kept", "gone", "public")):
        script = (kept, gone, 1)[number]
        api.linode(label=label, stackscript_id=script, stackscript_data={"town": "hidden"})
    api.ok("DELETE", f"{_SCRIPTS}/{gone}")
    for tag in ("later", "gone"):
        api.ok("POST", "/tags", {"label": tag})
    api.ok("DELETE", "/tags/gone")


@pytest.fixture
def rich(several: Several) -> Several:
    """Three accounts with everything that a file can say."""
    acme, bob, cleo = several.acme, several.bob, several.cleo
    golden = acme.image(label="golden", description="d", tags=["one", "two"], cloud_init=True)
    acme.ok("POST", f"/images/{golden['id']}/regions", {"regions": ["us-east", "us-ord", "nl-ams"]})
    acme.wait()
    model = acme.linode(label="model", tags=["tag"], group="g", private_ip=True)
    captured = capture(acme, model, "captured")
    copy = acme.linode(label="copy", image=captured["id"], backups_enabled=True)
    old = capture(acme, copy, "old")
    acme.linode(label="from-old", image=old["id"], disk_encryption="disabled", swap_size=0)
    deleted(acme, f"/linode/instances/{model['id']}")
    group = share(acme, golden, captured)
    entry = acme.ok("GET", f"/images/sharegroups/{group['id']}/images")["data"][1]
    acme.wait()
    renamed = {"label": "for others", "description": "look"}
    acme.ok("PUT", f"/images/sharegroups/{group['id']}/images/{entry['id']}", renamed)
    acme.ok("PUT", f"/images/{golden['id']}", {"tags": ["three"], "label": "golden 2"})
    let_in(acme, group, ask_for(bob, group))
    acme.ok("PUT", f"/images/sharegroups/{group['id']}", {"label": "team 2"})
    bob.linode(label="of-bob", image=entry["id"])
    withdrawn = share(acme, old)
    let_in(acme, withdrawn, ask_for(cleo, withdrawn), "cleo")
    shared = cleo.ok("GET", "/images", x_filter={"label": "old"})["data"][0]
    cleo.linode(label="of-cleo", image=shared["id"])
    deleted(acme, f"/images/sharegroups/{withdrawn['id']}/images/{shared['id']}")
    acme.linode(label="from-golden", image=golden["id"])
    deleted(acme, f"/images/{old['id']}")
    bare = cleo.ok("POST", "/linode/instances", {"type": "g6-standard-1", "region": "us-ord"})["id"]
    base = f"/linode/instances/{bare}"
    cleo.wait()
    body = {"size": 5000, "label": "data", "image": "linode/alpine3.20", "root_pass": "p4ss-word"}
    disk = cleo.ok("POST", f"{base}/disks", body)["id"]
    body = {"label": "c", "devices": {"sdb": {"disk_id": disk}}, "comments": "why"}
    cleo.ok("POST", f"{base}/configs", {**body, "helpers": {"distro": False}})
    change = {"alerts": {"cpu": 50}, "backups": {"schedule": {"day": "Monday", "window": "W2"}}}
    cleo.ok("PUT", base, {**change, "watchdog_enabled": False})
    address = cleo.ok("GET", base)["ipv4"][0]
    cleo.ok("PUT", f"{base}/ips/{address}", {"rdns": "data.example.com"})
    cleo.ok("POST", "/profile/sshkeys", {"label": "laptop", "ssh_key": _KEY})
    gone = bob.ok("POST", "/profile/sshkeys", {"label": "old", "ssh_key": _KEY})["id"]
    bob.ok("POST", "/profile/sshkeys", {"label": "desk", "ssh_key": f"{_KEY} bob@desk"})
    deleted(bob, f"/profile/sshkeys/{gone}")
    _with_scripts_and_tags(bob)
    cleo.wait()
    return several


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_written_and_loaded_is_written_as_the_same_text(
    rich: Several, reload: Reload, format: str
) -> None:
    text = rich.text(format, events=True)
    again = reload(text, format)
    assert again.text(format, events=True) == text
    assert reload(again.text(format), format, "third").text(format) == rich.text(format)


def test_every_account_is_told_the_same_by_the_new_world(rich: Several, reload: Reload) -> None:
    again = reload(rich.text())
    assert again.shown() == rich.shown()


def test_the_lineage_is_the_same_with_what_is_gone_from_it(rich: Several, reload: Reload) -> None:
    lineage = rich.lineage()
    statuses = [node["status"] for node in lineage["nodes"].values()]
    assert statuses.count("deleted") >= 4
    words = {"owns", "captured as", "deployed as", "shared as", "written to"}
    assert {how for _, _, how in lineage["edges"]} == words
    assert reload(rich.text()).lineage() == lineage


def test_the_numbers_of_what_is_gone_go_to_nothing_else(rich: Several, reload: Reload) -> None:
    gone = {
        str(node["id"]) for node in rich.lineage()["nodes"].values() if node["status"] == "deleted"
    }
    again = reload(rich.text())
    made = {again.acme.image()["id"]}
    linode = again.acme.linode()
    made |= {str(linode["id"]), *(str(disk["id"]) for disk in again.acme.disks(linode["id"]))}
    group = share(again.acme, again.acme.image())
    (entry,) = again.acme.ok("GET", f"/images/sharegroups/{group['id']}/images")["data"]
    assert not gone & {*made, entry["id"]}


def test_every_account_goes_on_making_things_in_the_new_world(
    rich: Several, reload: Reload
) -> None:
    again = reload(rich.text())
    taken = {entry["address"] for entry in _addresses(again)}
    made = []
    for api in (again.acme, again.bob, again.cleo):
        linode = api.linode(label="new", private_ip=True)
        public = api.ok("POST", f"/linode/instances/{linode['id']}/ips", _PUBLIC_ADDRESS)
        made += [*linode["ipv4"], public["address"]]
    assert len(set(made)) == len(made) == 9
    assert not taken & set(made)


_PUBLIC_ADDRESS = {"type": "ipv4", "public": True}


def _addresses(several: Several) -> list[Any]:
    apis = (several.acme, several.bob, several.cleo)
    return [entry for api in apis for entry in api.ok("GET", "/networking/ips")["data"]]


def test_when_every_address_is_in_use_the_service_says_so(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "_PUBLIC", ipaddress.IPv4Network("198.18.0.0/29"))
    api.linode()
    body = {"type": "g6-nanode-1", "region": "us-east"}
    replies = [api.post("/linode/instances", body) for _ in range(8)]
    assert replies[0].status == 200
    assert (replies[-1].status, replies[-1].reasons) == (400, ["No address is free"])


def test_a_profile_whose_disk_is_gone_is_loaded_without_it(
    several: Several, reload: Reload
) -> None:
    acme = several.acme
    linode = acme.linode()["id"]
    acme.ok("POST", f"/linode/instances/{linode}/shutdown")
    acme.wait()
    root, swap = (disk["id"] for disk in acme.disks(linode))
    deleted(acme, f"/linode/instances/{linode}/disks/{root}")
    again = reload(several.text())
    (config,) = again.acme.ok("GET", f"/linode/instances/{linode}/configs")["data"]
    kept = [device and device["disk_id"] for device in config["devices"].values()]
    assert [id for id in kept if id] == [swap]
    assert again.text() == several.text()


def test_a_world_of_defaults_is_written_in_few_words(several: Several) -> None:
    small = {"label": "golden", "id": 42, "regions": ["us-east"], "created": "2026-01-02T03:04:05"}
    image = {**small, "size": 1, "account": "acme", "created_by": "ada"}
    assert seeds.load(several.world, {"images": [image]})
    assert seeds.export(several.world).world == {"images": [image], "linodes": []}
    config = parsed(several.text(), "json")
    assert list(config["images"][0])[:3] == ["id", "account", "label"]


# Share groups, their tokens and the secrets of these.


def test_a_consumer_of_the_new_world_deploys_from_a_shared_image(
    rich: Several, reload: Reload
) -> None:
    again = reload(rich.text())
    (shared,) = again.bob.ok("GET", "/images", x_filter={"label": "for others"})["data"]
    assert shared["image_sharing"]["shared_by"]["sharegroup_label"] == "team 2"
    assert again.bob.linode(label="new", image=shared["id"])["image"] == shared["id"]
    assert again.cleo.get(f"/images/{shared['id']}").status == 404


def test_no_secret_is_written_and_the_lack_is_told(
    several: Several, reload: Reload, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    group = share(several.acme, several.acme.image())
    joined, waiting = ask_for(several.bob, group), ask_for(several.cleo, group, "waits")
    let_in(several.acme, group, joined)
    stale = share(several.acme)
    ask_for(several.bob, stale)
    deleted(several.acme, f"/images/sharegroups/{stale['id']}")
    several.acme.app.close()
    assert main(["export", "--data", str(tmp_path / "world"), "--events"]) == 0
    printed = capsys.readouterr()
    for token in (joined, waiting):
        assert token["token"] not in printed.out
        assert token["token_uuid"] in printed.out
    assert printed.err.splitlines() == [
        "emulator: left out: share group tokens of deleted groups (1)",
        "emulator: left out: secrets of share group tokens that have yet to join (1): give an entry"
        " a `token` where it is to join in the new world",
    ]
    again = reload(printed.out)
    path = f"/images/sharegroups/{group['id']}/members"
    body = {"label": "x", "token": waiting["token"]}
    assert again.acme.post(path, body).reasons == ["token is not valid"]
    assert len(again.acme.ok("GET", path)["data"]) == 1


def test_a_seed_may_give_a_token_its_secret(several: Several) -> None:
    token = {"account": "bob", "token": "well-known-in-tests"}
    groups = [{"label": "team", "id": 7, "account": "acme", "tokens": [token]}]
    assert seeds.load(several.world, {"sharegroups": groups})
    body = {"label": "bob", "token": "well-known-in-tests"}
    several.acme.ok("POST", "/images/sharegroups/7/members", body)
    (held,) = several.bob.ok("GET", "/images/sharegroups/tokens")["data"]
    assert held["sharegroup_label"] == "team"
    assert "well-known" not in several.text()


def test_an_image_that_was_shared_once_says_so(several: Several, reload: Reload) -> None:
    image = several.acme.image()
    group = share(several.acme, image)
    deleted(several.acme, f"/images/sharegroups/{group['id']}")
    again = reload(several.text())
    assert again.acme.ok("GET", f"/images/{image['id']}")["is_shared"] is True


# What is under way.


def test_what_is_under_way_is_written_as_it_will_be(several: Several, reload: Reload) -> None:
    acme = several.acme
    image, linode, doomed = acme.image(), acme.linode(label="model"), acme.linode(label="doomed")
    acme.ok("POST", f"/images/{image['id']}/regions", {"regions": ["us-east", "us-ord"]})
    started = acme.upload(label="processed")
    assert acme.send(started["upload_to"], MINIMAL_IMAGE) == 200
    several.acme.app.served.faults.add("upload_vanishes", count=1)
    vanishing = acme.upload(label="vanishes")
    assert acme.send(vanishing["upload_to"], MINIMAL_IMAGE) == 200
    acme.ok("POST", "/images", {"disk_id": acme.disks(linode["id"])[0]["id"], "label": "captured"})
    acme.ok("DELETE", f"/linode/instances/{doomed['id']}")
    acme.ok("POST", "/linode/instances", {"type": "g6-nanode-1", "region": "us-east"})
    text = several.text(events=True)
    images = acme.ok("GET", "/images?page_size=500")["data"]
    assert {each["status"] for each in images} == {"available", "pending_upload", "creating"}
    acme.wait(7200)
    assert several.text(events=True) == text
    labels = [image["label"] for image in json.loads(text)["images"]]
    assert labels == ["uploaded", "processed", "captured"]
    assert reload(text).shown() == several.shown()


def test_an_upload_that_waits_for_data_is_left_out_with_its_event(several: Several) -> None:
    several.acme.upload()
    found = seeds.export(several.world, events=True)
    assert found.world == {"images": [], "linodes": []}
    assert found.left_out == ["uploads that wait for data (1)"]
    assert several.acme.ok("GET", "/images", x_filter={"label": "uploaded"})["results"] == 1
    assert len(several.acme.events()) == 1


# Events.


def test_events_are_written_on_demand_and_shown_again(rich: Several, reload: Reload) -> None:
    assert "events" not in json.loads(rich.text())
    again = reload(rich.text(events=True))
    for before, after in ((rich.acme, again.acme), (rich.bob, again.bob)):
        assert after.events() == before.events()
    assert again.acme.events()
    assert reload(rich.text(), name="without").acme.events() == []


def test_details_of_an_event_are_kept(make_api: Callable[..., Api], tmp_path: Path) -> None:
    entity = {"id": 1, "label": "web", "type": "linode", "url": "/v4/linode/instances/1"}
    event = {"action": "linode_boot", "created": "2026-01-01T00:00:00", "entity": entity}
    world = {"events": [event, {**event, "details": {"reason": "maintenance"}}]}
    first, again = (make_api(data=tmp_path / name) for name in ("first", "again"))
    assert seeds.load(first.app.world, world)
    assert seeds.load(again.app.world, seeds.export(first.app.world, events=True).world)
    shown = again.ok("GET", "/account/events", x_filter={"+order_by": "id"})["data"]
    assert [each["details"] for each in shown] == [{}, {"reason": "maintenance"}]
