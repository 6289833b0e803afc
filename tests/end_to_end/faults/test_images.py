"""Faults of the API while an image is created, each with its outcome: nothing lost or doubled.

The table below is the documentation too: docs/faults.md is made from it.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from ..api import images, linode_by_hand
from ..configurations import captured, disk_file, uploaded
from .faulty import CREATED, NOTHING, TAINTED, Case

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

POST_UPLOAD = {"method": "POST", "path": "^/images/upload$"}
POST_CAPTURE = {"method": "POST", "path": "^/images$"}
PUT_FILE = {"method": "PUT", "path": "^/uploads/"}
POLL = {"method": "GET", "path": "^/images"}


def _times(count: int, **fault: Any) -> dict[str, Any]:
    return {"count": count, **fault}


_BUSY = {"errors": [{"reason": "Linode busy."}]}
_HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
_SOON = {"Retry-After": "1"}
_DENIED = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"

UPLOAD_CASES: dict[str, Case] = {
    "the upload's creation answers 500 and had no effect": Case(
        _times(1, **POST_UPLOAD, status=500), CREATED
    ),
    "the upload's creation answers 500 after it took effect": Case(
        _times(1, **POST_UPLOAD, kind="reply_after", status=500), CREATED
    ),
    "the upload's creation answers 502 in HTML after it took effect": Case(
        _times(
            1,
            **POST_UPLOAD,
            kind="reply_after",
            status=502,
            body=_HTML,
            headers={"Content-Type": "text/html"},
        ),
        CREATED,
    ),
    "the answer to the upload's creation is lost": Case(
        _times(1, **POST_UPLOAD, kind="reset_after"), CREATED
    ),
    "the answer to the upload's creation is cut off": Case(
        _times(1, **POST_UPLOAD, kind="truncate"), CREATED
    ),
    "the upload's creation never reaches the API": Case(
        _times(1, **POST_UPLOAD, kind="reset_before"), CREATED
    ),
    "the upload's creation answers 408": Case(_times(2, **POST_UPLOAD, status=408), CREATED),
    "the upload's creation answers 429 with seconds to wait": Case(
        _times(1, **POST_UPLOAD, status=429, headers=_SOON), CREATED
    ),
    "the upload's creation answers 429 with a date to wait for": Case(
        _times(1, **POST_UPLOAD, status=429, headers={"Retry-After": "<soon>"}), CREATED
    ),
    "the upload's creation answers 503": Case(_times(2, **POST_UPLOAD, status=503), CREATED),
    "the upload's creation answers 503 for maintenance": Case(
        {**POST_UPLOAD, "status": 503, "headers": {"X-Maintenance-Mode": "1"}}, NOTHING, ("503",)
    ),
    "the token is not valid": Case(
        {**POST_UPLOAD, "status": 401, "body": {"errors": [{"reason": "Invalid Token"}]}},
        NOTHING,
        ("Invalid Token", "LINODE_TOKEN"),
    ),
    "the token lacks the scope": Case(
        {**POST_UPLOAD, "status": 403, "body": {"errors": [{"reason": "Unauthorized"}]}},
        NOTHING,
        ("Unauthorized", "images:read_write"),
    ),
    "the storage refuses the file": Case(
        {**PUT_FILE, "status": 403, "body": _DENIED},
        TAINTED,
        ("403", "Request has expired", "is in the state, tainted"),
    ),
    "the connection breaks once in the middle of the upload": Case(
        _times(1, **PUT_FILE, kind="reset_during", after_bytes=10), CREATED
    ),
    "the storage is busy for a moment": Case(_times(1, **PUT_FILE, status=503), CREATED),
    "the uploaded image vanishes while it is processed": Case(
        {"kind": "upload_vanishes"}, TAINTED, ("is gone", "image_upload failed", "size limit")
    ),
    "polling answers 500 and 502 for a while": Case(
        _times(4, method="GET", path="^/images", skip=0, status=502), CREATED
    ),
    "polling answers are cut off for a while": Case(_times(3, **POLL, kind="truncate"), CREATED),
    "polling answers 500 for ever": Case({**POLL, "status": 500}, TAINTED, ("waited",), "3s"),
    "polling answers 429 with seconds to wait": Case(
        _times(1, **POLL, status=429, headers=_SOON), CREATED
    ),
}

CAPTURE_CASES: dict[str, Case] = {
    "the capture answers 500 and had no effect": Case(
        _times(1, **POST_CAPTURE, status=500), CREATED
    ),
    "the capture answers 500 after it took effect": Case(
        _times(1, **POST_CAPTURE, kind="reply_after", status=500), CREATED
    ),
    "the answer to the capture is lost": Case(
        _times(1, **POST_CAPTURE, kind="reset_after"), CREATED
    ),
    "the answer to the capture is cut off": Case(
        _times(1, **POST_CAPTURE, kind="truncate"), CREATED
    ),
    "the capture never reaches the API": Case(
        _times(1, **POST_CAPTURE, kind="reset_before"), CREATED
    ),
    "the Linode is busy for a while": Case(
        _times(3, **POST_CAPTURE, status=400, body=_BUSY), CREATED
    ),
    "the imaging fails": Case(
        {"kind": "capture_fails"}, TAINTED, ("is gone", "disk_imagize failed", "size limit")
    ),
    "polling the capture answers 500 for a while": Case(_times(3, **POLL, status=500), CREATED),
}


@pytest.fixture
def durations() -> dict[str, float]:
    """Things take a moment."""
    return {"capture": 0.2, "boot": 0.0}


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    """Initialized, with a file to upload."""
    return stack.init_with(disk_file)


def strike(api: Emulator, fault: Mapping[str, Any]) -> None:
    """Put the fault in force."""
    settings = dict(fault)
    headers = settings.get("headers") or {}
    if headers.get("Retry-After") == "<soon>":
        soon = email.utils.formatdate(time.time() + 1, usegmt=True)
        settings["headers"] = {"Retry-After": soon}
    api.faults.add(**settings)


@pytest.mark.parametrize("case", UPLOAD_CASES.values(), ids=UPLOAD_CASES.keys())
def test_an_upload_while(stack: Workspace, api: Emulator, case: Case) -> None:
    timeout = f'create = "{case.timeout}"' if case.timeout else ""
    befall(stack, api, case, uploaded(timeout))


@pytest.mark.parametrize("case", CAPTURE_CASES.values(), ids=CAPTURE_CASES.keys())
def test_a_capture_while(stack: Workspace, api: Emulator, case: Case) -> None:
    befall(stack, api, case, captured(linode_by_hand(api)))


def befall(stack: Workspace, api: Emulator, case: Case, configuration: str) -> None:
    """Apply under the fault, judge the outcome; the next apply, if any is needed, ends it."""
    stack.write(configuration)
    strike(api, case.fault)
    result = stack.apply()
    state = stack.resources()
    if case.outcome == CREATED:
        assert result.code == 0, result.text
        assert [image["id"] for image in images(api)] == [
            state["linode_image.golden"]["values"]["id"]
        ]
    else:
        assert result.code == 1
        assert bool(state) is (case.outcome == TAINTED)
        assert all(any(words in error for error in result.errors) for words in case.words), (
            result.text
        )
    if case.outcome == TAINTED:
        assert state["linode_image.golden"]["tainted"] is True
        assert state["linode_image.golden"]["values"]["id"].startswith("private/")
    if case.outcome == NOTHING:
        assert images(api) == []
    api.faults.clear()
    if case.outcome != CREATED:
        stack.applied()
    (image,) = images(api)
    assert stack.values("linode_image.golden")["id"] == image["id"]
    assert image["status"] == "available"
    assert stack.plan().code == 0
