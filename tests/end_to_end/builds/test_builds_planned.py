"""What the plan of a build tells: what is refused, what is a warning, each with its attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ..api import call, images, upload_by_hand
from .building import WEB, build, linodes

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    return stack.init()


#: What Terraform shows for an argument that is left out.
HEAD = 'resource "linode_image_build" "web" {'
SCRIPT = '"#!/bin/sh\\n%s\\n"'

WARNED: dict[str, tuple[dict[str, str], str, str]] = {
    "user data without an end": ({"user_data": SCRIPT % "true"}, "user_data", "may never end"),
    "neither user data nor StackScript": ({"user_data": ""}, HEAD, "may never end"),
    "a base image without cloud-init": (
        {"image": '"linode/slackware15.0"', "builder_type": '"g6-standard-1"'},
        "image",
        "'linode/slackware15.0', which lists no cloud-init",
    ),
    "a region without metadata": (
        {"region": '"us-nowhere"'},
        "region",
        "'us-nowhere', which lists no Metadata",
    ),
    "a replica in a region without storage": (
        {"replica_regions": '["us-ord", "us-nowhere"]'},
        "replica_regions",
        "'us-nowhere', which lists no Object Storage",
    ),
}


def without_metadata(api: Emulator) -> None:
    """One more region, which can do nothing but run Linodes."""
    listed = call(api, "GET", "/regions?page_size=500")
    one = {**listed["data"][0], "id": "us-nowhere", "capabilities": ["Linodes"]}
    body = {"data": [*listed["data"], one], "page": 1, "pages": 1, "results": 1}
    api.faults.add(method="GET", path="^/regions$", status=200, body=body)


@pytest.mark.parametrize("case", WARNED)
def test_is_a_warning(stack: Workspace, api: Emulator, case: str) -> None:
    without_metadata(api)
    more, attribute, words = WARNED[case]
    stack.write(build(**more))
    result = stack.plan()
    (warning,) = result.warnings
    assert warning.attribute == attribute
    assert words in warning
    assert result.changes == {WEB: "create"}


QUIET: dict[str, dict[str, str]] = {
    **{
        f"an end by {word}": {"user_data": SCRIPT % word}
        for word in ("poweroff", "shutdown -h now", "halt", "POWEROFF", "power_state: now")
    },
    "a StackScript alone": {"user_data": "", "stackscript_id": "1"},
    "a StackScript beside user data": {"user_data": SCRIPT % "true", "stackscript_id": "1"},
    "user data that is not known yet": {"user_data": "terraform_data.later.output"},
    "a base image that is not known yet": {"image": "terraform_data.later.output"},
    "no user data and no cloud-init": {
        "user_data": "",
        "stackscript_id": "1",
        "image": '"linode/slackware15.0"',
    },
}


@pytest.mark.parametrize("case", QUIET)
def test_is_no_warning(stack: Workspace, case: str) -> None:
    later = 'resource "terraform_data" "later" {\n  input = "x"\n}\n'
    stack.write(build(**QUIET[case]) + later)
    result = stack.plan()
    assert result.diagnostics == []
    assert result.changes[WEB] == "create"


REFUSED: dict[str, tuple[dict[str, str], str, str]] = {
    "a base image that does not exist": (
        {"image": '"linode/debain12"'},
        "image",
        "Did you mean linode/debian12",
    ),
    "a private image of somebody else": (
        {"image": '"private/4711"'},
        "image",
        "does not exist or is not this account's",
    ),
    "a region that does not exist": ({"region": '"us-esat"'}, "region", "Did you mean us-"),
    "a plan that does not exist": (
        {"builder_type": '"g6-nanode-2"'},
        "builder_type",
        "`builder_type` names 'g6-nanode-2'. Did you mean g6-nanode-1",
    ),
    "replicas without the region it is built in": (
        {"replica_regions": '["us-east"]'},
        "replica_regions",
        "The image is made in us-ord",
    ),
    "answers for no StackScript": (
        {"stackscript_data": '{ a = "b" }'},
        "stackscript_data",
        "needs `stackscript_id` beside it",
    ),
    "a label that is too long": ({"label": f'"{"x" * 51}"'}, "label", "1 to 50 characters"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused(stack: Workspace, api: Emulator, case: str) -> None:
    more, attribute, words = REFUSED[case]
    stack.write(build(**more))
    (error,) = stack.plan().errors
    assert error.attribute == attribute
    assert words in error
    assert linodes(api) == images(api) == []


def test_a_base_image_larger_than_the_builders_disk_is_refused(
    stack: Workspace, api: Emulator
) -> None:
    image = upload_by_hand(api, label="large")
    body: dict[str, Any] = {**image, "size": 30_000}
    path = f"^/images/{image['id']}$"
    api.faults.add(method="GET", path=path, status=200, body=body)
    more = {"user_data": "", "stackscript_id": "1", "builder_type": '"g6-nanode-1"'}
    stack.write(build(image=f'"{image["id"]}"', **more))
    (error,) = stack.plan().errors
    assert error.attribute == "builder_type"
    assert "It needs a disk of 30000 MB, and g6-nanode-1 has 25600 MB" in error


def test_a_build_that_exists_is_not_asked_about(stack: Workspace, api: Emulator) -> None:
    stack.write(build())
    stack.applied()
    api.requests.clear()
    assert stack.plan().code == 0
    (image,) = images(api)
    asked = {r.path for r in api.requests if r.path != "/images"}
    assert asked <= {f"/images/{image['id']}"}
