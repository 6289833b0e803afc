"""What a test sees of a world as objects: the same as the API tells, without a request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from shim_provider.emulator import Emulator
from shim_provider.emulator.things import Thing


def listed(api: Emulator, path: str, token: str = "any") -> Any:
    """What the account has, but for what is public."""
    headers = {"Authorization": f"Bearer {token}"}
    if path == "/images":
        headers["X-Filter"] = '{"is_public": false}'
    return requests.get(f"{api.url}/v4{path}", headers=headers, timeout=10).json()["data"]


SEED = {
    "images": [{"label": "first"}, {"label": "second", "tags": ["golden"]}],
    "linodes": [{"label": "web", "type": "g6-nanode-1", "region": "us-east"}],
}


def test_they_are_what_the_api_lists(tmp_path: Path) -> None:
    with Emulator(tmp_path, seed=SEED) as api:
        images, linodes = api.images, api.linodes
        assert len(api.requests.matching("GET", "/")) == 0
        assert images == listed(api, "/images")
        assert linodes == listed(api, "/linode/instances")
        assert [image.label for image in images] == ["second", "first"]
        assert images[0].regions[0].region == images[0]["regions"][0]["region"]
        assert linodes[0].specs.memory == 1024
    with pytest.raises(RuntimeError, match="not started"):
        assert api.images


def test_each_look_is_a_new_one_and_what_is_due_has_happened(tmp_path: Path) -> None:
    body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12"}
    headers = {"Authorization": "Bearer any"}
    with Emulator(tmp_path, durations="zero") as api:
        assert api.linodes == []
        url = f"{api.url}/v4/linode/instances"
        made = requests.post(url, json={**body, "root_pass": "x!Y9" * 4}, headers=headers).json()
        assert made["status"] == "provisioning"
        assert api.linodes[0].status == "running"


def test_a_token_admitted_later_is_of_its_own_account(tmp_path: Path) -> None:
    with Emulator(tmp_path) as api:
        api.admit("theirs", "work")
        for token in ("any", "theirs"):
            body = {"label": f"of {token}", "region": "us-east"}
            headers = {"Authorization": f"Bearer {token}"}
            requests.post(f"{api.url}/v4/images/upload", json=body, headers=headers, timeout=10)
        assert [each["label"] for each in listed(api, "/images")] == ["of any"]
        assert [each["label"] for each in listed(api, "/images", "theirs")] == ["of theirs"]
        assert [image.label for image in api.images] == ["of theirs", "of any"]


def test_a_thing_is_read_by_attribute_and_by_key() -> None:
    thing = Thing({"label": "web", "disks": [{"size": 1}], "pass": "x"}, frozenset({"pass"}))
    assert thing.disks[0].size == thing["disks"][0]["size"] == 1
    assert thing == {"label": "web", "disks": [{"size": 1}], "pass": "x"}
    assert {**thing}["label"] == "web"
    assert repr(thing) == "Thing(label='web', disks=[Thing(size=1)], pass=(sensitive))"
    with pytest.raises(AttributeError, match="there is no 'lable'; there are: label, disks, pass"):
        assert thing.lable
    with pytest.raises(KeyError):
        assert thing["lable"]
