"""linodego when the service refuses, fails or is busy: the errors it sees, and what it retries."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from shim_provider.emulator import Clock, Emulator
from tests.emulator.conftest import DAWN, MINIMAL_IMAGE
from tests.emulator.peers.linodego import Linodego, Object, RefusedError

LONG = 20


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(tmp_path, clock=Clock(DAWN, held=True)) as emulator:
        yield emulator


@pytest.fixture
def client(go: Linodego, emulator: Emulator) -> Object:
    return go.client(emulator.url)


def _refused(method: Any, *arguments: Any) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        method(*arguments)
    return refused.value


def _linode(client: Object, emulator: Emulator, wait: float = 60) -> int:
    asked = {"region": "us-east", "type": "g6-nanode-1", "image": "linode/debian12"}
    number: int = client.CreateInstance({**asked, "root_pass": "insecure-p4ssw0rd!!"})["id"]
    emulator.clock.move(wait)
    return number


_TOO_MANY = {"errors": [{"reason": "Too many requests"}]}
RETRIED: dict[str, dict[str, Any]] = {
    "429 with Retry-After": {"status": 429, "body": _TOO_MANY, "headers": {"Retry-After": "1"}},
    "408": {"status": 408, "body": {"errors": [{"reason": "Request timed out"}]}},
    "503": {"status": 503, "body": {"errors": [{"reason": "Service unavailable"}]}},
    "Linode busy.": {"status": 400, "body": {"errors": [{"reason": "Linode busy."}]}},
    "400 of nginx": {
        "status": 400,
        "body": "<html>Bad Request</html>",
        "headers": {"Content-Type": "text/html", "Server": "nginx"},
    },
}


@pytest.mark.parametrize("reply", RETRIED)
def test_linodego_retries(reply: str, client: Object, emulator: Emulator) -> None:
    fault = emulator.faults.add(path="^/profile$", count=2, **RETRIED[reply])
    assert client.GetProfile()["username"] == "default"
    assert fault.befell == 2
    assert len(emulator.requests.matching("GET", "/profile")) == 3


NOT_RETRIED: dict[str, tuple[dict[str, Any], int, str]] = {
    "503 in maintenance": (
        {
            "status": 503,
            "body": {"errors": [{"reason": "Maintenance"}]},
            "headers": {"X-Maintenance-Mode": "True"},
        },
        503,
        "[503] Maintenance",
    ),
    "500": (
        {"status": 500, "body": {"errors": [{"reason": "An error occurred"}]}},
        500,
        "[500] An error occurred",
    ),
    "502 of a proxy": (
        {"status": 502, "body": "<html></html>", "headers": {"Content-Type": "text/html"}},
        502,
        "[502] Bad Gateway",
    ),
}


@pytest.mark.parametrize("reply", NOT_RETRIED)
def test_linodego_gives_up_at_once_on(reply: str, client: Object, emulator: Emulator) -> None:
    settings, status, message = NOT_RETRIED[reply]
    emulator.faults.add(path="^/profile$", count=1, **settings)
    refused = _refused(client.GetProfile)
    assert (refused.status, refused.message) == (status, message)


OTHER_TYPES: dict[str, tuple[int, str]] = {
    "an error with a charset": (404, "application/json; charset=utf-8"),
    "an error in HTML": (404, "text/html"),
    "a success in HTML": (200, "text/html"),
}


@pytest.mark.parametrize("what", OTHER_TYPES)
def test_linodego_would_notice(what: str, client: Object, emulator: Emulator) -> None:
    """So that the other tests say: the emulator's replies are `application/json`, to the letter."""
    status, content_type = OTHER_TYPES[what]
    headers = {"Content-Type": content_type}
    body = '{"errors": [{"reason": "Not found"}]}'
    emulator.faults.add(path="^/images/", status=status, body=body, headers=headers, count=1)
    refused = _refused(client.DeleteImage, "private/123")
    assert refused.status == status
    assert refused.message.startswith(f"[{status}] Unexpected Content-Type: ")
    assert _refused(client.DeleteImage, "private/123").message == "[404] Not found"


def test_a_busy_linode_is_asked_again_until_it_is_free(client: Object, emulator: Emulator) -> None:
    """Nothing injected: it boots for as long as the clock stands."""
    linode = _linode(client, emulator, wait=0)
    path = f"/linode/instances/{linode}/shutdown"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.ShutdownInstance, linode)
        while len(emulator.requests.matching("POST", path)) < 3 and not asked.done():
            time.sleep(0.01)
        emulator.clock.move(60)
        asked.result()
    statuses = [entry.status for entry in emulator.requests.matching("POST", path)]
    assert set(statuses[:-1]) == {400}
    assert statuses[-1] == 200


def test_a_token_the_service_does_not_know_is_invalid(go: Linodego, tmp_path: Path) -> None:
    tokens = {"reader": {"account": "acme", "scopes": "images:read_only"}}
    with Emulator(tmp_path, token=tokens) as emulator:
        stranger = go.client(emulator.url, "stranger")
        for call in (stranger.GetProfile, lambda: stranger.DeleteImage("private/1")):
            refused = _refused(call)
            assert (refused.status, refused.message) == (401, "[401] Invalid Token")
        reader = go.client(emulator.url, "reader")
        assert reader.ListImages(None)
        asked = {"label": "new", "region": "us-east"}
        assert _refused(reader.CreateImageUpload, asked).status == 403


def test_a_refused_field_is_named(client: Object) -> None:
    refused = _refused(client.CreateImageUpload, {"label": "new", "region": "mars"})
    assert (refused.status, refused.message) == (400, "[400] [region] region is not valid")
    refused = _refused(client.CreateImageUpload, {"label": "", "region": ""})
    assert refused.status == 400
    assert refused.message.startswith("[400] [label] ")
    assert "; [region] " in refused.message


def test_a_capture_that_fails_is_told_by_its_event(client: Object, emulator: Emulator) -> None:
    linode = _linode(client, emulator)
    emulator.faults.add("capture_fails", count=1)
    disk = client.ListInstanceDisks(linode, None)[0]["id"]
    image = client.CreateImage({"disk_id": disk, "label": "doomed"})["id"]
    assert client.GetImage(image)["status"] == "creating"
    emulator.clock.move(600)
    failed = _refused(
        *(client.WaitForEventFinished, linode, "linode", "disk_imagize"),
        *("2026-01-01T00:00:00Z", LONG),
    )
    assert failed.message == f"Linode {linode} action disk_imagize failed"
    assert _refused(client.WaitForImageStatus, image, "available", LONG).status == 404


def test_an_upload_that_fails_takes_its_image_along(client: Object, emulator: Emulator) -> None:
    image, upload_to = client.CreateImageUpload({"label": "doomed", "region": "us-east"})
    emulator.faults.add("upload_vanishes", count=1)
    client.UploadImageToURL(upload_to, MINIMAL_IMAGE)
    assert client.GetImage(image["id"])["status"] == "pending_upload"
    emulator.clock.move(600)
    assert _refused(client.WaitForImageStatus, image["id"], "available", LONG).status == 404
