"""What the page shows of the world, and that it does so without being reloaded."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser, expect

from shim_provider.emulator import Emulator
from tests.end_to_end.configurations import disk_file, uploaded
from tests.end_to_end.workspace import NEWEST, Workspace

from .conftest import Open, World, image_row


def test_an_apply_runs_and_the_page_shows_the_image_arriving(
    opened: Open, emulator: Emulator, tmp_path: Path
) -> None:
    page = opened()
    expect(page.get_by_text("No image of an account yet")).to_be_visible()
    folder = tmp_path / "work"
    folder.mkdir()
    stack = Workspace(folder, NEWEST, emulator.url)
    disk_file(folder)
    stack.write(uploaded(tags='["golden"]'))
    stack.init()
    with stack.started("apply", "-json", "-auto-approve") as apply:
        row = image_row(page, "golden")
        expect(row).to_contain_text("pending upload 0 %")
        expect(page.locator("#uploads")).to_contain_text("processing, 0 %")
        expect(page.locator("#requests")).to_contain_text("/images/upload")
        page.get_by_role("switch", name="Hold time").click()
        page.get_by_label("Speed").fill("1000")
        page.get_by_role("button", name="Set").click()
        expect(row).to_contain_text("available")
        expect(row.locator("[data-region=us-east]")).to_have_text("available")
        expect(row.locator(".tags")).to_have_text("golden")
        expect(page.locator("#uploads li")).to_have_count(0)
        expect(page.locator("#events li").first).to_contain_text("finished")
        said, _ = apply.communicate(timeout=120)
    assert apply.returncode == 0, said


def test_the_bar_of_an_upload_follows_its_bytes(opened: Open, world: World) -> None:
    parts = urlsplit(world.upload("large")["upload_to"])
    page = opened()
    row = page.locator("#uploads li")
    expect(row).to_contain_text("waiting for data until 2026-01-03 03:04")
    assert parts.hostname
    with socket.create_connection((parts.hostname, parts.port or 80)) as connection:
        line = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        connection.sendall(f"{line}Content-Length: 2097152\r\n\r\n".encode() + bytes(524_288))
        expect(row).to_contain_text("512.0 KiB of 2.0 MiB, 25 %")
        connection.sendall(bytes(1_048_576))
        expect(row).to_contain_text("1.5 MiB of 2.0 MiB, 75 %")
        bar = row.get_by_role("progressbar", name="Upload of large")
        assert bar.evaluate("bar => bar.position") == 0.75


def test_regions_are_a_matrix(opened: Open, world: World, emulator: Emulator) -> None:
    image = world.image("golden")
    world.call("POST", f"/images/{image['id']}/regions", {"regions": ["us-east", "eu-west"]})
    world.image("other", region="us-ord")
    emulator.faults.add("region_down", region="eu-west")
    page = opened()
    heads = page.locator("#images-head th.region")
    expect(heads).to_have_text(["eu-west (out)", "us-east", "us-ord"])
    cells = image_row(page, "golden").locator("td.replica")
    expect(cells).to_have_text(["replicating", "available", ""])
    expect(image_row(page, "other").locator("td.replica")).to_have_text(["", "", "available"])


def test_lineage_is_a_graph(opened: Open, world: World, emulator: Emulator) -> None:
    image = world.capture(world.linode("model"), "golden")
    emulator.clock.move(600)
    world.linode("copy", image["id"])
    page = opened()
    picture = page.locator("#lineage svg").first
    expect(picture.locator(".node")).to_have_count(5)
    expect(picture.locator(".edges path")).to_have_count(4)
    expect(page.locator("#lineage-words li")).to_have_text(
        [
            "linode model owns disk Debian 12 Disk",
            "disk Debian 12 Disk captured as image golden",
            "image Debian 12 deployed as linode model",
            "image golden deployed as linode copy",
        ]
    )
    names = ["Debian 12", "model", "Debian 12 Disk", "golden", "copy"]
    boxes = [
        picture.locator(".node").filter(has=page.get_by_text(name, exact=True)).bounding_box()
        for name in names
    ]
    lefts = [box["x"] for box in boxes if box]
    assert len(lefts) == 5
    assert lefts == sorted(set(lefts))


def test_events_and_requests_come_without_reloading(
    opened: Open, world: World, emulator: Emulator
) -> None:
    page = opened()
    expect(page.locator("#requests tr")).to_have_count(0)
    emulator.faults.add("capture_fails", count=1)
    world.capture(world.linode("model"), "broken")
    event = page.locator("#events li").first
    expect(event).to_contain_text("disk_imagize")
    expect(event).to_contain_text("model / broken")
    expect(event).to_contain_text("started 0 %")
    expect(page.locator("#said")).to_contain_text("disk_imagize model, started")
    emulator.clock.move(600)
    expect(event).to_contain_text("failed")
    expect(event).to_contain_text("Image creation failed.")
    requests = page.locator("#requests tr")
    expect(requests).to_have_count(3)
    expect(requests.first).to_have_text(re.compile(r"03:07:25\s*POST\s*/images\s*200\s*\d"))
    page.get_by_label("without GET").check()
    expect(requests).to_have_count(2)
    assert "a-very-secret-token" not in page.content()


def test_labels_are_text_and_never_markup(opened: Open, emulator: Emulator) -> None:
    # Labels are checked by the API, paths are not.
    requests.get(f"{emulator.url}/v4/<img src=x onerror=alert(1)>", timeout=30)
    page = opened()
    expect(page.locator("#requests .path").first).to_have_text("/<img src=x onerror=alert(1)>")
    assert page.locator("main img").count() == 0


def test_no_request_of_the_page_leaves_the_emulator(
    browser: Browser, emulator: Emulator, world: World
) -> None:
    world.image("golden")
    asked: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(emulator.url)
        expect(image_row(page, "golden")).to_be_visible()
        page.get_by_role("switch", name="Hold time").click()
        expect(page.locator("#pace")).to_contain_text("running")
    assert len(asked) > 10
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(emulator.url).netloc}


def test_a_stopped_emulator_is_noticed_and_found_again(
    browser: Browser, emulator: Emulator
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    first, second = (Emulator(emulator.data, port=port) for _ in range(2))
    with browser.new_context() as context:
        page = context.new_page()
        listed = page.locator("#requests tr")
        with first:
            for _ in range(3):
                World(first).call("GET", "/profile")
            page.goto(first.url)
            expect(listed).to_have_count(3)
        expect(page.locator("#connection")).to_have_text("no answer, trying again")
        with second:
            for _ in range(4):
                World(second).call("GET", "/regions")
            expect(page.locator("#connection")).to_have_text("live")
            expect(listed).to_have_count(4)
            expect(page.locator("#requests")).not_to_contain_text("/profile")
