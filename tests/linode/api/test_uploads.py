"""Sending files to a storage: bytes, memory, checks, refusals, lost connections."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from shim_provider.linode import errors
from shim_provider.linode.api import uploads
from shim_provider.linode.patience import Patience

from ..conftest import TOKEN
from ..scripted_api import Answer, ScriptedApi

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client

TO = "/storage/1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "image.img.gz"
    path.write_bytes(os.urandom(3 * uploads.CHUNK + 17))
    return path


def url_of(api: ScriptedApi, expires: float | None = None) -> str:
    until = int(time.time() + 3600 if expires is None else expires)
    return f"{api.url}{TO}?Signature=hush%3D&Expires={until}&AWSAccessKeyID=id"


def md5_of(path: Path) -> str:
    return hashlib.md5(path.read_bytes()).hexdigest()


def test_the_file_arrives_whole_with_the_headers_of_an_upload_and_no_token(
    api: ScriptedApi, linode: Api, file: Path
) -> None:
    api.on("PUT", TO, Answer(200))
    seen: list[tuple[int, int]] = []
    linode.images.send_file(
        url_of(api), file, md5_of(file).upper(), lambda sent, total: seen.append((sent, total))
    )
    (asked,) = api.asked
    assert asked.body == file.read_bytes()
    assert asked.headers["content-length"] == str(file.stat().st_size)
    assert asked.headers["content-type"] == "application/octet-stream"
    assert "transfer-encoding" not in asked.headers
    assert "authorization" not in asked.headers
    assert TOKEN not in str(asked.headers)
    assert asked.query["Signature"] == "hush="
    assert seen[0] == (uploads.CHUNK, file.stat().st_size)
    assert seen[-1] == (file.stat().st_size, file.stat().st_size)
    assert len(seen) == 4


@pytest.mark.parametrize("size", [0, 1, uploads.CHUNK - 1, uploads.CHUNK, uploads.CHUNK + 1])
def test_files_of_any_size_arrive(api: ScriptedApi, linode: Api, file: Path, size: int) -> None:
    file.write_bytes(os.urandom(size))
    api.on("PUT", TO, Answer(201))
    linode.images.send_file(url_of(api), str(file), md5_of(file))
    assert api.asked[0].body == file.read_bytes()


DENIED = b"""<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code>
<Message>The signature &amp; the request differ.</Message>
<StringToSign>PUT\n\n1735689600\nhush</StringToSign><SignatureProvided>hush</SignatureProvided>
</Error>"""

REFUSALS: dict[str, tuple[Answer, str, int]] = {
    "denied": (
        Answer(403, DENIED),
        "[403] SignatureDoesNotMatch: The signature & the request differ.",
        2,
    ),
    "too large": (
        Answer(400, b"<Error><Code>EntityTooLarge</Code><Message></Message></Error>"),
        "[400] EntityTooLarge",
        1,
    ),
    "a page of a proxy": (Answer(411, b"<html>no</html>"), "[411] Length Required", 1),
    "plain text": (Answer(400, b" too\n large "), "[400] too large", 1),
    "many words": (Answer(400, b"x" * 1000), f"[400] {'x' * 300}", 1),
    "a redirect": (Answer(307, b""), "[307] Temporary Redirect", 1),
    "overloaded for good": (Answer(503, b"slow down"), "[503] slow down", 5),
    "broken for good": (Answer(500, b""), "[500] Internal Server Error", 5),
    "limited for good": (Answer(429, b""), "[429] Too Many Requests", 5),
}


@pytest.mark.parametrize("sentence", REFUSALS)
def test_refusals_are_told_in_the_words_of_the_storage(
    api: ScriptedApi, linode: Api, file: Path, sentence: str
) -> None:
    answer, words, tries = REFUSALS[sentence]
    api.on("PUT", TO, answer)
    with pytest.raises(errors.UploadRefused) as caught:
        linode.images.send_file(url_of(api), file)
    assert str(caught.value) == f"the storage refused the upload: {words}"
    assert caught.value.status == answer.status
    assert len(api.asked) == tries


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, DENIED),
        Answer(500),
        Answer(503),
        Answer(429),
        Answer(408),
        Answer(fault="reset"),
        Answer(fault="hang up"),
    ],
    ids=lambda answer: str(answer.fault or answer.status),
)
def test_what_passes_is_tried_again_from_the_start(
    api: ScriptedApi, linode: Api, file: Path, answer: Answer
) -> None:
    api.on("PUT", TO, answer, Answer(200))
    linode.images.send_file(url_of(api), file, md5_of(file))
    assert [asked.body for asked in api.asked] == [file.read_bytes()] * 2


def test_an_expired_url_is_not_tried_again(api: ScriptedApi, linode: Api, file: Path) -> None:
    api.on("PUT", TO, Answer(503))
    with pytest.raises(errors.UploadRefused):
        linode.images.send_file(url_of(api, expires=time.time() - 5), file)
    assert len(api.asked) == 1


def test_a_url_that_tells_no_expiry_is_tried_again(
    api: ScriptedApi, linode: Api, file: Path
) -> None:
    api.on("PUT", TO, Answer(503), Answer(200))
    linode.images.send_file(f"{api.url}{TO}", file)
    assert len(api.asked) == 2


class Storage:
    """A raw server: each connection is handled by the next behaviour, the last stays."""

    def __init__(self, *behaviours: Callable[[socket.socket], None]) -> None:
        self.behaviours = list(behaviours)
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}{TO}?Signature=hush"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            more = len(self.behaviours) > 1
            behaviour = self.behaviours.pop(0) if more else self.behaviours[0]
            with connection, contextlib.suppress(OSError):
                connection.settimeout(10)
                behaviour(connection)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def storages() -> Iterator[Callable[..., Storage]]:
    made: list[Storage] = []

    def make(*behaviours: Callable[[socket.socket], None]) -> Storage:
        made.append(Storage(*behaviours))
        return made[-1]

    yield make
    for storage in made:
        storage.close()


def head_of(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1)
    return data


def read_some_and_reset(connection: socket.socket) -> None:
    head_of(connection)
    connection.recv(1000)  # closing with unread data makes the kernel send RST


def read_all(connection: socket.socket) -> None:
    lines = head_of(connection).lower().split(b"\r\n")
    left = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
    while left:
        left -= len(connection.recv(min(left, 1 << 16)))
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def read_head_and_refuse(connection: socket.socket) -> None:
    head_of(connection)
    connection.sendall(
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
    )
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(1 << 16):
        continue


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """More than the buffers of a connection hold."""
    path = tmp_path / "large.img.gz"
    path.write_bytes(os.urandom(24 * 1024 * 1024))
    return path


def test_a_reset_in_the_middle_is_tried_again(
    linode: Api, large: Path, storages: Callable[..., Storage]
) -> None:
    storage = storages(read_some_and_reset, read_some_and_reset, read_all)
    linode.images.send_file(storage.url, large, md5_of(large))
    assert storage.connections == 3


def test_endless_resets_are_told(
    linode: Api, large: Path, storages: Callable[..., Storage]
) -> None:
    storage = storages(read_some_and_reset)
    with pytest.raises(errors.Unreachable) as caught:
        linode.images.send_file(storage.url, large)
    assert storage.connections == uploads.TRIES
    assert "hush" not in "".join(traceback.format_exception(caught.value))


def test_a_refusal_before_the_end_is_heard(
    linode: Api, large: Path, storages: Callable[..., Storage]
) -> None:
    storage = storages(read_head_and_refuse)
    with pytest.raises(errors.UploadRefused, match=r"\[400\] no"):
        linode.images.send_file(storage.url, large)


def test_a_slow_upload_is_bounded_by_patience(
    client: Client, large: Path, storages: Callable[..., Storage]
) -> None:
    def slow(connection: socket.socket) -> None:
        head_of(connection)
        for _ in range(100):
            connection.recv(1 << 14)
            time.sleep(0.01)

    with pytest.raises(errors.TimeUp, match=f"the upload of {large}"):
        client.within(Patience(0.3)).images.send_file(storages(slow).url, large)


def test_a_storage_that_never_answers_is_bounded_by_patience(
    api: ScriptedApi, client: Client, file: Path
) -> None:
    api.on("PUT", TO, Answer(delay=8))
    started = time.monotonic()
    with pytest.raises(errors.TimeUp, match="timed out"):
        client.within(Patience(0.3)).images.send_file(f"{api.url}{TO}", file)
    assert time.monotonic() - started < 7


def test_stop_ends_an_upload(client: Client, large: Path, storages: Callable[..., Storage]) -> None:
    stop = threading.Event()
    patience = Patience(60, stop)

    def stop_soon(sent: int, _: int) -> None:
        if sent > 4 * uploads.CHUNK:
            stop.set()

    with pytest.raises(errors.Interrupted):
        client.within(patience).images.send_file(
            storages(read_all_quietly).url, large, progress=stop_soon
        )


def read_all_quietly(connection: socket.socket) -> None:
    while connection.recv(1 << 16):
        continue


def received(storage_body: list[bytes]) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        head_of(connection)
        body = b""
        while chunk := connection.recv(1 << 16):
            body += chunk
        storage_body.append(body)

    return behave


class Change(NamedTuple):
    """What happens to the file while it is sent, and how that is told."""

    change: Callable[[Path], object]
    words: str


CHANGES: dict[str, Change] = {
    "it grows": Change(lambda path: os.truncate(path, 4 * uploads.CHUNK), "was written to"),
    "it is cut": Change(lambda path: os.truncate(path, 2 * uploads.CHUNK), "became shorter"),
    "it is touched": Change(lambda path: os.utime(path, (1, 1)), "was written to"),
}


@pytest.mark.parametrize("sentence", CHANGES)
def test_a_file_that_changes_while_it_is_sent_never_arrives_whole(
    linode: Api, file: Path, storages: Callable[..., Storage], sentence: str
) -> None:
    bodies: list[bytes] = []
    size = file.stat().st_size

    def change(sent: int, _: int) -> None:
        if sent == uploads.CHUNK:
            CHANGES[sentence].change(file)

    storage = storages(received(bodies))
    with pytest.raises(errors.FileChanged, match=CHANGES[sentence].words):
        linode.images.send_file(storage.url, file, progress=change)
    while not bodies:  # until then, its thread may not have had its turn
        time.sleep(0.001)
    assert storage.connections == 1
    assert len(bodies[0]) < size


def test_a_file_of_another_md5_never_arrives_whole(
    linode: Api, file: Path, storages: Callable[..., Storage]
) -> None:
    bodies: list[bytes] = []
    with pytest.raises(errors.FileChanged, match=f"is {md5_of(file)}, and 00"):
        linode.images.send_file(storages(received(bodies)).url, file, "0" * 32)
    while not bodies:
        time.sleep(0.001)
    assert len(bodies[0]) < file.stat().st_size


def test_a_missing_file_is_told(linode: Api, api: ScriptedApi, tmp_path: Path) -> None:
    with pytest.raises(errors.FileUnreadable, match="No such file"):
        linode.images.send_file(url_of(api), tmp_path / "none")
    assert api.asked == []


def test_a_directory_is_told(linode: Api, api: ScriptedApi, tmp_path: Path) -> None:
    with pytest.raises(errors.FileUnreadable, match="Is a directory"):
        linode.images.send_file(url_of(api), tmp_path)
    assert api.asked == []


def test_neither_logs_nor_errors_show_the_signature(
    api: ScriptedApi, linode: Api, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.on("PUT", TO, Answer(fault="hang up"), Answer(403, DENIED))
    with pytest.raises(errors.UploadRefused) as caught:
        linode.images.send_file(url_of(api), file)
    shown = caplog.text + "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert "hush" not in shown
    assert "PUT to 127.0.0.1: 403" in shown


def test_a_storage_that_cannot_be_found_is_told_without_the_signature(
    linode: Api, file: Path
) -> None:
    url = "http://127.0.0.1:1/x?Signature=hush"
    with pytest.raises(errors.Unreachable) as caught:
        linode.images.send_file(url, file)
    assert "hush" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.sent is False
