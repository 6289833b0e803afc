"""ReadResource and ReadDataSource: the state is what the service says."""

from __future__ import annotations

from typing import Any

import pytest

from shim_provider.engine.private import load
from shim_provider.problem import Problem
from shim_provider.unknown import UNKNOWN

from .terraform import Stored, Terraform, configured, errors, pack, path_of, unpack
from .toy.library import BOOK, BOOK_DATA, Library, Service


@pytest.fixture
def stored(terraform: Terraform) -> Stored:
    """A book in the state."""
    return terraform.create(
        configured(BOOK, title="Dune", tags=["new", "old"], words=["sand"], note="good")
    )


def test_nothing_changed_reads_as_the_same_state(terraform: Terraform, stored: Stored) -> None:
    again = terraform.read(stored)
    assert again.values == stored.values
    assert again.identity == {"id": "1"}
    assert again.diagnostics == []


DRIFT = {
    "text": ("title", "Emma"),
    "text emptied": ("note", ""),
    "text gone": ("note", None),
    "a list": ("tags", ["old"]),
    "a set": ("words", ["sand", "worm"]),
    "a bool": ("lent", True),
    "a number": ("size", 5),
    "what was null": ("shelf", 2),
    "a list of objects": ("facts", [{"name": "title", "page": 9}]),
}


@pytest.mark.parametrize("case", DRIFT)
def test_what_was_changed_behind_terraforms_back_is_seen(
    case: str, terraform: Terraform, service: Service, stored: Stored
) -> None:
    name, value = DRIFT[case]
    service.books["1"][name] = value
    assert stored.values is not None
    assert terraform.read(stored).values == {**stored.values, name: value}


NO_DRIFT = {
    "another order of an unordered list": ("tags", ["old", "new"]),
    "another order of a set, and an element twice": ("words", ["sand", "sand"]),
    "empty text for null": ("blurb", ""),
}


@pytest.mark.parametrize("case", NO_DRIFT)
def test_what_differs_in_form_alone_is_no_drift(
    case: str, terraform: Terraform, service: Service, stored: Stored
) -> None:
    name, value = NO_DRIFT[case]
    service.books["1"][name] = value
    assert terraform.read(stored).values == stored.values


def test_null_for_empty_text_is_no_drift(terraform: Terraform, service: Service) -> None:
    stored = terraform.create(configured(BOOK, title="Dune", blurb=""))
    service.books["1"]["blurb"] = None
    assert terraform.read(stored).values == stored.values


def test_what_the_service_does_not_tell_stays(
    terraform: Terraform, service: Service, stored: Stored
) -> None:
    del service.books["1"]["note"]
    assert terraform.read(stored).values == stored.values


def test_blocks_and_write_only_arguments_stay_as_they_are(
    terraform: Terraform, service: Service
) -> None:
    given = configured(BOOK, title="Dune", key="k", chapter=[{"name": "one"}])
    stored = terraform.create(given)
    service.books["1"]["chapter"] = []
    assert terraform.read(stored).values == stored.values


def test_a_gone_object_is_null_and_not_no_bytes(
    terraform: Terraform, service: Service, stored: Stored
) -> None:
    service.books.clear()
    reply = terraform.call(
        "ReadResource", type_name="toy_book", current_state=pack(stored.values, BOOK)
    )
    assert reply["new_state"]["msgpack"] == b"\xc0"
    assert reply["new_identity"] is None
    assert reply["diagnostics"] == []


READ_FAILURES = {
    "the service fails": ("read", Problem("Too many requests", "Wait.")),
    "the service answers nonsense": ("read", KeyError("title")),
    "there is no connection": ("connect", Problem("", "")),
}


@pytest.mark.parametrize("case", READ_FAILURES)
def test_a_read_that_fails_keeps_state_private_state_and_identity(
    case: str, terraform: Terraform, service: Service, stored: Stored
) -> None:
    point, failure = READ_FAILURES[case]
    service.failing[point] = failure
    kept = stored._replace(private=b"of another provider")
    after = terraform.read(kept)
    assert (after.values, after.private) == (kept.values, kept.private)
    assert len(errors(after.diagnostics)) == 1


