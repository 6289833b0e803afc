"""Worlds as files, loaded into new folders. What is written: test_worlds.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from shim_provider.emulator import Emulator, Faults, SeedError, seeds
from shim_provider.emulator.__main__ import main
from tests.emulator.conftest import Api

_SMALL = {
    "images": [
        {"label": "golden", "region": "us-east", "size": 900, "tags": ["base"], "id": 42},
        {"label": "spread", "regions": ["us-east", "us-ord"], "cloud_init": True},
    ],
    "linodes": [
        {"label": "web", "region": "eu-west", "type": "g6-nanode-1", "image": "private/42"},
        {"label": "bare", "region": "us-east", "type": "g6-nanode-1", "id": 7},
    ],
}


def test_a_short_file_makes_a_whole_world(api: Api) -> None:
    assert seeds.load(api.app.world, _SMALL)
    golden = api.ok("GET", "/images/private/42")
    assert (golden["status"], golden["size"], golden["tags"]) == ("available", 900, ["base"])
    assert golden["image_sharing"]["shared_with"]["sharegroup_list_url"].endswith("/42/sharegroups")
    (spread,) = api.ok("GET", "/images", x_filter={"label": "spread"})["data"]
    assert [entry["region"] for entry in spread["regions"]] == ["us-east", "us-ord"]
    assert "cloud-init" in spread["capabilities"]
    web, bare = api.ok("GET", "/linode/instances")["data"]
    assert (web["status"], web["image"]) == ("running", "private/42")
    assert [disk["status"] for disk in api.disks(web["id"])] == ["ready", "ready"]
    assert (bare["id"], bare["status"]) == (7, "offline")
    disk = api.disks(web["id"])[0]["id"]
    assert api.post("/images", {"disk_id": disk, "label": "again"}).status == 200


def test_a_world_in_use_is_left_as_it_is(api: Api) -> None:
    api.image()
    assert not seeds.load(api.app.world, _SMALL)
    assert api.get("/images/private/42").status == 404


def test_what_was_deleted_does_not_come_back_with_the_next_start(
    make_api: Callable[..., Api],
) -> None:
    first = make_api()
    assert seeds.load(first.app.world, {"images": [{"label": "golden", "id": 42}]})
    first.ok("DELETE", "/images/private/42")
    with first.app.world.store.write() as tables:
        tables.run("DELETE FROM event")
    first.app.close()
    again = make_api(clock=first.clock)
    assert not seeds.load(again.app.world, _SMALL)
    assert again.get("/images/private/42").status == 404


def _token(api: Api) -> None:
    other = Api(api.app, api.clock, "other")
    group = other.ok("POST", "/images/sharegroups", {"label": "team"})
    api.ok("POST", "/images/sharegroups/tokens", {"valid_for_sharegroup_uuid": group["uuid"]})
    other.ok("DELETE", f"/images/sharegroups/{group['id']}")


def _key(api: Api) -> None:
    api.ok("POST", "/profile/sshkeys", {"label": "k", "ssh_key": "ssh-ed25519 AAAAC3NzaC1lZDI1"})


def _script(api: Api) -> None:
    api.ok(
        *("POST", "/linode/stackscripts"),
        {"label": "script", "script": "#!/bin/sh", "images": ["any/all"]},
    )


def _deleted_linode(api: Api) -> None:
    api.ok("DELETE", f"/linode/instances/{api.linode()['id']}")
    api.wait()


IN_USE: dict[str, Callable[[Api], None]] = {
    "an SSH key": _key,
    "a token": _token,
    "events of what was deleted": _deleted_linode,
    "a share group": lambda api: api.ok("POST", "/images/sharegroups", {"label": "team"}),
    "a tag": lambda api: api.ok("POST", "/tags", {"label": "later"}),
    "a StackScript": _script,
}


@pytest.mark.parametrize("case", IN_USE)
def test_a_world_is_not_new_once_it_has(make_api: Callable[..., Api], case: str) -> None:
    api = make_api(token={"any": {}, "other": {"account": "other"}})
    IN_USE[case](api)
    assert not seeds.load(api.app.world, _SMALL)


def test_a_number_of_an_entry_goes_to_nothing_before_it(api: Api) -> None:
    first = 31000001
    assert seeds.load(
        api.app.world, {"images": [{"label": "any"}, {"label": "chosen", "id": first}]}
    )
    assert api.ok("GET", f"/images/private/{first}")["label"] == "chosen"
    (other,) = api.ok("GET", "/images", x_filter={"label": "any"})["data"]
    assert other["id"] != f"private/{first}"


@pytest.mark.parametrize("address", ["198.18.0.3", "198.18.1.1", "198.19.255.251", "10.0.0.1"])
def test_an_address_of_an_entry_goes_to_nothing_before_it(api: Api, address: str) -> None:
    chosen = {**_LINODE, "label": "chosen", "ipv4": [address]}
    assert seeds.load(api.app.world, {"linodes": [_LINODE, {**_LINODE, "label": "second"}, chosen]})
    held = [linode["ipv4"] for linode in api.ok("GET", "/linode/instances")["data"]]
    assert held[2] == [address]
    assert len({str(each) for each in held}) == 3
    assert api.linode(label="more")["ipv4"] not in held


def test_a_region_out_of_service_holds_what_it_held(make_api: Callable[..., Api]) -> None:
    faults = Faults()
    faults.add("region_down", region="us-ord")
    api = make_api(faults=faults)
    image = {"label": "golden", "id": 42, "regions": ["us-ord", "us-east"]}
    assert seeds.load(api.app.world, {"images": [image]})
    regions = api.ok("GET", "/images/private/42")["regions"]
    assert [replica["region"] for replica in regions] == ["us-ord", "us-east"]


_LINODE = {"label": "web", "region": "us-east", "type": "g6-nanode-1"}
_IMAGE = {"label": "golden", "id": 42}


def _disk(**more: Any) -> Any:
    return {"linodes": [{**_LINODE, "disks": [{"label": "d", "size": 1, "id": 5, **more}]}]}


def _config(**more: Any) -> Any:
    config = {"label": "c", "devices": {}, **more}
    return {"linodes": [{**_LINODE, "disks": [], "configs": [config]}]}


def _group(**more: Any) -> Any:
    return {"images": [_IMAGE], "sharegroups": [{"label": "team", **more}]}


def _event(**more: Any) -> Any:
    entity = {"id": 1, "label": "web", "type": "linode", "url": "/v4/linode/instances/1"}
    event = {"action": "linode_boot", "created": "2026-01-02T03:04:05", "entity": entity, **more}
    return {"events": [event]}


_UUID = "00000000-0000-4000-8000-000000000001"

# Whole lines: the place, what is expected, what is there, and what to do.
WRONG: dict[str, tuple[Any, str]] = {
    "an unknown kind": (
        {"volumes": []},
        "volumes: there is no such list; there are deleted_images, images, sharegroups,"
        " stackscripts, linodes, sshkeys, tags, events",
    ),
    "no list": ({"linodes": 5}, "linodes: expected a list, found 5; write one"),
    "no object": ({"linodes": [5]}, "linodes[0]: expected an object, found 5; name its fields"),
    "an image without label": (
        {"images": [{}]},
        "images[0].label: expected a text of 1 to 50 letters, digits, blanks and , . ? - _ ',"
        " found nothing; add it",
    ),
    "an unknown field": (
        {"images": [{"label": "x", "tag": ["base"]}]},
        "images[0].tag: there is no such field; did you mean tags? there are id, account, label,"
        " description, tags, size, cloud_init, is_shared, region, regions, created_by,"
        " captured_from, created, updated",
    ),
    "a size in quotes": (
        {"images": [_IMAGE, {"label": "x", "size": "900"}]},
        'images[1].size: expected a whole number of MB, 1 or more, found "900"; correct it, or'
        " leave it out",
    ),
    "an id of the API": (
        {"images": [{"label": "x", "id": "private/42"}]},
        'images[0].id: expected a whole number, the 15 of private/15, found "private/42"; correct'
        " it, or leave it out",
    ),
    "a time that is none": (
        {"images": [{"label": "x", "created": "2026-02-30T00:00:00"}]},
        "images[0].created: expected a time in UTC such as 2026-01-31T12:00:00, found"
        ' "2026-02-30T00:00:00"; correct it, or leave it out',
    ),
    "an unknown region": (
        {"images": [{"label": "x", "regions": ["us-east", "mars"]}]},
        'images[0].regions: expected regions of the service, found ["us-east", "mars"]; there is'
        " no mars; see GET /v4/regions",
    ),
    "the same id twice": (
        {"images": [_IMAGE, {"label": "y", "id": 42}]},
        "images[1].id: expected an id used once, found 42; choose another, or leave it out",
    ),
    "an image that is there and deleted": (
        {"deleted_images": ["private/42"], "images": [_IMAGE]},
        "images[0].id: expected an id used once, found 42; choose another, or leave it out",
    ),
    "a deleted image that is no image": (
        {"deleted_images": ["golden"]},
        "deleted_images[0]: expected an id such as private/15, shared/3 or linode/debian9, found"
        ' "golden"; correct it, or leave it out',
    ),
    "an origin without a disk": (
        {"images": [{"label": "x", "captured_from": {"linode": {"id": 1, "label": "web"}}}]},
        "images[0].captured_from.disk: expected an object, found nothing; add it",
    ),
    "a disk of an origin without a label": (
        {
            "images": [
                {
                    "label": "x",
                    "captured_from": {"linode": {"id": 1, "label": "web"}, "disk": {"id": 1}},
                }
            ]
        },
        "images[0].captured_from.disk.label: expected a text of 1 to 255 characters, found nothing;"
        " add it",
    ),
    "a Linode of an unknown plan": (
        {"linodes": [{**_LINODE, "type": "none"}]},
        'linodes[0].type: expected the name of a plan such as g6-nanode-1, found "none"; see GET'
        " /v4/linode/types",
    ),
    "a Linode from an image that is not there": (
        {"linodes": [{**_LINODE, "image": "private/15"}]},
        "linodes[0].image: expected an image of account default, a shared or a public one, found"
        ' "private/15"; add it to images, or to deleted_images if it is gone',
    ),
    "a Linode from an image of somebody else": (
        {"images": [_IMAGE], "linodes": [{**_LINODE, "image": "private/42", "account": "acme"}]},
        "linodes[0].image: expected an image of account acme, a shared or a public one, found"
        ' "private/42"; add it to images, or to deleted_images if it is gone',
    ),
    "a Linode from a deleted image without its disks": (
        {
            "deleted_images": ["private/15"],
            "linodes": [{**_LINODE, "image": "private/15"}],
        },
        "linodes[0].disks: expected the disks of a Linode whose image is deleted, found nothing;"
        " add them",
    ),
    "two Linodes of one label": (
        {"linodes": [_LINODE, _LINODE]},
        'linodes[1].label: expected a label no other Linode of the account has, found "web"; choose'
        " another",
    ),
    "an address that is taken": (
        {"linodes": [{**_LINODE, "ipv4": ["198.18.0.9", "198.18.0.9"]}]},
        "linodes[0].ipv4: The address is in use; choose another, or leave it out",
    ),
    "an address that is none": (
        {"linodes": [{**_LINODE, "ipv4": ["198.18.0.999"]}]},
        "linodes[0].ipv4: Must be an IPv4 address; choose another, or leave it out",
    ),
    "a name for an address it has not": (
        {"linodes": [{**_LINODE, "ipv4": ["198.18.0.9"], "rdns": {"198.18.0.8": "web"}}]},
        "linodes[0].rdns.198.18.0.8: there is no such field; did you mean 198.18.0.9? there are"
        " 198.18.0.9",
    ),
    "an alert that is none": (
        {"linodes": [{**_LINODE, "alerts": {"cpu": "high"}}]},
        'linodes[0].alerts.cpu: expected a whole number, 0 or more, found "high"; correct it, or'
        " leave it out",
    ),
    "a disk without a size": (
        _disk(size=None),
        "linodes[0].disks[0].size: expected a whole number of MB, 1 or more, found nothing; add it",
    ),
    "a disk from an image that is not there": (
        _disk(image="private/15"),
        "linodes[0].disks[0].image: expected an image of account default, a shared or a public one,"
        ' found "private/15"; add it to images, or to deleted_images if it is gone',
    ),
    "a profile of a disk of another Linode": (
        _config(devices={"sda": {"disk_id": 5}}),
        "linodes[0].configs[0].devices.sda.disk_id: disk_id is not valid; give the id of a disk of"
        " this Linode",
    ),
    "a profile of an unknown kernel": (
        _config(kernel="mine"),
        "linodes[0].configs[0].kernel: kernel is not valid; see GET /v4/linode/kernels",
    ),
    "a helper that is none": (
        _config(helpers={"magic": True}),
        "linodes[0].configs[0].helpers.magic: Must be a known helper, true or false; correct it, or"
        " leave it out",
    ),
    "a group with an image of somebody else": (
        _group(account="acme", images=[{"image": "private/42"}]),
        "sharegroups[0].images[0].image: expected the id of an image of the group's account, found"
        ' "private/42"; add it to images with the account acme',
    ),
    "a group with an image twice": (
        _group(images=[{"image": "private/42"}, {"image": "private/42"}]),
        "sharegroups[0].images[1].image: expected an image that is not in the group yet, found"
        ' "private/42"; leave this one out',
    ),
    "a token twice": (
        _group(tokens=[{"token_uuid": _UUID}, {"token_uuid": _UUID}]),
        f'sharegroups[0].tokens[1].token_uuid: expected a token_uuid used once, found "{_UUID}";'
        " choose another, or leave it out",
    ),
    "a member without a label": (
        _group(tokens=[{"member": {}}]),
        "sharegroups[0].tokens[0].member.label: expected a text of 1 to 255 characters, found"
        " nothing; add it",
    ),
    "an event that goes on": (
        _event(status="started"),
        "events[0].status: expected one of finished, failed, notification, canceled, found"
        ' "started"; correct it, or leave it out',
    ),
    "an event of nothing": (
        _event(entity={"id": 1}),
        "events[0].entity.label: expected a text, found nothing; add it\n"
        "events[0].entity.type: expected a text of 1 to 255 characters, found nothing; add it\n"
        "events[0].entity.url: expected a text of 1 to 255 characters, found nothing; add it",
    ),
    "an event of nothing that has a number": (
        _event(entity={"id": 0, "label": "", "type": "linode", "url": "/"}),
        "events[0].entity.id: expected a whole number, 1 or more, or a text of 1 to 255 characters,"
        " found 0; correct it",
    ),
    "a key that is none": (
        {"sshkeys": [{"label": "laptop", "ssh_key": "secret"}]},
        "sshkeys[0].ssh_key: expected a public SSH key such as ssh-ed25519 AAAA..., found"
        ' "secret"; correct it',
    ),
    "several things at once": (
        {"images": [{"label": ""}, _IMAGE, {"size": 0, "label": "x"}], "linodes": [{}]},
        "images[0].label: expected a text of 1 to 50 letters, digits, blanks and , . ? - _ ',"
        ' found ""; correct it\n'
        "images[2].size: expected a whole number of MB, 1 or more, found 0; correct it, or leave"
        " it out",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_is_refused_wholly_for(api: Api, case: str) -> None:
    document, reason = WRONG[case]
    with pytest.raises(SeedError) as caught:
        seeds.load(api.app.world, document)
    assert str(caught.value) == reason
    assert seeds.export(api.app.world).world == {"images": [], "linodes": []}


def test_a_key_is_its_users(make_api: Callable[..., Api]) -> None:
    tokens = {name: {"account": "acme", "username": name} for name in ("ada", "ben")}
    ada = make_api(token=tokens, token_sent="ada")
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1"
    shown = {"id": 7, "label": "laptop", "ssh_key": key, "created": "2026-01-01T00:00:00"}
    given = {**shown, "account": "acme", "username": "ada"}
    assert seeds.load(ada.app.world, {"sshkeys": [{**given, "ssh_key": f" {key}\n"}]})
    assert ada.ok("GET", "/profile/sshkeys")["data"] == [shown]
    assert Api(ada.app, ada.clock, "ben").get("/profile/sshkeys/7").status == 404
    assert seeds.export(ada.app.world).world["sshkeys"] == [given]


def test_a_file_wrong_throughout_is_told_its_first_problems(api: Api) -> None:
    with pytest.raises(SeedError, match=r"images\[19\].*\nand 30 more problems$"):
        seeds.load(api.app.world, {"images": [{} for _ in range(50)]})


def test_the_command_loads_and_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator(tmp_path / "world", seed=_SMALL) as emulator:
        headers = {"Authorization": "Bearer any"}
        reply = requests.get(f"{emulator.url}/v4/images/private/42", headers=headers)
        assert reply.json()["label"] == "golden"
        assert emulator.seeded
    with Emulator(tmp_path / "world", seed=_SMALL) as emulator:
        assert not emulator.seeded
    assert main(["export", "--data", str(tmp_path / "world")]) == 0
    written = json.loads(capsys.readouterr().out)
    assert [entry["label"] for entry in written["images"]] == ["golden", "spread"]
    assert main(["export", "--data", str(tmp_path / "none")]) == 1
    assert "there is no world" in capsys.readouterr().err
    (tmp_path / "seed.json").write_text("[]")
    arguments = ["--data", str(tmp_path / "new"), "--seed", str(tmp_path / "seed.json")]
    assert main(arguments) == 1
    assert "expected an object with `images`" in capsys.readouterr().err
    (tmp_path / "seed.json").write_text('{"images": [{}]}')
    assert main(arguments) == 1
    assert f"{tmp_path / 'seed.json'}:\nimages[0].label: expected" in capsys.readouterr().err
