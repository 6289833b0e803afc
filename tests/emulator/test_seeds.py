"""Worlds as files: loaded into new folders, written from old ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from shim_provider.emulator import Emulator, SeedError, seeds
from shim_provider.emulator.__main__ import main

if TYPE_CHECKING:
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


def _shown(api: Api) -> dict[str, Any]:
    linodes = api.ok("GET", "/linode/instances")["data"]
    return {
        "images": api.ok("GET", "/images", x_filter={"is_public": False})["data"],
        "linodes": linodes,
        **{
            f"{what} of {linode['id']}": api.ok("GET", f"/linode/instances/{linode['id']}/{what}")
            for linode in linodes
            for what in ("disks", "configs", "ips")
        },
    }


def test_what_is_written_can_be_loaded_and_shows_the_same(
    make_api: Callable[..., Api], tmp_path: Path
) -> None:
    api = make_api()
    image = api.image(label="up", description="d", tags=["one"], cloud_init=True)
    api.ok("POST", f"/images/{image['id']}/regions", {"regions": ["us-east", "us-ord"]})
    linode = api.linode(private_ip=True, tags=["tag"], group="g", label="web")
    api.ok("POST", "/images", {"disk_id": api.disks(linode["id"])[0]["id"], "label": "captured"})
    bare = api.ok("POST", "/linode/instances", {"type": "g6-nanode-1", "region": "us-east"})["id"]
    disk = api.ok("POST", f"/linode/instances/{bare}/disks", {"size": 100, "label": "d"})["id"]
    body = {"label": "c", "devices": {"sda": {"disk_id": disk}}, "comments": "why"}
    api.ok("POST", f"/linode/instances/{bare}/configs", body)
    api.wait()
    written = json.loads(json.dumps(seeds.export(api.app.world)))
    again = make_api(data=tmp_path / "other", clock=api.clock)
    assert seeds.load(again.app.world, written)
    assert _shown(again) == _shown(api)
    assert seeds.export(again.app.world) == written
    assert again.image()["id"] not in {f"private/{entry['id']}" for entry in written["images"]}


def test_what_is_under_way_is_not_written(api: Api) -> None:
    api.upload()
    api.ok("DELETE", f"/linode/instances/{api.linode()['id']}")
    assert seeds.export(api.app.world) == {"images": [], "linodes": []}


WRONG: dict[str, tuple[Any, str]] = {
    "an unknown kind": ({"volumes": []}, "unknown entry 'volumes'"),
    "an image without label": ({"images": [{}]}, r"images\[0\]: label: label is required"),
    "an unknown field": (
        {"images": [{"label": "x", "colour": 1}]},
        r"images\[0\]: colour: unknown; there are",
    ),
    "an unknown region": (
        {"images": [{"label": "x", "region": "mars"}]},
        r"images\[0\]: region: region is not valid",
    ),
    "the same id twice": (
        {"images": [{"label": "x", "id": 1}, {"label": "y", "id": 1}]},
        r"images\[1\]: id: used twice",
    ),
    "a Linode of an unknown plan": (
        {"linodes": [{"label": "abc", "region": "us-east", "type": "none"}]},
        r"linodes\[0\]: type: ",
    ),
    "no object": ({"linodes": [5]}, r"linodes\[0\]: expected an object"),
    "no list": ({"linodes": None}, "linodes: expected a list"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_is_refused_wholly_for(api: Api, case: str) -> None:
    document, reason = WRONG[case]
    with pytest.raises(SeedError, match=reason):
        seeds.load(api.app.world, {"images": [{"label": "first", "id": 9}], **document})
    assert api.get("/images/private/9").status == 404


def test_the_command_loads_and_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator(tmp_path / "world", seed=_SMALL) as emulator:
        headers = {"Authorization": "Bearer any"}
        reply = requests.get(f"{emulator.url}/v4/images/private/42", headers=headers)
        assert reply.json()["label"] == "golden"
    with Emulator(tmp_path / "world", seed=_SMALL) as emulator:
        assert emulator.url
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
    assert "label is required" in capsys.readouterr().err