def test_a_read_that_fails_keeps_the_identity(
    terraform: Terraform, service: Service, stored: Stored
) -> None:
    read = terraform.call(
        "ReadResource", type_name="toy_book", current_state=pack(stored.values, BOOK)
    )
    service.failing["read"] = Problem("Too many requests", "Wait.")
    failed = terraform.call(
        "ReadResource",
        type_name="toy_book",
        current_state=pack(stored.values, BOOK),
        current_identity=read["new_identity"],
    )
    assert failed["new_identity"] == read["new_identity"]


def test_a_malformed_timeout_in_the_state_keeps_it(terraform: Terraform, stored: Stored) -> None:
    assert stored.values is not None
    block = {"create": None, "read": "soon", "update": None, "delete": None}
    odd = stored._replace(values={**stored.values, "timeouts": block})
    after = terraform.read(odd)
    assert after.values == odd.values
    assert len(errors(after.diagnostics)) == 1


def test_a_reply_of_a_wrong_type_keeps_the_state(
    terraform: Terraform, service: Service, stored: Stored
) -> None:
    service.books["1"]["facts"] = [{"name": "title", "page": "nine"}]
    after = terraform.read(stored)
    assert after.values == stored.values
    (told,) = errors(after.diagnostics)
    assert told["detail"].startswith("facts: page: must be a number, not str.")


def test_private_state_is_returned_by_a_read(terraform: Terraform, stored: Stored) -> None:
    assert load(stored.private) == {"made": "1"}
    assert load(terraform.read(stored).private) == {"made": "1", "reads": 1}


def test_private_state_of_another_provider_is_replaced_by_ours(
    terraform: Terraform, stored: Stored
) -> None:
    foreign = stored._replace(private=b'{"schema_version":"1"}')
    assert load(terraform.read(foreign).private) == {"reads": 1}


def test_a_read_has_its_own_timeout(library: Library, terraform: Terraform, stored: Stored) -> None:
    terraform.read(stored)
    assert library.seconds == [120, 30]


def read_data(terraform: Terraform, **config: Any) -> dict[str, Any]:
    return terraform.call(
        "ReadDataSource",
        type_name="toy_book",
        config=pack(configured(BOOK_DATA, **config), BOOK_DATA),
    )


def test_a_data_source_answers_what_it_declares_and_the_configuration(
    terraform: Terraform, stored: Stored
) -> None:
    assert stored.values is not None
    reply = read_data(terraform, id="1", filter=[{"name": "x"}])
    assert unpack(reply["state"], BOOK_DATA) == {
        "id": "1",
        "title": "Dune",
        "size": 4,
        "filter": [{"name": "x"}],
    }


def test_a_data_source_that_leaves_something_out_answers_null(
    terraform: Terraform, service: Service
) -> None:
    service.books["1"] = {"title": "Dune"}
    state = unpack(read_data(terraform, id="1")["state"], BOOK_DATA)
    assert state == {"id": "1", "title": "Dune", "size": None, "filter": []}


def test_a_data_source_never_answers_unknown_values(terraform: Terraform, service: Service) -> None:
    service.books["1"] = {"id": "1"}
    state = unpack(read_data(terraform, id="1", size=UNKNOWN)["state"], BOOK_DATA)
    assert state == {"id": "1", "title": None, "size": None, "filter": []}


def test_a_data_source_that_finds_nothing_says_so(terraform: Terraform) -> None:
    reply = read_data(terraform, id="9")
    (told,) = errors(reply["diagnostics"])
    assert (told["summary"], path_of(told)) == ("No book 9", ("id",))
    assert reply["state"] is None


def test_a_data_source_whose_service_fails_says_so(terraform: Terraform, service: Service) -> None:
    service.failing["look up"] = KeyError("x")
    (told,) = errors(read_data(terraform, id="9")["diagnostics"])
    assert told["detail"].startswith("KeyError at toy/library.py:")
