"""Uploads: the request for one, and the presigned PUT which brings the data.

The PUT speaks object storage's language, not the API's: no token, XML errors. It answers 200 to any
data; whether they are an image shows in processing. A broken PUT leaves the image `pending_upload`,
and the URL may be used again until it expires.
"""

from __future__ import annotations

import hashlib
import hmac
import queue
import secrets
import threading
from contextlib import ExitStack
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import urlencode

from ...requests import checks
from ...world import events, jobs
from ...world.limits import MIB
from ...world.moment import Moment
from ..regions import store_of_upload
from . import images
from .gzipped import GzipCheck

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ...requests.call import Call
    from ...world.tables import Row

_ACCESS_KEY = "EMULATEDEMULATEDEMUL"
_RULES = {**images.NEW, "region": checks.text(1, 100)}
_CHUNK = 64 * 1024

# Small bodies are digested where they are read; threads pay off for large ones only.
_THREADS_FROM = 4 * MIB
_BACKLOG = 64


class Stream(Protocol):
    """A request body: `read` gives what has arrived, up to `size`; nothing at its end.

    Raises an exception when the client is gone before the end.
    """

    def read(self, size: int, /) -> bytes: ...


class StorageReply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def start(call: Call) -> dict[str, Any]:
    """POST /images/upload: an image without data, and the URL that takes them."""
    required = {"label": "Label is required.", "region": "Region is required."}
    given = checks.read(call.body, _RULES, required)
    store = store_of_upload(call, given["region"])
    image = images.new_image(call.moment, given, "pending_upload")
    event = events.record(call.moment, "image_upload", events.entity_of(image))
    image.hidden.update(region=store, event=event)
    call.tables.insert(image)
    expired = {"fails": "No data arrived in time; the upload was cancelled."}
    jobs.start(call.moment, "upload_expiry", image=image, event=event, args=expired)
    return {"upload_to": _url(call, image), "image": image.doc}


def _url(call: Call, image: Row) -> str:
    number = image.hidden["number"]
    expires = int(call.now + call.world.durations["upload_expiry"])
    query = {
        "Signature": _signature(call, number, str(expires)),
        "Expires": expires,
        "AWSAccessKeyID": _ACCESS_KEY,
    }
    return f"{call.base_url}/uploads/{number}?{urlencode(query)}"


def _signature(call: Call, number: int, expires: str) -> str:
    text = f"PUT\n/uploads/{number}\n{expires}".encode()
    return hmac.new(call.world.signing_key, text, hashlib.sha256).hexdigest()


def receive(
    call: Call, number: int, length: int | None, stream: Stream, watch: Callable[[int], None]
) -> StorageReply:
    """Take the data of an upload. `watch` hears how many bytes have come.

    Whatever `stream` or `watch` raises goes on to the caller, and nothing has changed then.
    """
    refusal = _refusal(call, number, length)
    if refusal:
        return refusal
    folder = call.world.store.uploads
    name = f"{number}-{secrets.token_hex(8)}"
    part, whole = folder / f"{name}.part", folder / f"{name}.img.gz"
    try:
        digest, size, problem = _save(call, part, stream, watch)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.rename(whole)
    if not _accept(call, number, whole.name, digest, size, problem):
        whole.unlink()
        return _gone()
    return StorageReply(200, {"ETag": f'"{digest}"'}, b"")


def _refusal(call: Call, number: int, length: int | None) -> StorageReply | None:
    expires = call.query.get("Expires", "")
    expected = _signature(call, number, expires)
    if not hmac.compare_digest(expected.encode(), call.query.get("Signature", "").encode()):
        return _error(403, "SignatureDoesNotMatch", "The request signature does not match.")
    if call.world.clock.now() > int(expires):
        return _error(403, "AccessDenied", "Request has expired")
    if length is not None and length > call.world.limits.compressed_bytes:
        return _error(400, "EntityTooLarge", "The object is larger than allowed.")
    call.world.settle()
    with call.world.store.read() as tables:
        row = tables.find("image", f"private/{number}")
    return None if row and row.doc["status"] == "pending_upload" else _gone()


def _gone() -> StorageReply:
    return _error(403, "AccessDenied", "This upload is over.")


def _error(status: int, code: str, message: str) -> StorageReply:
    code, message = (escape(text, quote=False) for text in (code, message))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    )
    return StorageReply(status, {"Content-Type": "application/xml"}, body.encode())


class TooMuchDataError(Exception):
    """More came than an upload may have; the app answers as object storage does."""

    reply = _error(400, "EntityTooLarge", "The object is larger than allowed.")


def _save(
    call: Call, part: Path, stream: Stream, watch: Callable[[int], None]
) -> tuple[str, int, str]:
    """Write, hash and decompress as it comes; returns MD5, size in MB, and what is wrong."""
    digest = hashlib.md5(usedforsecurity=False)
    inside = GzipCheck(call.world.limits.image_bytes)
    takers: list[Callable[[bytes], None]] = [digest.update, inside.feed]
    total = 0
    with part.open("wb") as file, ExitStack() as lanes:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            watch(total)
            if total > call.world.limits.compressed_bytes:
                raise TooMuchDataError
            if total > _THREADS_FROM and not any(isinstance(t, _Lane) for t in takers):
                takers = [lanes.enter_context(_Lane(taker)) for taker in takers]
            for take in takers:
                take(chunk)
            # Not synced: what the kernel has survives kill -9, and after a loss of power the MD5
            # in the database tells. Waiting for the disk would take a third of the whole time.
            file.write(chunk)
    return digest.hexdigest(), max(1, -(-inside.size // MIB)), inside.verdict()


class _Lane:
    """Calls `take` for each chunk, in order, in a thread of its own; at exit all are taken."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self._chunks: queue.Queue[bytes] = queue.Queue(_BACKLOG)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __call__(self, chunk: bytes) -> None:
        self._chunks.put(chunk)

    def __enter__(self) -> _Lane:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._chunks.put(b"")
        self._thread.join()

    def _run(self) -> None:
        while chunk := self._chunks.get():
            self._take(chunk)


def _accept(call: Call, number: int, file: str, digest: str, size: int, problem: str) -> bool:
    """The data are here: let processing begin. False if the upload is over by now."""
    with call.world.write() as (tables, now):
        row = tables.find("image", f"private/{number}")
        if row is None or row.doc["status"] != "pending_upload":
            return False
        # A PUT repeated before processing has ended replaces the data, as object storage does.
        tables.dropped_files += filter(None, [row.hidden.get("file")])
        tables.run("DELETE FROM job WHERE image = ?", (row.id,))
        row.hidden.update(file=file, md5=digest)
        tables.save(row)
        vanishes = call.served.faults.service("upload_vanishes", "PUT", call.path, row.account)
        args = {
            "size": size,
            "region": row.hidden["region"],
            "fails": problem or ("Image processing failed." if vanishes else None),
        }
        # The URL is all that a PUT needs: it acts for whoever asked for it.
        owner = (row.account, row.doc["created_by"])
        moment = Moment(tables, now, call.world.durations, *owner)
        jobs.start(moment, "image_upload", image=row, event=row.hidden["event"], args=args)
    return True
