"""Faults of the API once an image is there: refreshed, changed, replicated, deleted.

The tables below are the documentation too: docs/faults.md is made from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..api import images
from ..beginnings import begin
from ..configurations import disk_file, uploaded
from .faulty import CHANGED, FINE, KEPT, QUICK, Case, befall

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

GET = {"method": "GET", "path": "^/images"}
PUT = {"method": "PUT", "path": "^/images/"}
REGIONS = {"method": "POST", "path": "/regions$"}
DELETE = {"method": "DELETE", "path": "^/images/"}

_BUSY = {"errors": [{"reason": "Linode busy."}]}
_GONE = {"errors": [{"reason": "Not found"}]}
_TOO_LONG = {"errors": [{"reason": "Length must be 1-50", "field": "label"}]}

REFRESH_CASES: dict[str, Case] = {
    "answers are 502 for a while": Case({**GET, "status": 502, "count": 3}, FINE),
    "answers are cut off for a while": Case({**GET, "kind": "truncate", "count": 3}, FINE),
    "answers are 429 for a while": Case(
        {**GET, "status": 429, "headers": {"Retry-After": "1"}, "count": 2}, FINE
    ),
    "answers are 500 for ever": Case(
        {**GET, "status": 500}, KEPT, ("Could not read image", "[500]", "tried")
    ),
    "the token is no longer valid": Case(
        {**GET, "status": 401, "body": {"errors": [{"reason": "Invalid Token"}]}},
        KEPT,
        ("[401] Invalid Token. The token is not valid", "LINODE_TOKEN"),
    ),
    "the token has lost its scope": Case(
        {**GET, "status": 403, "body": {"errors": [{"reason": "Unauthorized"}]}},
        KEPT,
        ("[403] Unauthorized. The token may not do this", "images:read_only"),
    ),
    "a proxy answers with its own page": Case(
        {**GET, "status": 200, "body": "<html>Log in</html>"}, KEPT, ("not a JSON object",)
    ),
    "a proxy answers 404 with its own page": Case(
        {**GET, "status": 404, "body": "<html>Not here</html>"}, KEPT, ("check `url`",)
    ),
    "the answer is empty": Case({**GET, "status": 200, "body": {}}, KEPT, ("is not image",)),
}

CHANGE_CASES: dict[str, Case] = {
    "the answer to the update is lost": Case({**PUT, "kind": "reset_after", "count": 1}, CHANGED),
    "the update answers 500 after it took effect": Case(
        {**PUT, "kind": "reply_after", "status": 500, "count": 1}, CHANGED
    ),
    "the update answers 500 for ever": Case(
        {**PUT, "status": 500}, KEPT, ("Could not update image", "[500]")
    ),
    "the update is refused": Case(
        {**PUT, "status": 400, "body": _TOO_LONG}, KEPT, ("label: Length must be 1-50",)
    ),
    "the image is gone when it is updated": Case(
        {**PUT, "status": 404, "body": _GONE}, KEPT, ("is gone", "plan again")
    ),
}

REPLICATION_CASES: dict[str, Case] = {
    "the answer to the replication is lost": Case(
        {**REGIONS, "kind": "reset_after", "count": 1}, CHANGED
    ),
    "the image is busy for a while": Case(
        {**REGIONS, "status": 400, "body": _BUSY, "count": 3}, CHANGED
    ),
    "the replication answers 500 for ever": Case(
        {**REGIONS, "status": 500}, KEPT, ("Could not replicate image", "[500]")
    ),
}

DELETE_CASES: dict[str, Case] = {
    "the answer to the deletion is lost": Case(
        {**DELETE, "kind": "reset_after", "count": 1}, CHANGED
    ),
    "the deletion answers 502 after it took effect": Case(
        {**DELETE, "kind": "reply_after", "status": 502, "count": 1}, CHANGED
    ),
    "the image is busy when it is deleted": Case(
        {**DELETE, "status": 400, "body": _BUSY, "count": 3}, CHANGED
    ),
    "the deletion answers 500 for ever": Case(
        {**DELETE, "status": 500}, KEPT, ("Could not delete image", "[500]")
    ),
}


@pytest.fixture
def durations() -> dict[str, float]:
    """Uploads are processed at once, replicas take a moment."""
    return {"process_upload": 0, "replicate": 0.2}


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An uploaded image."""
    return begin(tmp_path_factory.mktemp("beginning"), uploaded(QUICK))


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    return stack.init_with(disk_file)


@pytest.fixture(autouse=True)
def uploaded_before(begun: Workspace) -> None:
    """Each test here begins with the image."""
    begun.write(uploaded(QUICK))


@pytest.mark.parametrize("case", REFRESH_CASES.values(), ids=REFRESH_CASES.keys())
def test_a_refresh_while(stack: Workspace, api: Emulator, case: Case) -> None:
    befall(stack, api, case, uploaded(QUICK), images)


@pytest.mark.parametrize("case", CHANGE_CASES.values(), ids=CHANGE_CASES.keys())
def test_a_change_while(stack: Workspace, api: Emulator, case: Case) -> None:
    befall(
        stack, api, case, uploaded(QUICK, description='"rolled forward"', tags='["new"]'), images
    )
    (image,) = images(api)
    assert (image["description"], image["tags"]) == ("rolled forward", ["new"])


@pytest.mark.parametrize("case", REPLICATION_CASES.values(), ids=REPLICATION_CASES.keys())
def test_a_replication_while(stack: Workspace, api: Emulator, case: Case) -> None:
    replicas = {"replica_regions": '["us-east", "us-ord"]', "wait_for_replications": "true"}
    befall(stack, api, case, uploaded(QUICK, **replicas), images)
    (image,) = images(api)
    assert {replica["region"] for replica in image["regions"]} == {"us-east", "us-ord"}


@pytest.mark.parametrize("case", DELETE_CASES.values(), ids=DELETE_CASES.keys())
def test_a_deletion_while(stack: Workspace, api: Emulator, case: Case) -> None:
    befall(stack, api, case, "", images)
    assert images(api) == []


def test_an_older_api_that_shows_less_makes_no_drift(stack: Workspace, api: Emulator) -> None:
    (shown,) = images(api)
    older = {
        name: value
        for name, value in shown.items()
        if name not in ("is_shared", "image_sharing", "total_size", "capabilities", "tags")
    }
    older |= {"tags": None, "regions": None, "description": None}
    api.faults.add(method="GET", path="^/images/", status=200, body=older)
    assert stack.plan().code == 0


def test_an_image_that_vanishes_behind_a_list_is_planned_anew(
    stack: Workspace, api: Emulator
) -> None:
    api.faults.add(**GET, status=404, body=_GONE)
    assert stack.plan().changes == {"linode_image.golden": "create"}
