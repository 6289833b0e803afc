"""What the page shows of builders: their first boot, and the lineage of what they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator import seeds
from tests.emulator.api.linodes.builders import OFF, PASSWORD, builder, captured, unwatched

from .test_snapshot import edges, snapshot

if TYPE_CHECKING:
    from shim_provider.emulator import Faults
    from tests.emulator.conftest import Api


@pytest.fixture
def api(make_api: Callable[..., Api], faults: Faults) -> Api:
    return make_api(durations="realistic", faults=faults)


def number(path: str) -> int:
    return int(path.rpartition("/")[2])


def test_a_first_boot_is_in_progress_until_it_is_over(api: Api) -> None:
    path = builder(api, label="build-golden")
    assert snapshot(api)["builds"] == []
    api.wait(15 + 30 + 60)
    shown = {"id": number(path), "label": "build-golden", "image": "linode/debian12"}
    assert snapshot(api)["builds"] == [{**shown, "account": "default", "percent": 25}]
    api.wait(180)
    assert snapshot(api)["builds"] == []


def test_a_builder_that_hangs_is_in_progress_for_ever(api: Api, faults: Faults) -> None:
    faults.add("build_hangs")
    path = builder(api)
    api.wait()
    (shown,) = snapshot(api)["builds"]
    assert (shown["id"], shown["percent"]) == (number(path), None)
    api.ok("POST", f"{path}/shutdown")
    assert snapshot(api)["builds"] == []


def built(api: Api, path: str) -> Any:
    api.wait()
    image = captured(api, path)
    api.wait()
    return image


def builders(api: Api) -> list[str]:
    nodes = snapshot(api)["lineage"]["nodes"].values()
    return [node["label"] for node in nodes if node.get("builder")]


def test_the_lineage_of_a_build_is_base_image_builder_image(api: Api) -> None:
    path = builder(api, label="build-golden")
    assert builders(api) == ["build-golden"]
    made = "image Debian 12 (available) deployed as linode build-golden (provisioning)"
    assert edges(api) == [made]
    image = built(api, path)
    api.ok("DELETE", path)
    api.wait()
    assert api.get(path).status == 404
    again = builder(api, label="build-second", image=image["id"])
    built(api, again)
    assert edges(api) == [
        "image Debian 12 (available) deployed as linode build-golden (deleted)",
        "linode build-golden (deleted) built image golden (available)",
        "image golden (available) deployed as linode build-second (offline)",
        "linode build-second (offline) built image golden (available)",
    ]
    assert builders(api) == ["build-golden", "build-second"]


def test_a_builder_by_its_script_is_one_too(api: Api) -> None:
    body = {"label": "build", "script": "#!/bin/sh\npoweroff\n", "images": ["any/all"]}
    script = api.ok("POST", "/linode/stackscripts", body)["id"]
    path = builder(api, label="by-script", metadata=None, stackscript_id=script)
    assert builders(api) == ["by-script"]
    built(api, path)
    assert "linode by-script (offline) built image golden (available)" in edges(api)


def test_what_is_captured_before_its_builder_is_off_was_not_built(api: Api) -> None:
    path = builder(api, label="too-early")
    api.wait(60)
    captured(api, path)
    api.wait()
    assert "linode too-early (offline) owns disk Debian 12 Disk (ready)" in edges(api)


# Worlds as files.

Reload = Callable[[], "Api"]


@pytest.fixture
def reload(make_api: Callable[..., Api], api: Api, tmp_path: Any) -> Reload:
    """The world of `api`, from a file, in a new folder; what is written of it is the same."""

    def load() -> Api:
        again = make_api(data=tmp_path / "again", clock=api.clock, durations="realistic")
        written = seeds.export(api.app.world).world
        assert seeds.load(again.app.world, written)
        assert seeds.export(again.app.world).world == written
        return again

    return load


def status(api: Api, path: str) -> str:
    found: str = api.ok("GET", path)["status"]
    return found


def boot(api: Api, path: str) -> str:
    """How it is in the end."""
    api.ok("POST", f"{path}/boot")
    api.wait()
    return status(api, path)


def test_a_builder_in_a_file_keeps_its_promise(api: Api, reload: Reload) -> None:
    script = {"label": "build", "script": "#!/bin/sh\npoweroff\n", "images": ["any/all"]}
    number = api.ok("POST", "/linode/stackscripts", script)["id"]
    waiting, by_script = unwatched(api, metadata=OFF), unwatched(api, stackscript_id=number)
    at_work = builder(api)
    again = reload()
    assert [status(again, path) for path in (waiting, by_script, at_work)] == ["offline"] * 3
    assert [boot(again, path) for path in (waiting, by_script)] == ["offline"] * 2
    assert boot(again, at_work) == "running"
    assert boot(again, waiting) == "running", "it had its first boot in the new world"


def test_a_script_in_a_file_that_is_gone_or_changed_is_followed_as_it_was(
    api: Api, reload: Reload
) -> None:
    paths = []
    for change in (None, "#!/bin/sh\n"):
        body = {"label": "build", "script": "#!/bin/sh\npoweroff\n", "images": ["any/all"]}
        script = f"/linode/stackscripts/{api.ok('POST', '/linode/stackscripts', body)['id']}"
        number = int(script.rpartition("/")[2])
        paths.append(unwatched(api, metadata=None, stackscript_id=number))
        if change:
            api.ok("PUT", script, {"script": change})
        else:
            api.ok("DELETE", script)
    again = reload()
    assert [boot(again, path) for path in paths] == ["offline", "offline"]


def test_what_a_file_says_of_builders_is_little_and_no_secret(api: Api) -> None:
    path = builder(api)
    image = built(api, path)
    unwatched(api)
    found = seeds.export(api.app.world).world
    (origin,) = [each["captured_from"] for each in found["images"]]
    assert (origin["built_from"], origin["cloud_init"]) == ("linode/debian12", True)
    builds, plain = found["linodes"]
    assert builds["switches_off"] is True
    assert builds["disks"][0]["had_first_boot"] is True
    names = {"switches_off", "had_first_boot", "cloud_init"}
    assert not names & {*plain, *plain["disks"][0], *plain["disks"][1]}
    assert OFF["user_data"] not in str(found)
    assert image["id"] == f"private/{found['images'][0]['id']}"


def test_an_image_that_was_built_comes_from_a_file_with_its_origin(
    api: Api, reload: Reload
) -> None:
    base = api.image(label="base", cloud_init=True)
    api.wait()
    path = builder(api, image=base["id"])
    image = built(api, path)
    for gone in (path, f"/images/{base['id']}"):
        api.ok("DELETE", gone)
        api.wait()
    again = reload()
    assert edges(again) == edges(api)
    assert edges(again)[0].startswith(f"image {base['id']} (deleted) deployed as linode ")
    assert boot(again, unwatched(again, image=image["id"], metadata=OFF)) == "offline"
    assert again.image()["id"] not in (image["id"], base["id"])


def test_a_world_by_hand_has_builders(make_api: Callable[..., Api]) -> None:
    api = make_api()
    where = {"region": "us-east", "type": "g6-nanode-1", "status": "offline"}
    script = {"id": 7, "label": "build", "script": "#!/bin/sh\nhalt\n", "images": ["any/all"]}
    disk = {"label": "d", "size": 5000, "id": 9, "image": "linode/debian9", "stackscript": 7}
    profile = {"label": "c", "devices": {"sda": {"disk_id": 9}}}
    told = {**where, "id": 1, "label": "told", "image": "linode/debian12", "switches_off": True}
    by_script = {**where, "id": 2, "label": "by-script", "disks": [disk], "configs": [profile]}
    linodes = [{**each, "watchdog_enabled": False} for each in (told, by_script)]
    assert seeds.load(api.app.world, {"stackscripts": [script], "linodes": linodes})
    for number in (1, 2):
        assert boot(api, f"/linode/instances/{number}") == "offline"
    body = {"image": "linode/debian12", "root_pass": PASSWORD}
    api.ok("POST", "/linode/instances/1/rebuild", body)
    api.wait()
    assert status(api, "/linode/instances/1") == "running", "its user data are gone"
