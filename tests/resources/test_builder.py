"""What a builder is called, and what it is asked for with."""

from __future__ import annotations

import base64
import re

import pytest

from shim_provider.resources.builds.builder import (
    body_of,
    build_id,
    builder_in,
    builder_of,
    new_label,
)

LABELS = {
    "web": "build-web",
    "my image, v2": "build-my-image-v2",
    "a - b": "build-a-b",
    "a--b__c..d_-e": "build-a-b-c-d-e",
    "a_b.c": "build-a_b.c",
    "it's?": "build-it-s",
    "_web_": "build-web",
    "  ": "build",
    "x" * 50: "build-" + "x" * 50,
    "y" * 80: "build-" + "y" * 51,
}


@pytest.mark.parametrize("label", LABELS)
def test_a_builders_label_is_the_images_as_linodes_take_it(label: str) -> None:
    made = new_label(label)
    start, digits = made[:-7], made[-7:]
    assert start == LABELS[label]
    assert re.fullmatch("-[0-9a-f]{6}", digits)
    assert len(made) <= 64
    assert re.fullmatch(r"[A-Za-z](?:[A-Za-z0-9]|[-_.](?![-_.]))*", made)


def test_no_two_are_called_alike() -> None:
    assert len({new_label("web") for _ in range(100)}) > 90


PLANNED = {
    "image": "linode/debian12",
    "region": "us-ord",
    "builder_type": "g6-nanode-1",
    "user_data": None,
    **dict.fromkeys(("stackscript_id", "stackscript_data", "authorized_keys"), None),
    **dict.fromkeys(("authorized_users", "firewall_id"), None),
}


def test_it_is_made_off_with_a_tag_and_a_password_that_nobody_knows() -> None:
    body, other = body_of(PLANNED, "build-web-1f2e3d"), body_of(PLANNED, "build-web-1f2e3d")
    password = body.pop("root_pass")
    assert len(password) > 40
    assert password != other["root_pass"]
    assert body == {
        "label": "build-web-1f2e3d",
        "image": "linode/debian12",
        "region": "us-ord",
        "type": "g6-nanode-1",
        "tags": ["linode-image-build"],
        "booted": False,
    }


def test_user_data_is_sent_in_base64() -> None:
    body = body_of({**PLANNED, "user_data": "#!/bin/sh\necho ä\n"}, "build-web-1f2e3d")
    sent = body["metadata"]["user_data"]
    assert base64.b64decode(sent).decode() == "#!/bin/sh\necho ä\n"


def test_the_id_of_a_build_is_its_builders_until_there_is_an_image() -> None:
    assert build_id(123) == "build/123"
    assert builder_in("build/123") == 123
    assert builder_in("private/123") is None
    assert builder_of({"id": "build/123", "builder_id": None}) == 123
    assert builder_of({"id": "private/9", "builder_id": 123}) == 123
    assert builder_of({"id": "private/9", "builder_id": None}) is None
