"""What the page changes: the clock and the faults, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from playwright.sync_api import Page, expect

from tests.emulator.conftest import DAWN

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .conftest import Open


def test_the_clock_is_held_moved_and_sped_up(opened: Open, emulator: Emulator) -> None:
    page = opened()
    expect(page.locator("#now")).to_have_text("2026-01-02 03:04:05")
    expect(page.get_by_role("switch", name="Hold time")).to_be_checked()
    page.get_by_label("Move ahead by").fill("1.5")
    page.get_by_label("Unit of the move").select_option("hours")
    page.get_by_role("button", name="Move").click()
    expect(page.locator("#now")).to_have_text("2026-01-02 04:34:05")
    assert emulator.clock.now() == DAWN + 5400
    page.get_by_label("Speed").fill("2000000")
    page.get_by_role("button", name="Set").click()
    problem = page.locator("#clock-problem")
    expect(problem).to_have_text("speed: Must be more than 0, and 100000 at most")
    page.get_by_label("Speed").fill("25")
    page.get_by_role("button", name="Set").click()
    page.get_by_role("switch", name="Hold time").click()
    expect(page.locator("#pace")).to_have_text("running at 25 \u00d7")
    expect(problem).to_be_empty()
    assert (emulator.clock.speed, emulator.clock.held) == (25, False)


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def tab_to(page: Page, id: str) -> None:
    """Press Tab until this element has the focus, which must then be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page) == id:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            return
    raise AssertionError(f"Tab never leads to {id}")


def test_a_fault_is_added_and_cleared_by_keyboard_alone(opened: Open, emulator: Emulator) -> None:
    page = opened()
    expect(page.locator("#fault-kind option")).not_to_have_count(0)
    tab_to(page, "fault-kind")
    page.keyboard.type("reply_a")
    expect(page.locator("#fault-help")).to_contain_text("the request takes effect, then")
    for id, text in {
        "fault-method": "POST",
        "fault-path": "^/images/upload$",
        "fault-status": "429",
        "fault-reason": "Too many requests",
        "fault-retry": "3",
        "fault-count": "2",
    }.items():
        tab_to(page, id)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    listed = page.locator("#faults li")
    expect(listed).to_have_text("1 reply_afterRemovePOST ^/images/upload$ 429struck 0 of 2")
    expect(page.locator("#said")).to_have_text("The fault is in force")
    assert focused(page) == "fault-count"
    refused = requests.post(f"{emulator.url}/v4/images/upload", timeout=30)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
    assert refused.json() == {"errors": [{"reason": "Too many requests"}]}
    expect(listed).to_contain_text("struck 1 of 2")
    page.evaluate("document.activeElement.blur()")
    tab_to(page, "clear")
    page.keyboard.press("Enter")
    expect(listed).to_have_count(0)
    assert emulator.faults.listed() == []


def focused_name(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.id")
    return found


def test_a_fault_is_switched_off_and_on_by_keyboard_and_nothing_is_lost(
    opened: Open, emulator: Emulator
) -> None:
    first = emulator.faults.add(path="^/profile$", status=500)
    emulator.faults.add("region_down", region="us-ord")
    page = opened()
    switch = page.get_by_role("switch", name="Fault 1 reply, any ^/profile$ 500")
    row = page.locator("#faults li").filter(has=switch)
    expect(switch).to_be_checked()
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    expect(row).to_contain_text("off, struck 0")
    expect(page.locator("#said")).to_have_text("Fault 1 is off")
    assert requests.get(f"{emulator.url}/v4/profile", timeout=30).status_code == 401
    page.keyboard.press("Space")
    expect(switch).to_be_checked()
    assert requests.get(f"{emulator.url}/v4/profile", timeout=30).status_code == 500
    expect(row).to_contain_text("struck 1")
    assert focused_name(page) == "Fault 1 reply, any ^/profile$ 500"
    assert [fault["number"] for fault in emulator.faults.listed()] == [first.number, 2]


def test_each_fault_has_an_end_of_its_own_and_the_keyboard_goes_on_from_there(
    opened: Open, emulator: Emulator
) -> None:
    for status in (500, 502, 503):
        emulator.faults.add(path="^/x", status=status)
    page = opened()
    listed = page.locator("#faults li")
    remove = "Remove fault {} reply, any ^/x {}".format
    page.get_by_role("button", name=remove(2, 502)).focus()
    page.keyboard.press("Enter")
    expect(listed).to_have_count(2)
    expect(page.locator("#said")).to_have_text("Fault 2 is removed")
    assert focused_name(page) == remove(3, 503)
    page.keyboard.press("Enter")
    expect(listed).to_have_count(1)
    assert focused_name(page) == remove(1, 500)
    page.keyboard.press("Enter")
    expect(page.locator("#faults-empty")).to_be_visible()
    assert focused_name(page) == "fault-kind"
    assert emulator.faults.listed() == []


def test_a_fault_somebody_else_removed_is_said_to_be_gone(opened: Open, emulator: Emulator) -> None:
    emulator.faults.add(path="^/x", status=500)
    page = opened()
    page.route("**/_emulator/snapshot*", lambda route: route.abort())
    emulator.faults.clear()
    page.get_by_role("button", name="Remove fault 1").click()
    expect(page.locator("#fault-problem")).to_have_text("Not found")
    page.unroute("**/_emulator/snapshot*")
    expect(page.locator("#faults li")).to_have_count(0)


FIELDS = {
    "reply": "method path status reason retry delay count probability",
    "reset_during": "method path after_bytes count probability",
    "delay": "method path delay count probability",
    "linode_busy": "method path count probability",
    "region_down": "region",
}


def test_the_form_asks_only_what_a_kind_of_fault_needs(opened: Open) -> None:
    page = opened()
    for kind, fields in FIELDS.items():
        page.get_by_label("Kind").select_option(kind)
        shown = page.locator("#fault [data-field]:visible")
        names = shown.evaluate_all("all => all.map(each => each.dataset.field)")
        assert names == fields.split(), kind


def test_a_region_is_taken_out_of_service_and_a_wrong_rule_is_explained(
    opened: Open, emulator: Emulator
) -> None:
    page = opened()
    page.get_by_label("Kind").select_option("region_down")
    page.get_by_label("Region", exact=True).select_option("us-ord")
    page.get_by_role("button", name="Add fault").click()
    expect(page.locator("#faults li")).to_have_text("1 region_downRemoveus-ord")
    assert emulator.faults.region_down("us-ord")
    page.get_by_label("Kind").select_option("reply")
    page.get_by_label("Path, a regular expression").fill("(")
    page.get_by_role("button", name="Add fault").click()
    problem = "path: expected a regular expression, found '('"
    expect(page.locator("#fault-problem")).to_have_text(problem)
    assert len(emulator.faults.listed()) == 1
