"""Private state: in the form of terraform-plugin-framework, so that providers can be exchanged."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.engine.private import dump, load

KEPT: dict[str, dict[str, Any]] = {
    "a word": {"made": "1"},
    "a nested value": {"file": {"path": "a/ü", "size": 3, "young": False, "more": [None, 1.5]}},
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_kept_comes_back(case: str) -> None:
    assert load(dump(KEPT[case])) == KEPT[case]


def test_nothing_is_kept_as_no_bytes() -> None:
    assert dump({}) == b""
    assert load(b"") == {}


def test_the_bytes_are_those_of_the_framework() -> None:
    # internal/privatestate/data.go of terraform-plugin-framework: a JSON object of base64 texts,
    # each valid JSON; keys that begin with a full stop are the framework's own.
    kept = json.loads(dump({"made": "1"}))
    assert [key.startswith(".") for key in kept] == [False]
    assert [json.loads(base64.b64decode(value)) for value in kept.values()] == [{"made": "1"}]


def test_the_same_values_give_the_same_bytes() -> None:
    # Terraform compares them: other bytes would be a change of every resource at every plan.
    assert dump({"a": 1, "b": 2}) == dump({"b": 2, "a": 1})


FOREIGN = {
    "of terraform-plugin-sdk": b'{"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":600000000000}}',
    "of the framework under another key": b'{"theirs":"e30="}',
    "no JSON": b"\xff\x00",
    "JSON that is no object": b"[1]",
    "our key with other text": b'{"linode_image_as_code":"%%%"}',
    "our key with a number": b'{"linode_image_as_code":7}',
    "our key with base64 of no JSON": b'{"linode_image_as_code":"/w=="}',
    "our key with base64 of a list": b'{"linode_image_as_code":"W10="}',
}


@pytest.mark.parametrize("case", FOREIGN)
def test_bytes_of_another_provider_read_as_nothing(case: str) -> None:
    assert load(FOREIGN[case]) == {}


@given(st.binary())
def test_no_bytes_whatever_make_it_fail(data: bytes) -> None:
    assert isinstance(load(data), dict)
