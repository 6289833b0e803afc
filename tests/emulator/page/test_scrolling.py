"""What is wider than the page: nothing lies over it, and what is cut off says so."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from .conftest import Open, World

_AMERICA = "us-east us-ord us-iad us-lax us-mia us-sea us-southeast br-gru"
_EUROPE_AND_ASIA = "de-fra-2 eu-central es-mad fr-par it-mil nl-ams se-sto ap-south id-cgk jp-osa"
REGIONS = [*_AMERICA.split(), *_EUROPE_AND_ASIA.split()]

RIGHT, LEFT, BOTH = "more to the right →", "← more to the left", "← more on both sides →"


def held_in(world: World, regions: list[str]) -> None:
    image = world.image("golden")
    world.call("POST", f"/images/{image['id']}/regions", {"regions": regions})


def generations(world: World, numbers: range) -> None:
    """Linodes, each deployed from a capture of the one before."""
    source = "linode/debian12"
    for number in numbers:
        captured = world.capture(world.linode(f"model-{number}", source), f"generation {number}")
        world.emulator.clock.move(600)
        source = captured["id"]


def hint(page: Page, of: str) -> Locator:
    return page.locator(f"[data-more-of={of}]")


def scrolled_to_the_end(page: Page, box: str) -> None:
    page.locator(f"#{box}").evaluate("box => box.scrollLeft = box.scrollWidth")


def apart(one: Any, two: Any) -> bool:
    return bool(
        one["x"] + one["width"] <= two["x"]
        or two["x"] + two["width"] <= one["x"]
        or one["y"] + one["height"] <= two["y"]
        or two["y"] + two["height"] <= one["y"]
    )


@pytest.mark.parametrize("width", [1400, 1024, 390])
def test_title_hint_field_and_table_of_the_images_keep_apart(
    opened: Open, world: World, width: int
) -> None:
    held_in(world, REGIONS)
    page = opened(viewport={"width": width, "height": 900})
    expect(page.locator("#images-body tr")).to_have_count(1)
    parts = page.locator("#images-scroll, .images .head > :visible").all()
    names = [part.evaluate("part => part.id || part.className") for part in parts]
    boxes = dict(zip(names, [part.bounding_box() for part in parts], strict=True))
    assert {"images-title", "images-count", "images-find", "images-scroll"} <= set(boxes)
    for (one, its), (two, others) in itertools.combinations(boxes.items(), 2):
        assert apart(its, others), (one, two)
    field, table = boxes["images-find"], boxes["images-scroll"]
    assert field
    assert table
    assert table["y"] - (field["y"] + field["height"]) >= 4, "no edge lies on another"


def test_regions_that_do_not_fit_are_said_to_be_there_and_those_that_fit_are_not(
    opened: Open, world: World
) -> None:
    held_in(world, REGIONS[:3])
    page = opened(viewport={"width": 800, "height": 900})
    expect(page.locator("#images-regions th")).to_have_count(3)
    more = hint(page, "images-scroll")
    expect(more).to_be_hidden()
    held_in(world, REGIONS)
    expect(more).to_have_text(RIGHT)
    scrolled_to_the_end(page, "images-scroll")
    expect(more).to_have_text(LEFT)
    head, row = (page.locator(f"#images {part} th").first for part in ("thead", "tbody"))
    boxes = (head.bounding_box(), row.bounding_box())
    assert len({box["x"] for box in boxes if box}) == 1, "names stay in sight, and their head"
    page.set_viewport_size({"width": 390, "height": 900})
    expect(more).to_be_hidden()


def test_a_long_lineage_is_scrolled_by_keyboard_and_says_where_there_is_more(
    opened: Open, world: World
) -> None:
    generations(world, range(5))
    page = opened(viewport={"width": 1400, "height": 900})
    expect(page.locator("#lineage svg.node")).to_have_count(16)
    more = hint(page, "lineage")
    expect(more).to_be_visible()
    expect(more).to_have_text(RIGHT)
    fade = "getComputedStyle(document.querySelector('#lineage').parentElement, '::after').content"
    assert page.evaluate(fade) != "none"
    page.locator("#lineage").focus()
    page.keyboard.press("ArrowRight")
    expect(more).to_have_text(BOTH)
    page.keyboard.press("ArrowLeft")
    expect(more).to_have_text(RIGHT)
    scrolled_to_the_end(page, "lineage")
    expect(more).to_have_text(LEFT)
    assert page.evaluate(fade) == "none"


def test_a_lineage_says_that_there_is_more_once_it_no_longer_fits(
    opened: Open, world: World
) -> None:
    generations(world, range(1))
    page = opened(viewport={"width": 1400, "height": 900})
    expect(page.locator("#lineage svg.node")).to_have_count(4)
    more = hint(page, "lineage")
    expect(more).to_be_hidden()
    page.set_viewport_size({"width": 800, "height": 900})
    expect(more).to_have_text(RIGHT)
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(more).to_be_hidden()
    generations(world, range(1, 3))
    expect(more).to_have_text(RIGHT)
