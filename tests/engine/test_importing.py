"""ImportResourceState and the identity of resources."""

from __future__ import annotations

from typing import Any

import pytest

from shim_provider.engine.private import load
from shim_provider.wire import values

from .terraform import Stored, Terraform, configured, errors, unpack
from .toy.library import BOOK, CARD, Library, Service


def identity_message(id: str) -> dict[str, Any]:
    return {"identity_data": values.to_dynamic({"id": id}, ("object", {"id": "string"}))}


def imported(terraform: Terraform, **asked: Any) -> Stored:
    reply = terraform.call("ImportResourceState", type_name=terraform.kind, **asked)
    assert reply["diagnostics"] == []
    (one,) = reply["imported_resources"]
    assert one["type_name"] == terraform.kind
    identity = terraform.identity(one["identity"])
    state = unpack(one["state"], terraform.schema)
    return Stored(state, one["private"], identity=identity)


ASKED: dict[str, dict[str, Any]] = {
    "by id": {"id": "1"},
    "by identity": {"identity": identity_message("1")},
    "by id, though an identity is given": {"id": "1", "identity": identity_message("2")},
}


@pytest.mark.parametrize("case", ASKED)
def test_an_import_answers_a_whole_object_of_nulls_with_its_id(
    case: str, terraform: Terraform
) -> None:
    found = imported(terraform, **ASKED[case])
    assert found.values == {**configured(BOOK), "id": "1"}
    assert found.identity == {"id": "1"}


def test_an_imported_resource_is_marked_so_that_left_out_arguments_stay(
    terraform: Terraform,
) -> None:
    assert load(imported(terraform, id="1").private) == {"adopted": True}


def test_a_read_fills_in_what_is_imported_and_a_plan_replaces_nothing(
    terraform: Terraform,
) -> None:
    given = configured(BOOK, title="Dune", colour="blue", shelf=2, tags=["old"])
    made = terraform.create(given)
    found = terraform.read(imported(terraform, id="1"))
    assert found.values == made.values
    plan = terraform.plan(given, found)
    assert plan.values == found.values
    assert plan.replaces == []


def test_an_import_of_what_is_not_there_is_found_out_by_the_read(
    terraform: Terraform, service: Service
) -> None:
    assert service.books == {}
    assert terraform.read(imported(terraform, id="5")).values is None


def test_an_id_that_cannot_be_one_is_refused(terraform: Terraform) -> None:
    reply = terraform.call("ImportResourceState", type_name="toy_book", id="dune")
    (told,) = errors(reply["diagnostics"])
    assert told["summary"] == "Cannot import 'dune'"
    assert reply["imported_resources"] == []


def test_a_resource_without_identity_is_imported_by_id(library: Library) -> None:
    found = imported(Terraform(library, "toy_card"), id="7")
    assert found.values == {**configured(CARD), "id": "7"}
    assert found.identity is None


def test_the_identities_are_declared(terraform: Terraform) -> None:
    reply = terraform.call("GetResourceIdentitySchemas")
    assert reply["diagnostics"] == []
    (attribute,) = reply["identity_schemas"]["toy_book"]["identity_attributes"]
    assert attribute == {
        "name": "id",
        "type": b'"string"',
        "required_for_import": True,
        "optional_for_import": False,
        "description": "Its number.",
    }
    assert list(reply["identity_schemas"]) == ["toy_book"]


def test_a_stored_identity_is_brought_to_todays_form(terraform: Terraform) -> None:
    reply = terraform.call(
        "UpgradeResourceIdentity", type_name="toy_book", raw_identity={"json": b'{"id":"1"}'}
    )
    assert terraform.identity(reply["upgraded_identity"]) == {"id": "1"}
