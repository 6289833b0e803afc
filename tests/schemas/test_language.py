"""The words of a schema: types in Terraform's own form, and what each word stands for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shim_provider.schemas.language import (
    BOOL,
    NUMBER,
    TEXT,
    Attribute,
    Block,
    Schema,
    Type,
    block_type,
    computed,
    defaulted,
    list_of,
    object_of,
    optional,
    required,
    set_of,
)

TYPES: dict[str, tuple[Type, Any]] = {
    "text": (TEXT, "string"),
    "a number": (NUMBER, "number"),
    "a list": (list_of(BOOL), ["list", "bool"]),
    "a set of lists": (set_of(list_of(TEXT)), ["set", ["list", "string"]]),
    "an object": (object_of(a=TEXT, b=NUMBER), ["object", {"a": "string", "b": "number"}]),
}


@pytest.mark.parametrize("case", TYPES)
def test_a_type_is_terraforms_json(case: str) -> None:
    type, expected = TYPES[case]
    assert json.loads(json.dumps(type)) == expected


WORDS: dict[str, tuple[Attribute, set[str]]] = {
    "required": (required(TEXT, "x"), {"required"}),
    "optional": (optional(TEXT, "x"), {"optional"}),
    "defaulted": (defaulted(TEXT, "x"), {"optional", "computed"}),
    "computed": (computed(TEXT, "x"), {"computed"}),
}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_sets_its_flags_and_no_other(word: str) -> None:
    attribute, flags = WORDS[word]
    assert {name for name, value in attribute._asdict().items() if value is True} == flags
    assert (attribute.type, attribute.doc) == (TEXT, "x")


def test_a_word_takes_more() -> None:
    assert defaulted(BOOL, "x", default=False).default is False
    assert optional(TEXT, "x", sensitive=True).sensitive


BLOCK = {"a": optional(TEXT, "")}
BLOCKS: dict[str, tuple[Block, Type]] = {
    "single": (Block(BLOCK, ""), object_of(a=TEXT)),
    "list": (Block(BLOCK, "", nesting="list"), list_of(object_of(a=TEXT))),
    "set": (Block(BLOCK, "", nesting="set"), set_of(object_of(a=TEXT))),
}


@pytest.mark.parametrize("nesting", BLOCKS)
def test_the_type_of_a_block(nesting: str) -> None:
    block, type = BLOCKS[nesting]
    assert block_type(block) == type


def test_the_type_of_a_page_is_an_object_with_its_blocks() -> None:
    page = Schema("toy", "", {"n": required(NUMBER, "")}, {"one": Block(BLOCK, "")})
    assert page.type() == object_of(n=NUMBER, one=object_of(a=TEXT))
