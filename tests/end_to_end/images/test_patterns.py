"""The patterns in examples/, deployed: a weekly build, blue and green, a data disk."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..api import call, images
from ..cdktf.project import ROOT
from .synthesized import Synthesized

if TYPE_CHECKING:
    import pytest
    from cdktf import App, TerraformStack

    from shim_provider.emulator import Emulator

EXAMPLES = ROOT / "examples"


class Example:
    """The stack of an example, deployed again and again."""

    def __init__(self, example: str, stack: str, folder: Path, api: Emulator) -> None:
        self.api = api
        self.id = stack
        self.app = Synthesized(folder, api, stack)
        self.app.terraform.environment["LINODE_EVENT_POLL_MS"] = "50"
        names = runpy.run_path(str(EXAMPLES / example / "main.py"))
        self._class: Any = names["".join(word.capitalize() for word in example.split("_"))]

    def stack(self, app: App, **given: Any) -> TerraformStack:
        made: TerraformStack = self._class(app, self.id, url=self.api.url, **given)
        return made

    def deploy(self, **given: Any) -> None:
        self.app.deploy_stack(lambda app: self.stack(app, **given))

    def labels(self) -> list[str]:
        return sorted(image["label"] for image in images(self.api))

    def linodes(self) -> dict[str, str]:
        """The labels of the Linodes, and of the images that they boot from."""
        by_id = {image["id"]: image["label"] for image in images(self.api)}
        listed = call(self.api, "GET", "/linode/instances")["data"]
        return {each["label"]: by_id.get(each["image"], each["image"]) for each in listed}

    def output(self, name: str) -> str:
        return self.app.terraform.run("output", "-raw", name).stdout


def test_an_image_is_built_every_week_and_the_way_back_takes_no_build(
    tmp_path: Path, api: Emulator
) -> None:
    example = Example("weekly_image", "weekly-image", tmp_path, api)
    weeks = (EXAMPLES / "weekly_image" / "weeks.txt").read_text().split()
    example.deploy(weeks=weeks[:3])
    assert example.labels() == [f"weekly-{week}" for week in weeks[:3]]
    example.deploy(weeks=weeks[:4])
    assert example.labels() == [f"weekly-{week}" for week in weeks[1:4]]
    last, before = f"weekly-{weeks[3]}", f"weekly-{weeks[2]}"
    assert example.linodes() == {f"weekly-web-{weeks[3]}": last}

    api.requests.clear()
    example.deploy(weeks=weeks[:4], current=weeks[2])
    assert example.linodes() == {f"weekly-web-{weeks[2]}": before}
    assert example.output("current") == before
    assert example.labels() == [f"weekly-{week}" for week in weeks[1:4]]
    assert len(api.requests.matching("POST", "/linode/instances")) == 1
    assert not api.requests.matching("POST", "/images")


def test_new_instructions_are_for_the_next_week(
    tmp_path: Path, api: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = Example("weekly_image", "weekly-image", tmp_path, api)
    example.deploy(weeks=["2026-W45"])
    (built,) = images(api)
    changed = tmp_path / "user_data.yaml"
    changed.write_text((EXAMPLES / "built_image" / "user_data.yaml").read_text() + "# changed\n")
    monkeypatch.setitem(example._class.__init__.__globals__, "USER_DATA", changed)
    example.deploy(weeks=["2026-W45"])
    assert [image["id"] for image in images(api)] == [built["id"]]
    example.deploy(weeks=["2026-W45", "2026-W46"])
    assert example.labels() == ["weekly-2026-W45", "weekly-2026-W46"]
    assert built["id"] in [image["id"] for image in images(api)]


REGIONS = ("us-east", "eu-west", "ap-south")
BLUE, GREEN = "2026-11-01", "2026-11-15"


def in_all(version: str) -> dict[str, str]:
    return {f"shop-{region}-{version}": f"shop-{version}" for region in REGIONS}


def test_blue_moves_to_green_one_region_after_the_other(tmp_path: Path, api: Emulator) -> None:
    example = Example("blue_and_green", "blue-and-green", tmp_path, api)
    example.deploy(versions=[BLUE])
    assert example.linodes() == in_all(BLUE)
    blue = [each["id"] for each in call(api, "GET", "/linode/instances")["data"]]
    api.requests.clear()

    example.deploy(versions=[BLUE, GREEN])
    assert example.linodes() == in_all(GREEN)
    regions = {each["id"]: each["region"] for each in call(api, "GET", "/linode/instances")["data"]}
    # Numbers are given in the order in which they are made.
    assert tuple(regions[id] for id in sorted(regions)) == REGIONS
    order = [(entry.method, entry.path) for entry in api.requests]
    last_green = max(i for i, asked in enumerate(order) if asked == ("POST", "/linode/instances"))
    for id in blue:
        assert last_green < order.index(("DELETE", f"/linode/instances/{id}"))


def test_where_a_region_fails_the_later_ones_stay_blue(tmp_path: Path, api: Emulator) -> None:
    example = Example("blue_and_green", "blue-and-green", tmp_path, api)
    example.deploy(versions=[BLUE])
    image = "eu-west has no room"
    refused = {"errors": [{"reason": image}]}

    def both(app: App) -> TerraformStack:
        return example.stack(app, versions=[BLUE, GREEN])

    example.app.synth_stack(both)
    # The builder and the first region's are made, the second region's is not.
    fault = api.faults.add(
        method="POST", path="^/linode/instances$", status=400, body=refused, skip=2, count=1
    )
    failed = example.app.terraform.apply()
    assert failed.code == 1
    assert fault.befell == 1
    first = {f"shop-us-east-{GREEN}": f"shop-{GREEN}"}
    assert example.linodes() == {**in_all(BLUE), **first}

    example.app.apply()
    assert example.linodes() == in_all(GREEN)


def test_a_data_disk_is_uploaded_and_captured_as_the_next_version(
    tmp_path: Path, api: Emulator
) -> None:
    example = Example("data_disk", "data-disk", tmp_path, api)
    file = example.app.file
    example.deploy(file=file)
    assert example.labels() == ["data-uploaded"]
    (store,) = call(api, "GET", "/linode/instances")["data"]
    assert store["status"] == "offline"
    assert example.linodes() == {"data-store": "data-uploaded"}
    assert example.output("data_disk") == str(
        call(api, "GET", f"/linode/instances/{store['id']}/disks")["data"][0]["id"]
    )

    example.deploy(file=file, captured=True)
    assert example.labels() == ["data-captured", "data-uploaded"]
    (captured,) = [each["id"] for each in images(api) if each["label"] == "data-captured"]
    assert example.output("data_image") == captured
    assert example.linodes() == {"data-store": "data-uploaded"}
