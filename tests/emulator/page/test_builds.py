"""Builders on the page: their first boot, their lineage, and the faults that befall them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.emulator.api.linodes.builders import OFF

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .conftest import Open, World


def _builder(world: World, label: str) -> Any:
    """At the beginning of its first boot."""
    body = {"label": label, "region": "us-east", "type": "g6-nanode-1", "image": "linode/debian12"}
    given = {**body, "root_pass": "insecure-p4ssw0rd!!", "metadata": OFF, "booted": False}
    made = world.call("POST", "/linode/instances", given)
    world.call("PUT", f"/linode/instances/{made['id']}", {"watchdog_enabled": False})
    world.call("POST", f"/linode/instances/{made['id']}/boot")
    world.emulator.clock.move(45)
    return made


def test_a_first_boot_has_a_bar_until_the_builder_is_off(
    opened: Open, world: World, emulator: Emulator
) -> None:
    made = _builder(world, "build-golden")
    emulator.clock.move(60)
    page = opened()
    row = page.locator("#progress li")
    expect(row).to_contain_text(f"Linode {made['id']} from linode/debian12")
    expect(row).to_contain_text("first boot, 25 %")
    bar = row.get_by_role("progressbar", name="First boot of build-golden")
    assert bar.evaluate("bar => bar.position") == 0.25
    emulator.clock.move(180)
    expect(page.locator("#progress-empty")).to_be_visible()


def test_lineage_shows_base_image_builder_and_image(
    opened: Open, world: World, emulator: Emulator
) -> None:
    made = _builder(world, "build-golden")
    emulator.clock.move(240)
    world.capture(made, "golden")
    emulator.clock.move(180)
    world.call("DELETE", f"/linode/instances/{made['id']}")
    emulator.clock.move(60)
    page = opened()
    expect(page.locator("#lineage-words li")).to_have_text(
        [
            "image Debian 12 deployed as builder build-golden",
            "builder build-golden built image golden",
        ]
    )
    node = page.locator('#lineage .node[data-kind="builder"]')
    expect(node).to_contain_text(f"builder {made['id']}, deleted")
    expect(page.locator("#lineage .node")).to_have_count(3)


def test_a_builder_is_made_to_hang_by_its_label(opened: Open, world: World) -> None:
    page = opened()
    page.get_by_label("Kind").select_option("build_hangs")
    page.get_by_label("Label of the Linode").fill("^build-")
    page.get_by_role("button", name="Add fault").click()
    listed = page.locator("#faults li")
    expect(listed).to_contain_text("any every path label ^build-")
    _builder(world, "other")
    _builder(world, "build-golden")
    expect(listed).to_contain_text("struck 1 of 1")
    rows = page.locator("#progress li")
    expect(rows.filter(has_text="build-golden")).to_contain_text("first boot, hangs")
    expect(rows.filter(has_text="build-golden").get_by_role("progressbar")).to_have_count(0)
    expect(rows.filter(has_text="other")).to_contain_text("first boot, 18 %")
