"""An image that is adopted as a build; builds and images that become one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..api import images, linode_by_hand, upload_by_hand
from ..configurations import captured
from ..workspace import ENGINES, Workspace
from .building import WEB, build, is_built, linodes, pass_by
from .test_builds_interrupted import interrupted

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

GOLDEN = "linode_image.golden"
TO_BUILD = f"moved {{\n  from = {GOLDEN}\n  to   = {WEB}\n}}\n"
TO_IMAGE = f"moved {{\n  from = {WEB}\n  to   = {GOLDEN}\n}}\n"
IMAGE = 'resource "linode_image" "golden" {\n  label = "web"\n}\n'


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long."""
    brief = ("boot", "create", "delete", "capture", "first_boot")
    return dict.fromkeys(brief, 0.2)


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    return stack.init()


@pytest.mark.parametrize("whole", [True, False])
def test_an_image_is_adopted_by_its_id(stack: Workspace, api: Emulator, whole: bool) -> None:
    image = upload_by_hand(api, label="web", cloud_init=True)
    stack.write(build(triggers='{ month = "11" }', stackscript_id="1"))
    stack.run("import", WEB, image["id"] if whole else image["id"].rpartition("/")[2])
    assert stack.plan().changes == {WEB: "update"}
    api.requests.clear()
    stack.applied()
    assert [r.method for r in api.requests if r.method != "GET"] == []
    values = is_built(stack, api)
    assert (values["id"], values["build_seconds"]) == (image["id"], None)
    assert values["cloud_init"] is True


def test_a_linode_that_no_build_has_made_is_not_imported(stack: Workspace, api: Emulator) -> None:
    """An apply would capture and delete it."""
    web = linode_by_hand(api)["linode_id"]
    stack.write(build())
    done = stack.run("import", "-no-color", WEB, f"build/{web}", check=False)
    assert f"Linode {web} is no builder" in done.stderr
    assert [linode["id"] for linode in linodes(api)] == [web]


def test_what_no_build_can_be_is_not_imported(stack: Workspace) -> None:
    stack.write(build())
    done = stack.run("import", "-no-color", WEB, "linode/debian12", check=False)
    assert "Cannot import 'linode/debian12'" in done.stderr
    assert "Give the id of a private image" in done.stderr


def test_an_image_becomes_a_build_and_nothing_is_replaced(stack: Workspace, api: Emulator) -> None:
    stack.write(captured(linode_by_hand(api), cloud_init="true"))
    stack.applied()
    (image,) = images(api)
    stack.write(build(label='"golden"') + TO_BUILD)
    assert stack.plan().changes == {WEB: "update"}
    stack.applied()
    assert [found["id"] for found in images(api)] == [image["id"]]
    values = stack.values(WEB)
    assert (values["id"], values["cloud_init"]) == (image["id"], True)
    assert stack.plan().code == 0


def test_a_build_becomes_an_image_and_a_build_again(stack: Workspace, api: Emulator) -> None:
    stack.write(build(description='"of a test"', tags='["golden"]'))
    stack.applied()
    before = stack.values(WEB)
    more = '  description = "of a test"\n  tags = ["golden"]\n}'
    stack.write(IMAGE.rstrip().rstrip("}") + more + "\n" + TO_IMAGE)
    assert stack.plan().changes == {GOLDEN: "move"}
    stack.applied()
    assert stack.values(GOLDEN)["id"] == before["id"]
    assert stack.plan().code == 0
    stack.write(build(description='"of a test"', tags='["golden"]') + TO_BUILD)
    stack.applied()
    assert is_built(stack, api)["id"] == before["id"]


def test_a_build_that_is_not_finished_is_finished_before_it_moves(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(build())
    with pass_by(api, "running") as there:
        interrupted(stack, there)
        (builder,) = linodes(api)
        stack.write(IMAGE + TO_IMAGE)
        (error,) = stack.plan().errors
    assert "Image 'web' is not built yet" in error.summary
    assert f"build/{builder['id']}" in error
    stack.write(build())
    stack.applied()
    is_built(stack, api)


def test_what_is_no_image_does_not_become_a_build(stack: Workspace) -> None:
    other = 'resource "terraform_data" "a" {\n}\n'
    stack.write(other)
    stack.applied()
    stack.write(build() + TO_BUILD.replace(GOLDEN, "terraform_data.a"))
    (error,) = stack.plan().errors
    assert "Only a linode_image_build or linode_image of a Linode provider" in error


def test_every_engine_moves_them(tmp_path_factory: pytest.TempPathFactory, api: Emulator) -> None:
    for engine in ENGINES:
        stack = Workspace(tmp_path_factory.mktemp(engine), engine, api.url)
        stack.write("")
        stack.init().write(build())
        stack.applied()
        stack.write(IMAGE + TO_IMAGE)
        stack.applied()
        stack.destroy()
