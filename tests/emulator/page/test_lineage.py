"""Lineage where things lead back to where they come from, and a section of the page that fails."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .conftest import Open, World


def _captured(world: World, linode: Any, label: str) -> Any:
    image = world.capture(linode, label)
    world.emulator.clock.move(600)
    return image


def _rebuilt(world: World, linode: Any, image: Any) -> None:
    body = {"image": image["id"], "root_pass": "insecure-p4ssw0rd!!"}
    world.call("POST", f"/linode/instances/{linode['id']}/rebuild", body)
    world.emulator.clock.move(600)


def _place(page: Page, name: str) -> tuple[float, float]:
    node = page.locator("#lineage .node")
    box = node.filter(has=page.get_by_text(name, exact=True)).bounding_box()
    assert box, name
    return box["x"], box["y"]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_linode_rebuilt_from_its_own_image_leads_to_it_and_back(
    opened: Open, world: World, width: int
) -> None:
    linode = world.linode("model")
    _rebuilt(world, linode, _captured(world, linode, "golden"))
    page = opened(viewport={"width": width, "height": 740})
    expect(page.locator("#lineage .node")).to_have_count(3)
    edges = page.locator("#lineage .edges path")
    expect(edges).to_have_text(["owns", "captured as", "deployed as"])
    lefts = [_place(page, name)[0] for name in ("model", "Debian 12 Disk", "golden")]
    assert lefts == sorted(set(lefts))
    picture = page.locator("#lineage > svg").bounding_box()
    back = edges.last.bounding_box()
    assert picture
    assert back
    assert back["y"] + back["height"] <= picture["y"] + picture["height"]
    assert back["x"] + back["width"] <= picture["x"] + picture["width"]
    assert back["height"] > 5, "it goes round the boxes, not behind them"
    expect(page.locator("#requests tr")).to_have_count(4)


def test_two_linodes_rebuilt_from_each_others_images_are_all_drawn(
    opened: Open, world: World
) -> None:
    one = world.linode("one")
    first = _captured(world, one, "first")
    two = world.linode("two", first["id"])
    _rebuilt(world, one, _captured(world, two, "second"))
    page = opened()
    expect(page.locator("#lineage .node")).to_have_count(6)
    expect(page.locator("#lineage .edges path")).to_have_count(6)
    places = {_place(page, name) for name in ("one", "first", "two", "second")}
    assert len(places) == 4


def test_a_section_that_fails_leaves_the_others_as_they_should_be(
    browser: Browser, emulator: Emulator, world: World
) -> None:
    world.image("golden")
    emulator.faults.add("linode_busy")

    problems: list[str] = []
    numbers = itertools.count()

    def without_lineage(route: Route) -> None:
        """Another one each time: what is as it was is not drawn again."""
        reply, lineage = route.fetch(), {"edges": None, "number": next(numbers)}
        route.fulfill(response=reply, json={**reply.json(), "lineage": lineage})

    with browser.new_context() as context:
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.route("**/_emulator/snapshot*", without_lineage)
        page.goto(emulator.url)
        expect(page.locator("#events li")).not_to_have_count(0)
        expect(page.locator("#requests tr")).not_to_have_count(0)
        expect(page.locator("#faults li")).to_have_count(1)
        page.unroute_all(behavior="wait")
    assert problems, "it is not kept secret either"
