"""A family of images over several deploys: what is at Linode is what the code says, after each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cdktf_linode_image import ImageFamily, LinodeImageBuild, LinodeInstance

from ..api import call, images
from ..configurations import disk_file
from .synthesized import Synthesized

if TYPE_CHECKING:
    from cdktf import TerraformStack

    from shim_provider.emulator import Emulator

Add = Callable[[ImageFamily, str], Any]

USER_DATA = "#cloud-config\nruncmd: [echo {version}]\npower_state: {{mode: poweroff}}\n"


class Fleet:
    """An app with the family `web` and Linodes that boot from what is current in it."""

    def __init__(self, folder: Path, api: Emulator) -> None:
        self.api = api
        self.app = Synthesized(folder, api)
        self.folder = folder

    def upload(self, family: ImageFamily, version: str) -> None:
        file = disk_file(self.folder, version.encode(), f"{version}.img.gz")
        family.upload(version, path=file, region="us-east", cloud_init=True)

    def build(self, family: ImageFamily, version: str) -> None:
        data = USER_DATA.format(version=version)
        family.build(version, image="linode/debian12", region="us-east", user_data=data)

    def deploy(self, add: Add, *versions: str, **given: Any) -> None:
        self.app.deploy(lambda stack: self.stack(stack, add, versions, **given))

    def stack(
        self,
        stack: TerraformStack,
        add: Add,
        versions: tuple[str, ...],
        current: str | None = None,
        lifecycle: dict[str, Any] | None = None,
    ) -> None:
        """The family with these versions; the last comes after who reads what is current."""
        family = ImageFamily(stack, "web", label="web", keep=2, current=current, tags=["golden"])
        *before, last = versions
        for version in before:
            add(family, version)
        if before:
            self._boot(stack, family, lifecycle)
        add(family, last)
        if not before:
            self._boot(stack, family, lifecycle)

    @staticmethod
    def _boot(stack: TerraformStack, family: ImageFamily, lifecycle: Any) -> None:
        LinodeInstance(
            stack,
            "booted",
            region="us-east",
            type="g6-nanode-1",
            image=family.current,
            lifecycle=lifecycle,
        )

    def labels(self) -> list[str]:
        """The private images there are."""
        return sorted(each["label"] for each in images(self.api))

    def booted_from(self) -> str:
        """The label of the image that the only Linode boots from."""
        (linode,) = call(self.api, "GET", "/linode/instances")["data"]
        by_id = {each["id"]: each["label"] for each in images(self.api)}
        return str(by_id[linode["image"]])


@pytest.fixture
def fleet(tmp_path: Path, api: Emulator) -> Fleet:
    return Fleet(tmp_path, api)


@pytest.mark.parametrize("way", ["upload", "build"])
def test_a_family_rolls_forward_four_times_and_back_once(way: str, fleet: Fleet) -> None:
    add: Add = getattr(fleet, way)
    made: dict[str, str] = {}
    for number in range(1, 6):
        fleet.deploy(add, *map(str, range(1, number + 1)))
        kept = [f"web-{each}" for each in range(max(1, number - 1), number + 1)]
        assert fleet.labels() == kept
        assert fleet.booted_from() == f"web-{number}"
        there = {each["label"]: each["id"] for each in images(fleet.api)}
        # What was there has not been made anew.
        assert {label: there[label] for label in kept[:-1]}.items() <= made.items()
        made |= there
    assert all(sorted(each["tags"]) == ["family:web", "golden"] for each in images(fleet.api))

    fleet.deploy(add, "1", "2", "3", "4", "5", current="4")
    assert fleet.labels() == ["web-4", "web-5"]
    assert fleet.booted_from() == "web-4"
    assert {each["label"]: each["id"] for each in images(fleet.api)}.items() <= made.items()

    # Nothing but the Linode that boots from the image: no builder, and nothing without the family.
    assert len(call(fleet.api, "GET", "/linode/instances")["data"]) == 1
    fleet.app.terraform.destroy()
    assert fleet.labels() == []


def test_a_current_version_stays_however_many_come_after_it(fleet: Fleet) -> None:
    for number in range(1, 5):
        fleet.deploy(fleet.upload, *map(str, range(1, number + 1)), current="1")
        assert fleet.booted_from() == "web-1"
    assert fleet.labels() == ["web-1", "web-3", "web-4"]
    (linode,) = call(fleet.api, "GET", "/linode/instances")["data"]

    fleet.deploy(fleet.upload, "1", "2", "3", "4")
    assert fleet.labels() == ["web-3", "web-4"]
    assert fleet.booted_from() == "web-4"
    assert call(fleet.api, "GET", "/linode/instances")["data"][0]["id"] != linode["id"]


def test_a_version_that_fails_leaves_all_as_it_was_until_it_is_built(fleet: Fleet) -> None:
    def impatient(family: ImageFamily, version: str) -> None:
        data = USER_DATA.format(version=version)
        family.build(
            version,
            image="linode/debian12",
            region="us-east",
            user_data=data,
            timeouts={"create": "3s"},
        )

    both = {"create_before_destroy": True}
    fleet.deploy(fleet.build, "1", lifecycle=both)
    hangs = fleet.api.faults.add("build_hangs")
    fleet.app.synth(lambda stack: fleet.stack(stack, impatient, ("1", "2"), lifecycle=both))
    failed = fleet.app.terraform.apply()
    assert failed.code == 1
    assert "still running" in failed.text
    assert fleet.labels() == ["web-1"]
    assert fleet.booted_from() == "web-1"

    fleet.api.faults.remove(hangs)
    fleet.deploy(fleet.build, "1", "2", lifecycle=both)
    assert fleet.labels() == ["web-1", "web-2"]
    assert fleet.booted_from() == "web-2"


LIFECYCLES: dict[str, dict[str, Any] | None] = {
    "destroyed before it is created": None,
    "created before it is destroyed": {"create_before_destroy": True},
}


@pytest.mark.parametrize("linode", LIFECYCLES)
def test_an_old_version_goes_after_the_linode_has_moved_to_the_new_one(
    linode: str, fleet: Fleet
) -> None:
    lifecycle = LIFECYCLES[linode]
    fleet.deploy(fleet.upload, "1", "2", lifecycle=lifecycle)
    (oldest,) = [each["id"] for each in images(fleet.api) if each["label"] == "web-1"]
    fleet.deploy(fleet.upload, "1", "2", current="1", lifecycle=lifecycle)
    assert fleet.booted_from() == "web-1"
    (before,) = call(fleet.api, "GET", "/linode/instances")["data"]
    fleet.api.requests.clear()

    fleet.deploy(fleet.upload, "1", "2", "3", lifecycle=lifecycle)
    assert fleet.booted_from() == "web-3"
    order = steps(fleet.api)
    made = order.index("POST /images/upload")
    moved = order.index("POST /linode/instances")
    left = order.index(f"DELETE /linode/instances/{before['id']}")
    gone = order.index(f"DELETE /images/{oldest}")
    assert made < moved < gone
    assert left < gone
    # One that is created first serves until the new one is there; others may go at once.
    assert lifecycle is None or moved < left


def steps(api: Emulator) -> list[str]:
    """What was asked for and done, in the order in which it began to be answered."""
    return [
        f"{entry.method} {entry.path}"
        for entry in api.requests
        if entry.method in ("POST", "DELETE") and entry.status == 200
    ]


def test_another_app_finds_the_newest_of_the_family(tmp_path: Path, api: Emulator) -> None:
    fleet = Fleet(tmp_path / "one", api)
    fleet.deploy(fleet.upload, "1")
    fleet.deploy(fleet.upload, "1", "2")
    (newest,) = [each["id"] for each in images(api) if each["label"] == "web-2"]
    other = Synthesized(tmp_path / "other", api)

    def stack_of(stack: TerraformStack) -> None:
        found = ImageFamily.find(stack, "found", label="web")
        LinodeInstance(stack, "i", region="us-east", type="g6-nanode-1", image=found)
        LinodeImageBuild(
            stack,
            "b",
            label="on-it",
            image=found,
            region="us-east",
            user_data=USER_DATA.format(version="on it"),
        )

    other.deploy(stack_of)
    assert other.terraform.values("linode_instance.i")["image"] == newest
    assert other.terraform.values("linode_image_build.b")["image"] == newest


def test_a_family_that_is_nowhere_is_told_at_the_plan(tmp_path: Path, api: Emulator) -> None:
    app = Synthesized(tmp_path, api)

    def stack_of(stack: TerraformStack) -> None:
        found = ImageFamily.find(stack, "found", label="web")
        LinodeInstance(stack, "i", region="us-east", type="g6-nanode-1", image=found)

    app.synth(stack_of)
    told = app.terraform.plan()
    assert told.code == 1
    assert any("no available image with the tag family:web" in each for each in told.errors)
