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

from .conftest import OTHER_TOKEN, Open, World, image_row


def test_an_apply_runs_and_the_page_shows_the_image_arriving(
    opened: Open, emulator: Emulator, tmp_path: Path
) -> None:
    page = opened()
    expect(page.get_by_text("No image of an account yet")).to_be_visible()
    folder = tmp_path / "work"
    folder.mkdir()
    stack = Workspace(folder, NEWEST, emulator.url)
    disk_file(folder)
    stack.write(uploaded(tags='["golden"]'), provider='  token = "any"\n')
    stack.init()
    with stack.started("apply", "-json", "-auto-approve") as apply:
        row = image_row(page, "golden")
        expect(row).to_contain_text("pending upload 0 %")
        expect(page.locator("#progress")).to_contain_text("processing, 0 %")
        expect(page.locator("#requests")).to_contain_text("/images/upload")
        page.get_by_role("switch", name="Hold time").click()
        page.get_by_label("Speed").fill("1000")
        page.get_by_role("button", name="Set").click()
        expect(row).to_contain_text("available")
        expect(row.locator("[data-region=us-east]")).to_have_text("available")
        expect(row.locator(".tags")).to_have_text("golden")
        expect(page.locator("#progress li")).to_have_count(0)
        expect(page.locator("#events li").first).to_contain_text("finished")
        said, _ = apply.communicate(timeout=120)
    assert apply.returncode == 0, said


def test_the_bar_of_an_upload_follows_its_bytes(opened: Open, world: World) -> None:
    parts = urlsplit(world.upload("large")["upload_to"])
    page = opened()
    row = page.locator("#progress li")
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


def test_regions_are_a_matrix_from_west_to_east(
    opened: Open, world: World, emulator: Emulator
) -> None:
    image = world.image("golden")
    wanted = ["us-east", "eu-central", "jp-osa", "us-lax", "br-gru"]
    world.call("POST", f"/images/{image['id']}/regions", {"regions": wanted})
    world.image("other", region="us-ord")
    emulator.faults.add("region_down", region="eu-central")
    page = opened()
    heads = page.locator("#images-regions th")
    regions = ["us-east", "us-lax", "us-ord", "br-gru", "eu-central (out)", "jp-osa"]
    expect(heads).to_have_text(regions)
    expect(heads.nth(0)).to_have_attribute("title", "Newark, NJ")
    continents = page.locator("#images-continents .continent")
    names = ["North America", "South America", "Europe", "Asia"]
    expect(continents).to_have_text(names)
    spans = continents.evaluate_all("all => all.map(each => each.colSpan)")
    assert spans == [3, 1, 1, 1]
    cells = image_row(page, "golden").locator("td.replica")
    copy = "replicating 66 %"
    expect(cells).to_have_text(["available", copy, "", copy, copy, copy])
    held = ["", "", "available", "", "", ""]
    expect(image_row(page, "other").locator("td.replica")).to_have_text(held)


def test_copies_and_captures_have_a_bar_while_they_go_on(
    opened: Open, world: World, emulator: Emulator
) -> None:
    image, linode = world.image("golden"), world.linode("model")
    world.call("POST", f"/images/{image['id']}/regions", {"regions": ["us-east", "us-ord"]})
    world.capture(linode, "captured")
    emulator.clock.move(90)
    page = opened()
    rows = page.locator("#progress li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("capturing, 50 %")
    expect(rows.last).to_contain_text(f"{image['id']} to us-ord")
    expect(rows.last).to_contain_text("replicating, 30 %")
    bar = rows.last.get_by_role("progressbar", name="Copy of golden")
    assert bar.evaluate("bar => bar.position") == 0.3
    emulator.clock.move(300)
    expect(page.locator("#progress-empty")).to_be_visible()


def test_a_capture_that_waits_for_another_has_no_bar(opened: Open, world: World) -> None:
    linode = world.linode("model")
    for label in ("first", "second"):
        world.capture(linode, label)
    rows = opened().locator("#progress li")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="second")).to_contain_text("waiting for its Linode")
    expect(rows.filter(has_text="second").get_by_role("progressbar")).to_have_count(0)
    expect(rows.filter(has_text="first")).to_contain_text("capturing, 0 %")


def test_images_are_found_by_what_is_written_of_them(opened: Open, world: World) -> None:
    world.image("golden", tags=["nightly"])
    world.image("web")
    world.image("other", region="us-ord")
    page = opened()
    rows = page.locator("#images-body tr .label")
    find = page.get_by_role("searchbox", name="Find images")
    for words, found in {
        "NIGHT": ["golden"],
        "us-ord": ["other"],
        "uploaded us-east": ["web", "golden"],
        "uploaded no-such": [],
        "": ["other", "web", "golden"],
    }.items():
        find.fill(words)
        expect(rows).to_have_text(found)
        count = f"; {len(found)} found" if words else "public"
        expect(page.locator("#images-count")).to_have_text(re.compile(f"{count}$"))


def test_share_groups_tell_what_is_shared_with_whom(opened: Open, world: World) -> None:
    page = opened()
    expect(page.locator("#sharegroups-section")).to_be_hidden()
    image = world.image("golden")
    groups = "/images/sharegroups"
    group = world.call("POST", groups, {"label": "team", "images": [{"id": image["id"]}]})
    row = page.locator("#sharegroups > li")
    expect(row).to_have_text("team101, defaultgoldenno members")
    expect(image_row(page, "golden")).to_contain_text("shared in 1 group")
    body = {"valid_for_sharegroup_uuid": group["uuid"]}
    tokens = [world.call("POST", f"{groups}/tokens", body, OTHER_TOKEN) for _ in range(2)]
    body = {"label": "them", "token": tokens[0]["token"]}
    world.call("POST", f"{groups}/{group['id']}/members", body)
    expect(row).to_contain_text("seen by them (other); 1 token has yet to join")
    assert tokens[1]["token"] not in page.content()


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
