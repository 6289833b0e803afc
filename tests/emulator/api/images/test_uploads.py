"""Uploads: the URL, the data, and what becomes of them."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from shim_provider.emulator import Emulator, Limits
from tests.emulator.conftest import MINIMAL_IMAGE, Api


def test_an_upload_begins_without_data_and_with_a_signed_url(api: Api) -> None:
    started = api.upload(tags=["one"])
    image = started["image"]
    assert (image["status"], image["size"], image["regions"]) == ("pending_upload", 0, [])
    query = parse_qs(urlsplit(started["upload_to"]).query)
    assert set(query) == {"Signature", "Expires", "AWSAccessKeyID"}
    assert int(query["Expires"][0]) == int(api.clock.now()) + 24 * 3600


def test_the_minimal_image_becomes_one_megabyte(api: Api) -> None:
    assert len(MINIMAL_IMAGE) == 29
    assert hashlib.md5(MINIMAL_IMAGE).hexdigest() == "0cf442194905e7be019a11660df8164f"
    started = api.upload(cloud_init=True)
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 200
    path = f"/images/{started['image']['id']}"
    assert api.ok("GET", path)["status"] == "pending_upload"
    api.wait(0.3)
    image = api.ok("GET", path)
    assert (image["status"], image["size"], image["total_size"]) == ("available", 1, 1)
    assert image["regions"] == [{"region": "us-east", "status": "available"}]
    assert image["capabilities"] == ["cloud-init", "distributed-sites"]


SOUND: dict[str, tuple[bytes, int]] = {
    "one byte": (gzip.compress(b"x"), 1),
    "a megabyte": (gzip.compress(bytes(1024**2)), 1),
    "a megabyte and one byte": (gzip.compress(bytes(1024**2 + 1)), 2),
    "ten megabytes, tiny as sent": (gzip.compress(bytes(10 * 1024**2)), 10),
    "two members": (gzip.compress(bytes(1024**2)) + gzip.compress(bytes(1024**2)), 2),
    "text after the end": (gzip.compress(b"x") + b"more", 1),
    "padding after the end": (gzip.compress(b"x") + bytes(512), 1),
}
UNSOUND: dict[str, tuple[bytes, str]] = {
    "nothing at all": (b"", "not gzip"),
    "no gzip": (b"\x00" * 4096, "not gzip"),
    "text": (b"this is no image", "not gzip"),
    "a header only": (MINIMAL_IMAGE[:10], "incomplete"),
    "cut short": (gzip.compress(os.urandom(4096))[:-9], "incomplete"),
    "a wrong checksum": (gzip.compress(b"abc")[:-8] + bytes(8), "damaged"),
    "a second member cut short": (MINIMAL_IMAGE + MINIMAL_IMAGE[:15], "incomplete"),
    "larger than the limit inside": (gzip.compress(bytes(11 * 1024**2)), "larger than"),
}


@pytest.fixture
def small(make_api: Callable[..., Api]) -> Api:
    """An account which may upload 20 MiB, 10 MiB inside."""
    return make_api(limits=Limits(image_bytes=10 * 1024**2, compressed_bytes=20 * 1024**2))


@pytest.mark.parametrize("case", SOUND)
def test_sound_data_become_an_image_of_their_size(small: Api, case: str) -> None:
    data, size = SOUND[case]
    started = small.upload()
    assert small.send(started["upload_to"], data) == 200
    small.wait(1)
    image = small.ok("GET", f"/images/{started['image']['id']}")
    assert (image["status"], image["size"]) == ("available", size)


@pytest.mark.parametrize("case", UNSOUND)
def test_unsound_data_are_taken_and_the_image_vanishes(small: Api, case: str) -> None:
    data, reason = UNSOUND[case]
    started = small.upload()
    assert small.send(started["upload_to"], data) == 200
    path = f"/images/{started['image']['id']}"
    assert small.ok("GET", path)["status"] == "pending_upload"
    small.wait(1)
    assert small.get(path).status == 404
    event = small.events(action="image_upload")[0]
    assert event["status"] == "failed"
    assert reason in event["message"]
    assert not list(small.app.world.store.uploads.iterdir())


def test_the_data_and_their_md5_are_kept_beside_the_database(api: Api) -> None:
    image = api.image()
    (kept,) = api.app.world.store.uploads.iterdir()
    assert kept.read_bytes() == MINIMAL_IMAGE
    with api.app.world.store.read() as tables:
        row = tables.find("image", image["id"])
    assert row.hidden["md5"] == hashlib.md5(MINIMAL_IMAGE).hexdigest()
    api.ok("DELETE", f"/images/{image['id']}")
    assert not kept.exists()


def test_the_url_expires_after_24_hours_and_the_image_is_gone(api: Api) -> None:
    started = api.upload()
    path = f"/images/{started['image']['id']}"
    api.wait(24 * 3600 - 1)
    assert api.ok("GET", path)["status"] == "pending_upload"
    api.wait(2)
    assert api.get(path).status == 404
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 403
    assert api.events(action="image_upload")[0]["status"] == "failed"


def test_a_url_is_good_for_its_own_image_only(api: Api) -> None:
    one, two = api.upload(), api.upload()
    number = one["image"]["id"].removeprefix("private/")
    other = two["image"]["id"].removeprefix("private/")
    assert api.send(one["upload_to"].replace(number, other), MINIMAL_IMAGE) == 403
    assert api.send(one["upload_to"].replace("Expires=1", "Expires=2"), MINIMAL_IMAGE) == 403
    assert api.send(one["upload_to"].partition("?")[0] + "?", MINIMAL_IMAGE) == 403


def test_a_second_put_replaces_the_data_until_processing_is_over(api: Api) -> None:
    started = api.upload()
    assert api.send(started["upload_to"], b"a mistake") == 200
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 200
    api.wait(1)
    assert api.ok("GET", f"/images/{started['image']['id']}")["status"] == "available"
    assert len(list(api.app.world.store.uploads.iterdir())) == 1
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 403


def test_data_for_a_deleted_image_are_refused(api: Api) -> None:
    started = api.upload()
    api.ok("DELETE", f"/images/{started['image']['id']}")
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 403


def test_more_than_the_account_may_send_is_refused(make_api: Callable[..., Api]) -> None:
    api = make_api(limits=Limits(compressed_bytes=100))
    started = api.upload()
    assert api.send(started["upload_to"], bytes(101)) == 400
    assert api.ok("GET", f"/images/{started['image']['id']}")["status"] == "pending_upload"


def test_label_and_region_are_required(api: Api) -> None:
    assert api.post("/images/upload", {}).reasons == ["Label is required.", "Region is required."]


# From here on over a real socket.


class _Served:
    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.session = requests.Session()
        self.session.headers["Authorization"] = "Bearer any"

    def upload(self) -> Any:
        body = {"label": "x", "region": "us-ord"}
        return self.session.post(f"{self.emulator.url}/v4/images/upload", json=body).json()

    def image(self, id: str) -> requests.Response:
        return self.session.get(f"{self.emulator.url}/v4/images/{id}")


@pytest.fixture
def wire(served: Emulator) -> Iterator[_Served]:
    client = _Served(served)
    yield client
    client.session.close()


def _pieces(data: bytes) -> Iterator[bytes]:
    yield from (data[i : i + 70_000] for i in range(0, len(data), 70_000))


@pytest.mark.parametrize("form", ["length", "chunked"])
def test_the_body_may_have_a_length_or_come_in_chunks(wire: _Served, form: str) -> None:
    data = gzip.compress(os.urandom(9 * 1024**2), 0)
    started = wire.upload()
    body: Any = data if form == "length" else _pieces(data)
    reply = requests.put(
        started["upload_to"], body, headers={"Content-Type": "application/octet-stream"}
    )
    assert reply.status_code == 200
    assert reply.content == b""
    assert reply.headers["ETag"] == f'"{hashlib.md5(data).hexdigest()}"'
    wire.emulator.clock.move(1)
    assert wire.image(started["image"]["id"]).json()["size"] == 9


def _half_a_put(url: str, data: bytes) -> None:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as connection:
        head = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        connection.sendall(f"{head}Content-Length: {len(data)}\r\n\r\n".encode())
        connection.sendall(data[: len(data) // 2])


def test_a_broken_put_changes_nothing_and_may_be_repeated(wire: _Served) -> None:
    data = gzip.compress(os.urandom(300_000))
    started = wire.upload()
    _half_a_put(started["upload_to"], data)
    assert wire.image(started["image"]["id"]).json()["status"] == "pending_upload"
    assert requests.put(started["upload_to"], data).status_code == 200
    wire.emulator.clock.move(1)
    assert wire.image(started["image"]["id"]).json()["status"] == "available"


def test_a_broken_put_leaves_no_file(wire: _Served) -> None:
    _half_a_put(wire.upload()["upload_to"], bytes(300_000))
    folder = wire.emulator.data / "uploads"
    # The server notices as soon as it reads; its log tells when it has.
    for _ in range(1000):
        if wire.emulator.requests.matching("PUT", "/uploads/"):
            break
        wire.image("linode/debian12")
    assert not list(folder.iterdir())


def test_a_body_announced_as_too_large_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    with Emulator(tmp_path, limits=Limits(compressed_bytes=1000)) as emulator:
        wire = _Served(emulator)
        parts = urlsplit(wire.upload()["upload_to"])
        wire.session.close()
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.putrequest("PUT", f"{parts.path}?{parts.query}")
        connection.putheader("Content-Length", "1001")
        connection.endheaders(bytes(1001))
        assert connection.getresponse().status == 400
        connection.close()


def test_the_log_keeps_no_signature(wire: _Served) -> None:
    requests.put(wire.upload()["upload_to"], MINIMAL_IMAGE)
    (entry,) = wire.emulator.requests.matching("PUT", "/uploads/")
    assert (entry.status, entry.query) == (200, "")
