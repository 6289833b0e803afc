"""UpgradeResourceState and MoveResourceState: stored state in, today's form out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shim_provider.engine import private as private_state

from .terraform import Terraform, configured, errors, unpack
from .toy import book
from .toy.library import BOOK, Library

OFFICIAL = "registry.terraform.io/linode/linode"


def upgraded(terraform: Terraform, state: Any, version: int = 1) -> dict[str, Any]:
    return terraform.call(
        "UpgradeResourceState",
        type_name="toy_book",
        version=version,
        raw_state={"json": json.dumps(state).encode()},
    )


def whole(terraform: Terraform) -> dict[str, Any]:
    values = terraform.create(
        configured(BOOK, title="Dune", shelf=3, words=["worm", "sand"], chapter=[{"name": "one"}])
    ).values
    assert values is not None
    return values


def test_todays_state_comes_back_as_it_is(terraform: Terraform) -> None:
    state = whole(terraform)
    assert unpack(upgraded(terraform, state)["upgraded_state"], BOOK) == state


STORED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "an attribute which is no more is dropped": ({"publisher": {"name": "x"}}, {}),
    "a whole number stored as a fraction": ({"size": 4.0}, {"size": 4}),
    "a number of text, a text of number": ({"size": "4", "note": 7}, {"size": 4, "note": "7"}),
    "a bool of text": ({"lent": "false"}, {"lent": False}),
    "a set in any order": ({"words": ["worm", "sand", "worm"]}, {"words": ["sand", "worm"]}),
    "no list of blocks is an empty one": ({"chapter": None, "mark": None}, {"chapter": []}),
}


@pytest.mark.parametrize("case", STORED)
@pytest.mark.parametrize("version", [0, 1])
def test_older_forms_are_read(case: str, version: int, terraform: Terraform) -> None:
    state = whole(terraform)
    stored, read = STORED[case]
    reply = upgraded(terraform, {**state, **stored}, version)
    assert reply["diagnostics"] == []
    assert unpack(reply["upgraded_state"], BOOK) == {**state, **read}


def test_an_attribute_that_came_later_is_null(terraform: Terraform) -> None:
    reply = upgraded(terraform, {"id": "1", "title": "Dune"}, version=0)
    state = unpack(reply["upgraded_state"], BOOK)
    assert state == configured(BOOK, id="1", title="Dune")


def test_state_of_a_newer_version_is_refused_with_what_to_do(terraform: Terraform) -> None:
    (told,) = errors(upgraded(terraform, whole(terraform), version=2)["diagnostics"])
    assert told["summary"] == "State of toy_book is of a newer version"
    assert "schema version 2, this provider knows 1" in told["detail"]
    assert "newer one" in told["detail"]


def test_a_value_that_cannot_be_read_is_named_and_not_shown(terraform: Terraform) -> None:
    (told,) = errors(upgraded(terraform, {"size": "secret"})["diagnostics"])
    assert told["detail"].startswith("size: must be a number, not other text.")
    assert "secret" not in told["detail"]


RAW = {
    "the flat form": {"flatmap": {"id": "1", "tags.#": "0"}},
    "nothing at all": None,
}


@pytest.mark.parametrize("case", RAW)
def test_state_of_before_terraform_0_12_is_refused_with_what_to_do(
    case: str, terraform: Terraform
) -> None:
    reply = terraform.call(
        "UpgradeResourceState", type_name="toy_book", version=1, raw_state=RAW[case]
    )
    (told,) = errors(reply["diagnostics"])
    assert told["summary"] == "State of Terraform 0.11 or older"
    assert "0.12" in told["detail"]


def moved(terraform: Terraform, **changed: Any) -> dict[str, Any]:
    request = {
        "source_provider_address": OFFICIAL,
        "source_type_name": "toy_book",
        "source_schema_version": 0,
        "source_state": {"json": b'{"id":"1","title":"Dune","theirs":true}'},
        "source_private": b"theirs",
        "target_type_name": "toy_book",
        **changed,
    }
    return terraform.call("MoveResourceState", **request)


@pytest.mark.parametrize("address", [OFFICIAL, "registry.opentofu.org/linode/linode"])
def test_a_resource_of_the_official_provider_is_taken_over(
    address: str, terraform: Terraform
) -> None:
    reply = moved(terraform, source_provider_address=address)
    assert reply["diagnostics"] == []
    assert unpack(reply["target_state"], BOOK) == configured(BOOK, id="1", title="Dune")
    assert reply["target_private"] == b"theirs"
    assert terraform.identity(reply["target_identity"]) == {"id": "1"}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "of another type": ({"source_type_name": "toy_card"}, "Cannot move toy_card to toy_book"),
    "of another provider": (
        {"source_provider_address": "registry.terraform.io/hashicorp/aws"},
        "Cannot move toy_book to toy_book",
    ),
    "of a provider which only ends alike": (
        {"source_provider_address": "registry.terraform.io/me/notlinode"},
        "Cannot move toy_book to toy_book",
    ),
    "of a newer version": ({"source_schema_version": 9}, "State of toy_book is of a newer version"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nothing_else_is_taken_over(case: str, terraform: Terraform) -> None:
    changed, summary = REFUSED[case]
    reply = moved(terraform, **changed)
    (told,) = errors(reply["diagnostics"])
    assert told["summary"] == summary
    assert reply["target_state"] is None


def test_a_type_that_is_much_alike_is_taken_over_as_the_resource_says(
    terraform: Terraform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And as after an import: what is left out of the configuration is not removed."""
    taken: Any = {"toy_card": lambda card: {"id": card["id"], "title": f"Card {card['id']}"}}
    monkeypatch.setattr(book, "MOVED_FROM", taken, raising=False)
    private = private_state.dump({"kept": 1})
    card: Any = {"source_type_name": "toy_card", "source_state": {"json": b'{"id":"7","pin":"12"}'}}
    reply = moved(terraform, **card, source_private=private)
    assert reply["diagnostics"] == []
    assert unpack(reply["target_state"], BOOK) == configured(BOOK, id="7", title="Card 7")
    assert private_state.load(reply["target_private"]) == {"kept": 1, "adopted": True}
    refused = moved(terraform, source_type_name="toy_pen")
    (told,) = errors(refused["diagnostics"])
    assert "Only a toy_book or toy_card of a Linode provider" in told["detail"]


def test_a_resource_without_identity_is_moved_without_one(library: Library) -> None:
    reply = moved(
        Terraform(library, "toy_card"),
        source_type_name="toy_card",
        target_type_name="toy_card",
        source_state={"json": b'{"id":"7"}'},
    )
    assert (reply["diagnostics"], reply["target_identity"]) == ([], None)
