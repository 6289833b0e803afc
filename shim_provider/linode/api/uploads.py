"""Sending a file to the presigned URL of an upload.

https://techdocs.akamai.com/linode-api/reference/post-upload-image: one PUT of a gzip file, no
token. The file is read, hashed and sent chunk by chunk, in constant memory. The last chunk leaves
only after the whole was found to be what was promised: a changed file never becomes an image.

Knows files and the storage's replies; how to create the image and what becomes of it: `images.py`.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qs, urlsplit

from ..errors import (
    FileChanged,
    FileUnreadable,
    LinodeError,
    TimeUp,
    Unreachable,
    UploadRefused,
)
from ..http.retry import delay

if TYPE_CHECKING:
    from ..http.calls import Calls
    from ..http.transport import Reply
    from ..patience import Patience

# Large enough that Python's work per chunk vanishes, small enough for a slow line: each chunk must
# leave within UPLOAD_CONNECT_SECONDS (`http/session.py`).
CHUNK = 512 * 1024

# Tries of the whole file after a lost connection, or when the storage is overloaded.
TRIES = 5

# A 403 right after the upload was created is reported now and then, and gone a moment later.
FORBIDDEN_TRIES = 2

# The storage answers a PUT after it has stored everything.
ANSWER_SECONDS = 300.0

Progress = Callable[[int, int], None]


def send_file(
    calls: Calls,
    patience: Patience,
    url: str,
    path: str | Path,
    md5_expected: str | None,
    progress: Progress | None,
) -> None:
    """PUT the file to the URL; again from the start while that can help."""
    tries = 0
    while True:
        tries += 1
        again = f" (try {tries})" if tries > 1 else ""
        patience.report.step(f"uploading {Path(path).name}{again}")
        failure = _try(calls, patience, url, Path(path), md5_expected, progress)
        if failure is None:
            return
        if isinstance(failure, Unreachable) and not patience.left():
            raise TimeUp(f"the upload of {path}", patience.seconds, failure)
        if not worth_again(failure, tries) or expired(url, calls.server_time()):
            raise failure
        pause = delay(tries, None, calls.delays)
        if pause > patience.left():
            raise failure
        patience.sleep(pause, f"another try of the upload of {path}")


def worth_again(failure: LinodeError, tries: int) -> bool:
    """Whether sending the file again, after `tries` times, may help."""
    if isinstance(failure, UploadRefused):
        if failure.status == 403:
            return tries < FORBIDDEN_TRIES
        return tries < TRIES and (failure.status >= 500 or failure.status in (408, 429))
    return tries < TRIES and isinstance(failure, Unreachable) and not failure.lasting


def expired(url: str, now: float | None) -> bool:
    """Whether the URL's own Expires (seconds since the epoch) has passed."""
    expires = parse_qs(urlsplit(url).query).get("Expires", [""])[0]
    return expires.isdigit() and int(expires) < (time.time() if now is None else now)


def words_of(body: bytes) -> str:
    """What the storage says, at most 300 characters: Code and Message of S3's XML, else the text.

    Other parts of the XML are left out: with SignatureDoesNotMatch they hold the signature.
    """
    import html  # 2 ms, and most uploads meet no error

    text = body[:20_000].decode("utf-8", "replace")
    parts = [re.search(rf"<{tag}>([^<]*)</{tag}>", text) for tag in ("Code", "Message")]
    found = ": ".join(html.unescape(part[1].strip()) for part in parts if part and part[1].strip())
    if not found and not text.lstrip().startswith("<"):
        found = " ".join(text.split())
    return found[:300]


def _try(
    calls: Calls,
    patience: Patience,
    url: str,
    path: Path,
    md5_expected: str | None,
    progress: Progress | None,
) -> LinodeError | None:
    try:
        with path.open("rb", buffering=0) as file:
            chunks = _Chunks(file, path, patience, md5_expected, progress)
            reply = _put(calls, patience, url, chunks)
    except OSError as error:
        raise FileUnreadable(f"cannot read {path}: {error.strerror or error}") from error
    except Unreachable as failure:
        return failure
    return None if 200 <= reply.status < 300 else UploadRefused(reply.status, words_of(reply.body))


def _put(calls: Calls, patience: Patience, url: str, chunks: _Chunks) -> Reply:
    calls.noting_write()
    try:
        return calls.transport.upload(
            url,
            chunks,
            chunks.size,
            timeout=ANSWER_SECONDS,
            in_all=max(1.0, patience.left()),
        )
    finally:
        calls.noting_write()


class _Chunks:
    """The file's bytes, checked. Iterating raises `LinodeError`s only."""

    def __init__(
        self,
        file: BinaryIO,
        path: Path,
        patience: Patience,
        md5_expected: str | None,
        progress: Progress | None,
    ) -> None:
        self._file = file
        self._path = path
        self._patience = patience
        self._md5_expected = md5_expected.lower() if md5_expected else None
        self._progress = progress
        self._before = _identity(file)
        self.size = self._before[0]

    def __iter__(self) -> Iterator[bytes]:
        from concurrent.futures import ThreadPoolExecutor  # 1 ms, for uploads alone

        digest = hashlib.md5(usedforsecurity=False)
        sent = 0
        # MD5 is slower than the loopback: it runs beside the sending (neither holds the GIL).
        with ThreadPoolExecutor(1) as hasher:
            hashed = hasher.submit(digest.update, b"")
            while sent < self.size:
                self._patience.check(f"the upload of {self._path}")
                chunk = self._read(min(CHUNK, self.size - sent))
                hashed.result()  # of the chunk before this one: they must not pile up
                hashed = hasher.submit(digest.update, chunk if self._md5_expected else b"")
                sent += len(chunk)
                if sent == self.size:
                    hashed.result()
                    self._check_whole(digest.hexdigest())
                yield chunk
                self._patience.report.sent(sent, self.size)
                if self._progress:
                    self._progress(sent, self.size)

    def _read(self, size: int) -> bytes:
        try:
            chunk = self._file.read(size)
        except OSError as error:
            raise FileUnreadable(f"cannot read {self._path}: {error.strerror}") from error
        if not chunk:
            raise FileChanged(f"{self._path} became shorter while it was uploaded")
        return chunk

    def _check_whole(self, digest: str) -> None:
        if _identity(self._file) != self._before:
            raise FileChanged(f"{self._path} was written to while it was uploaded")
        if self._md5_expected and digest != self._md5_expected:
            raise FileChanged(
                f"the MD5 of {self._path} is {digest}, and {self._md5_expected} was expected"
            )


def _identity(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns
