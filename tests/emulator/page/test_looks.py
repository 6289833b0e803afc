"""How the page looks: colours, contrast, widths, names for those who do not see it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shim_provider.emulator import Emulator

from .conftest import Open, World, image_row


def brightness(page: Page) -> int:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return (red + green + blue) // 3


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_colours_follow_the_system_until_they_are_chosen(
    opened: Open, scheme: str, dark: bool
) -> None:
    page = opened(color_scheme=scheme)
    assert (brightness(page) < 64) is dark
    other = "Light" if dark else "Dark"
    page.get_by_role("radio", name="Auto").focus()
    page.keyboard.press("ArrowRight")
    if other == "Dark":
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=other)).to_be_checked()
    assert (brightness(page) < 64) is not dark
    page.reload()
    expect(page.get_by_role("radio", name=other)).to_be_checked()
    assert (brightness(page) < 64) is not dark


# WCAG 2.2, success criterion 1.4.3: text needs a contrast of 4.5 to its ground; 1.4.11: parts of
# controls need 3.
_PROBE = """names => {
    const probe = document.body.appendChild(document.createElement("i"));
    const colour = (name) => {
        probe.style.color = `var(--${name})`;
        return getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map(Number);
    };
    const found = names.map(colour);
    probe.remove();
    return found;
}"""


def luminance(colour: list[int]) -> float:
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(opened: Open, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    pairs = {
        (text, ground): 4.5
        for text in ("text", "quiet", "accent", "good", "busy", "warn", "bad")
        for ground in ("surface", "ground", "raised")
    }
    pairs |= {("on-accent", "accent"): 4.5, ("edge", "surface"): 3}
    for (text, ground), least in pairs.items():
        one, two = sorted(map(luminance, page.evaluate(_PROBE, [text, ground])))
        contrast = (two + 0.05) / (one + 0.05)
        assert contrast >= least, f"{text} on {ground}: {contrast:.2f}"


@pytest.fixture
def crowded(world: World, emulator: Emulator) -> None:
    """Long names, many regions, a deep lineage, everything at once."""
    image = world.image("x" * 50, tags=["y" * 50, "golden"])
    regions = ["us-east", "us-ord", "nl-ams", "jp-osa", "br-gru", "fr-par", "us-southeast"]
    world.call("POST", f"/images/{image['id']}/regions", {"regions": regions})
    world.upload("z" * 50)
    source = "linode/debian12"
    for number in range(3):
        captured = world.capture(world.linode(f"model-{number}", source), f"generation {number}")
        emulator.clock.move(600)
        source = captured["id"]
    world.linode("a-linode-with-the-longest-label-that-is-allowed-which-is-64-char", source)
    emulator.faults.add(path="/a/very/long/path/which/has/no/place/to/break/at/all/anywhere")


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_cut_off_at_any_width(opened: Open, width: int) -> None:
    page = opened(viewport={"width": width, "height": 740})
    expect(image_row(page, "generation 2")).to_be_visible()
    expect(page.locator("#lineage svg.node")).not_to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for control in page.locator("button, input, select").all():
        box = control.bounding_box()
        if box and control.is_visible():
            assert box["x"] >= 0, control
            assert box["x"] + box["width"] <= width, control


def test_sixty_images_in_twelve_regions_leave_room_for_the_rest(
    browser: Browser, tmp_path: Path
) -> None:
    regions = "us-east us-ord us-iad us-lax nl-ams de-fra-2 fr-par jp-osa in-maa ap-south br-gru"
    held = [*regions.split(), "ap-southeast"]
    images = [
        {
            "label": f"image {number}",
            "account": ("acme", "bob", "cleo")[number % 3],
            "tags": ["release-2026", "golden"],
            "size": 9000,
            "regions": held[number % 12 :],
        }
        for number in range(60)
    ]
    with Emulator(tmp_path, seed={"images": images}) as emulator, browser.new_context() as context:
        page = context.new_page()
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(emulator.url)
        expect(page.locator("#images-body tr")).to_have_count(60)
        table = page.locator("#images-scroll")
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
        assert table.evaluate("table => table.scrollHeight > table.clientHeight")
        box = page.locator("#lineage-title").bounding_box()
        assert box
        assert box["y"] < 900
        head = page.locator("#images-regions th").first
        place = head.bounding_box()
        image_row(page, "image 0").scroll_into_view_if_needed()
        assert head.bounding_box() == place, "the head stays while the rows are scrolled"


@pytest.mark.usefixtures("crowded")
def test_on_a_phone_an_image_is_a_card_with_its_regions_by_name(opened: Open) -> None:
    page = opened(viewport={"width": 360, "height": 740})
    card = image_row(page, "x" * 50)
    assert card.locator("td.replica:visible").count() == 7
    lefts = [box["x"] for node in page.locator("svg.node").all() if (box := node.bounding_box())]
    assert lefts == sorted(lefts), "an outline goes in with each generation"
    assert max(lefts) < 360


def test_every_control_has_a_name(opened: Open, emulator: Emulator) -> None:
    emulator.faults.add(status=500)
    page = opened()
    for role in ("button", "radio", "switch", "checkbox", "textbox", "spinbutton", "combobox"):
        controls = page.get_by_role(role)
        named = page.get_by_role(role, name=re.compile(r"\w"))
        assert controls.count() == named.count() > 0, role
    for region in page.get_by_role("region").all():
        assert region.get_attribute("aria-labelledby")
