"""What Cloud Manager's own schemas of images accept, the emulator accepts; where not, it says why.

The schemas are `@linode/validation`, unchanged. They know no regions, disks or accounts; what the
emulator refuses for such a reason is listed as a difference, and so is everything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.emulator.peers.api_v4 import Node, Sdk

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


class Case(NamedTuple):
    """`body` goes over one that is right; MISSING takes a field out of it."""

    form: str
    body: dict[str, Any]
    accepted: bool = True
    # Empty where the emulator and the schema agree; `accepted` is the emulator's answer.
    difference: str = ""


MISSING = object()

_NULL = "null counts as left out: libcloud sends it for what it was not given"
_TEXTS = "yup reads numbers and booleans out of texts, and texts out of numbers; JSON has types"
_LETTERS = "which letters the service takes beyond a to z is not published"
_EMPTY = "the service shows an empty description, and clients send back what they were shown"
_TAGS = "the API document allows 3 to 100 characters"
_WORLD = "a schema knows no regions"

CASES = {
    "a label of one character": Case("upload", {"label": "a"}),
    "a label of 50": Case("upload", {"label": "a" * 50}),
    "a label of 51": Case("upload", {"label": "a" * 51}, accepted=False),
    "an empty label": Case("upload", {"label": ""}, accepted=False),
    "no label for an upload": Case("upload", {"label": MISSING}, accepted=False),
    "a label that is null": Case("upload", {"label": None}, accepted=False),
    "every sign a label may have": Case("upload", {"label": "aZ09 ,.?-_'"}),
    "a slash": Case("upload", {"label": "a/b"}, accepted=False),
    "an emoji": Case("upload", {"label": "\N{PENGUIN}"}, accepted=False),
    "letters of other alphabets": Case("upload", {"label": "\u00fc"}, difference=_LETTERS),
    "a number as label": Case("upload", {"label": 5}, accepted=False, difference=_TEXTS),
    "a list as label": Case("upload", {"label": ["a"]}, accepted=False),
    "no region": Case("upload", {"region": MISSING}, accepted=False),
    "an empty region": Case("upload", {"region": ""}, accepted=False),
    "a region there is not": Case(
        "upload", {"region": "nowhere"}, accepted=False, difference=_WORLD
    ),
    "a description": Case("upload", {"description": "d"}),
    "an empty description": Case("upload", {"description": ""}, difference=_EMPTY),
    "a description of 65000": Case("upload", {"description": "d" * 65000}),
    "a description of 65001": Case("upload", {"description": "d" * 65001}, accepted=False),
    "a description that is null": Case("upload", {"description": None}, difference=_NULL),
    "cloud_init": Case("upload", {"cloud_init": True}),
    "cloud_init as a text": Case(
        "upload", {"cloud_init": "true"}, accepted=False, difference=_TEXTS
    ),
    "cloud_init as any text": Case("upload", {"cloud_init": "yes"}, accepted=False),
    "no tags": Case("upload", {"tags": []}),
    "a tag of 3 characters": Case("upload", {"tags": ["abc"]}),
    "a tag of 2": Case("upload", {"tags": ["abc", "ab"]}, accepted=False),
    "a tag of 50": Case("upload", {"tags": ["t" * 50]}),
    "a tag of 51": Case("upload", {"tags": ["t" * 51]}, difference=_TAGS),
    "a tag of 101": Case("upload", {"tags": ["t" * 101]}, accepted=False),
    "a tag that is null": Case("upload", {"tags": [None]}, accepted=False),
    "500 tags": Case("upload", {"tags": [f"tag{n}" for n in range(500)]}),
    "501 tags": Case("upload", {"tags": [f"tag{n}" for n in range(501)]}, accepted=False),
    "tags that are no list": Case("upload", {"tags": "abc"}, accepted=False),
    "a capture without a label": Case("capture", {"label": MISSING}),
    "a capture with a label that is null": Case("capture", {"label": None}, difference=_NULL),
    "no disk": Case("capture", {"disk_id": MISSING}, accepted=False),
    "a disk that is null": Case("capture", {"disk_id": None}, accepted=False),
    "a disk that is a word": Case("capture", {"disk_id": "sda"}, accepted=False),
    "a disk that is a number as text": Case(
        "capture", {"disk_id": "1"}, accepted=False, difference=_TEXTS
    ),
    "a disk that is no whole number": Case(
        "capture", {"disk_id": 1.5}, accepted=False, difference="a schema knows no disks"
    ),
    "an update of nothing": Case("update", {}),
    "an update of the label": Case("update", {"label": "new"}),
    "an update to a label of 51": Case("update", {"label": "a" * 51}, accepted=False),
    "an update to no description": Case("update", {"description": ""}),
    "an update to a description of 65001": Case(
        "update", {"description": "d" * 65001}, accepted=False
    ),
    "an update to a tag of 1": Case(
        "update",
        {"tags": ["a"]},
        accepted=False,
        difference="that schema leaves tags to the service",
    ),
    "replicas in the region it is in": Case("replicate", {"regions": ["us-east"]}),
    "replicas in another too": Case("replicate", {"regions": ["us-east", "us-ord"]}),
    "replicas in no region": Case("replicate", {"regions": []}, accepted=False),
    "no list of replicas": Case("replicate", {"regions": MISSING}, accepted=False),
    "replicas that are null": Case("replicate", {"regions": None}, accepted=False),
    "a replica that is null": Case("replicate", {"regions": ["us-east", None]}, accepted=False),
}


def _asked(api: Api, case: Case) -> tuple[str, str, str, dict[str, Any]]:
    """The schema, the method, the path and the body of a case."""
    schema, method, path, right = _right(api, case.form)
    body = {**right, **case.body}
    return schema, method, path, {n: value for n, value in body.items() if value is not MISSING}


def _right(api: Api, form: str) -> tuple[str, str, str, dict[str, Any]]:
    """The same of what is accepted."""
    if form == "upload":
        body = {"label": "a label", "region": "us-east"}
        return "uploadImageSchema", "POST", "/images/upload", body
    if form == "capture":
        disk = api.disks(api.linode()["id"])[0]["id"]
        return "createImageSchema", "POST", "/images", {"label": "a label", "disk_id": disk}
    path = f"/images/{api.image()['id']}"
    if form == "update":
        return "updateImageSchema", "PUT", path, {}
    return "updateImageRegionsSchema", "POST", f"{path}/regions", {}


@pytest.mark.parametrize("name", CASES)
def test_what_cloud_manager_allows_is_allowed(node: Node, api: Api, name: str) -> None:
    case = CASES[name]
    schema, method, path, body = _asked(api, case)
    theirs = Sdk(node, "").refusals(schema, body)
    reply = api.call(method, path, body)
    assert reply.status == (200 if case.accepted else 400), reply.body
    agreed = case.accepted is not bool(theirs)
    assert agreed is not bool(case.difference), theirs
    if agreed and theirs:
        assert set(reply.fields) == {field.partition("[")[0] for field, _ in theirs}


# Where Cloud Manager has words of its own, and not those of its library.
_WORDED = (
    "a label of 51",
    "a slash",
    "no label for an upload",
    "no region",
    "no disk",
    "an update to a description of 65001",
    "replicas in no region",
    "no list of replicas",
)


@pytest.mark.parametrize("name", _WORDED)
def test_refusals_are_worded_as_cloud_managers(node: Node, api: Api, name: str) -> None:
    schema, method, path, body = _asked(api, CASES[name])
    reply = api.call(method, path, body)
    ours = [list(each) for each in zip(reply.fields, reply.reasons, strict=True)]
    assert ours == Sdk(node, "").refusals(schema, body)
