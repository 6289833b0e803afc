"""GetProviderSchema: what Terraform is told there is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.engine.schema_reply import type_json
from shim_provider.wire import messages

if TYPE_CHECKING:
    from .terraform import Terraform


@pytest.fixture
def schemas(terraform: Terraform) -> dict[str, Any]:
    """The reply."""
    return terraform.call("GetProviderSchema")


def named(items: list[dict[str, Any]], key: str = "name") -> dict[str, dict[str, Any]]:
    return {item[key]: item for item in items}


@pytest.fixture
def book(schemas: dict[str, Any]) -> dict[str, Any]:
    """The block of toy_book."""
    block: dict[str, Any] = schemas["resource_schemas"]["toy_book"]["block"]
    return block


def test_everything_is_listed(schemas: dict[str, Any]) -> None:
    assert schemas["diagnostics"] == []
    assert list(schemas["resource_schemas"]) == ["toy_book", "toy_card"]
    assert list(schemas["data_source_schemas"]) == ["toy_book"]
    assert list(schemas["list_resource_schemas"]) == ["toy_book"]
    assert list(named(schemas["provider"]["block"]["attributes"])) == ["token", "hours"]


def test_provider_meta_is_absent_and_not_empty(schemas: dict[str, Any]) -> None:
    assert schemas["provider_meta"] is None


def test_destroys_are_planned_and_later_launches_need_not_ask(schemas: dict[str, Any]) -> None:
    assert schemas["server_capabilities"] == {
        "plan_destroy": True,
        "get_provider_schema_optional": True,
        "move_resource_state": True,
        "generate_resource_config": False,
    }


def test_the_version_is_the_schemas_own(schemas: dict[str, Any]) -> None:
    assert schemas["resource_schemas"]["toy_book"]["version"] == 1
    assert schemas["resource_schemas"]["toy_card"]["version"] == 0


KINDS = {
    "required": ("title", {"required"}),
    "optional": ("blurb", {"optional"}),
    "optional and computed": ("colour", {"optional", "computed"}),
    "computed": ("id", {"computed"}),
    "sensitive and write-only": ("key", {"optional", "sensitive", "write_only"}),
    "deprecated": ("note", {"optional", "computed", "deprecated"}),
}


@pytest.mark.parametrize("case", KINDS)
def test_an_attribute_has_its_flags_and_no_other(case: str, book: dict[str, Any]) -> None:
    name, flags = KINDS[case]
    attribute = named(book["attributes"])[name]
    assert {flag for flag, value in attribute.items() if value is True} == flags


TYPES: dict[str, Any] = {
    "title": "string",
    "shelf": "number",
    "lent": "bool",
    "tags": ["list", "string"],
    "words": ["set", "string"],
    "facts": ["list", ["object", {"name": "string", "page": "number"}]],
}


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_in_terraforms_json_form(name: str, book: dict[str, Any]) -> None:
    assert json.loads(named(book["attributes"])[name]["type"]) == TYPES[name]


def test_descriptions_are_the_schemas_sentences(book: dict[str, Any]) -> None:
    title = named(book["attributes"])["title"]
    assert (book["description"], title["description"]) == ("A book.", "Its title.")
    assert book["description_kind"] == title["description_kind"] == messages.MARKDOWN


def test_a_deprecation_says_what_to_do(book: dict[str, Any]) -> None:
    attributes = named(book["attributes"])
    assert attributes["note"]["deprecation_message"] == "Write a blurb."
    assert attributes["title"]["deprecation_message"] == ""


def test_blocks_have_their_nesting_and_limits(book: dict[str, Any]) -> None:
    blocks = named(book["block_types"], "type_name")
    assert {name: (block["nesting"], block["max_items"]) for name, block in blocks.items()} == {
        "chapter": (messages.LIST, 2),
        "mark": (messages.SET, 0),
        "timeouts": (messages.SINGLE, 0),
    }
    inner = named(blocks["mark"]["block"]["attributes"])
    assert (inner["page"]["required"], inner["colour"]["optional"]) == (True, True)
    assert blocks["mark"]["block"]["description"] == "A bookmark."


WRITTEN: tuple[Any, ...] = (
    "string",
    ("list", "number"),
    ("set", ("object", {"region": "string", "tags": ("list", "string")})),
    ("map", "bool"),
    ("object", {}),
)


@pytest.mark.parametrize("type", WRITTEN, ids=str)
def test_a_type_is_written_as_json(type: Any) -> None:
    assert type_json(type) == json.dumps(type)
