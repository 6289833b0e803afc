"""PlanResourceChange: what Terraform is told will be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.problem import Problem
from shim_provider.unknown import UNKNOWN

from .terraform import Stored, Terraform, configured, errors, pack, path_of
from .toy.library import BOOK, Library, Service

if TYPE_CHECKING:
    from shim_provider.engine.contract import Change


def config(**given: Any) -> dict[str, Any]:
    return configured(BOOK, **{"title": "Dune", **given})


EVERYTHING = config(
    blurb="Sand",
    shelf=3,
    colour="blue",
    lent=True,
    note="read",
    tags=["new", "old"],
    words=["sand", "worm"],
    chapter=[{"name": "one"}, {"name": "two"}],
    mark=[{"page": 4, "colour": ["red"]}],
    timeouts={"create": "3m", "read": None, "update": None, "delete": None},
)


def test_what_is_configured_is_planned(terraform: Terraform) -> None:
    planned = terraform.plan(EVERYTHING).values
    assert planned is not None
    assert {name: planned[name] for name in EVERYTHING if EVERYTHING[name] is not None} == {
        name: value for name, value in EVERYTHING.items() if value is not None
    }


def test_what_a_create_leaves_out_is_null_a_default_or_unknown(terraform: Terraform) -> None:
    planned = terraform.plan(config()).values
    assert planned == {
        **config(),
        "colour": "red",
        "lent": False,
        **dict.fromkeys(("id", "note", "tags", "size", "facts"), UNKNOWN),
    }


def test_what_is_configured_but_not_known_stays_unknown(terraform: Terraform) -> None:
    given = config(
        title=UNKNOWN,
        tags=["new", UNKNOWN],
        words=UNKNOWN,
        chapter=[{"name": UNKNOWN}],
        mark=UNKNOWN,
        timeouts={"create": UNKNOWN, "read": None, "update": None, "delete": None},
    )
    planned = terraform.plan(given).values
    assert planned is not None
    for name in ("title", "tags", "words", "chapter", "mark", "timeouts"):
        assert planned[name] == given[name]


def test_a_write_only_argument_is_planned_as_null(terraform: Terraform) -> None:
    planned = terraform.plan(config(key="opensesame")).values
    assert planned is not None
    assert planned["key"] is None


def test_the_same_configuration_again_changes_nothing(terraform: Terraform) -> None:
    stored = terraform.create(EVERYTHING)
    again = terraform.plan(EVERYTHING, stored)
    assert again.values == stored.values
    assert again.replaces == []


def test_computed_attributes_keep_their_value_when_another_changes(terraform: Terraform) -> None:
    stored = terraform.create(config())
    planned = terraform.plan(config(title="Dune II"), stored).values
    assert stored.values is not None
    assert planned == {**stored.values, "title": "Dune II"}


def test_what_is_left_out_again_falls_back(terraform: Terraform) -> None:
    stored = terraform.create(EVERYTHING)
    planned = terraform.plan(config(), stored).values
    assert stored.values is not None
    assert planned == {
        **config(),
        "colour": "red",
        "lent": False,
        # computed and without a default: what it was
        **{name: stored.values[name] for name in ("id", "note", "tags", "size", "facts")},
    }


SAME_IN_FORM = {
    "another order of an unordered list": ("tags", ["new", "old"], ["old", "new"]),
    "an element twice in an unordered list": ("tags", ["new", "old"], ["old", "new", "old"]),
    "null among the elements": ("tags", ["new", None], [None, "new"]),
    "another order of a set": ("words", ["sand", "worm"], ["worm", "sand"]),
    "empty text for empty text": ("blurb", "", ""),
}


@pytest.mark.parametrize("case", SAME_IN_FORM)
def test_a_value_that_differs_in_form_alone_is_no_change(case: str, terraform: Terraform) -> None:
    name, before, after = SAME_IN_FORM[case]
    stored = terraform.create(config(**{name: before}))
    again = terraform.plan(config(**{name: after}), stored)
    assert again.values == stored.values
    assert again.replaces == []


DIFFERENT = {
    "another element": ("tags", ["new"], ["old"]),
    "an element more": ("tags", ["new"], ["new", "old"]),
    "an empty list for a full one": ("tags", ["new"], []),
    "other text": ("title", "Dune", "dune"),
    "text for empty text": ("note", "", "x"),
    "an element that is not known": ("tags", ["new"], [UNKNOWN]),
    "a value that is not known": ("note", "x", UNKNOWN),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_another_value_is_a_change(case: str, terraform: Terraform) -> None:
    name, before, after = DIFFERENT[case]
    stored = terraform.create(config(**{name: before}))
    planned = terraform.plan(config(**{name: after}), stored).values
    assert planned is not None
    assert planned[name] == after


def test_empty_text_given_where_there_was_null_is_planned_as_given(terraform: Terraform) -> None:
    # Terraform lets a prior value stand for the configured one unless it is null.
    stored = terraform.create(config())
    again = terraform.plan(config(blurb=""), stored)
    assert again.values is not None
    assert again.values["blurb"] == ""
    assert again.replaces == []


REPLACING: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "one argument": ({"blurb": "Sand"}, {"blurb": "Worms"}, ["blurb"]),
    "two arguments, in order of their names": (
        {"shelf": 1, "blurb": "Sand"},
        {"shelf": 2, "blurb": "Worms"},
        ["blurb", "shelf"],
    ),
    "an argument removed": ({"shelf": 1}, {}, ["shelf"]),
    "a default left": ({}, {"colour": "blue"}, ["colour"]),
    "a default come back to": ({"colour": "blue"}, {}, ["colour"]),
    "a value not known yet": ({"shelf": 1}, {"shelf": UNKNOWN}, ["shelf"]),
    "an argument that can be changed in place": ({"note": "a"}, {"note": "b"}, []),
    "an argument from nothing": ({}, {"shelf": 1}, []),
    "text removed which was empty": ({"blurb": ""}, {}, []),
}


@pytest.mark.parametrize("case", REPLACING)
def test_what_replaces(case: str, terraform: Terraform) -> None:
    before, after, replaces = REPLACING[case]
    stored = terraform.create(config(**before))
    assert terraform.plan(config(**after), stored).replaces == replaces


def test_a_create_replaces_nothing(terraform: Terraform) -> None:
    assert terraform.plan(EVERYTHING).replaces == []


def test_writing_down_what_an_imported_resource_was_made_from_replaces_nothing(
    terraform: Terraform,
) -> None:
    imported = Stored({**configured(BOOK), "id": "1"})
    plan = terraform.plan(EVERYTHING, imported)
    assert plan.replaces == []
    assert plan.values is not None
    assert (plan.values["blurb"], plan.values["colour"]) == ("Sand", "blue")


def test_a_destroy_plan_is_null_and_keeps_private_state(
    terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    service.failing["plan"] = AssertionError("a destroy asks no resource")
    plan = terraform.plan(None, stored._replace(private=b"of another provider"))
    assert plan.values is None
    assert plan.private == b"of another provider"
    assert plan.diagnostics == []


def test_the_resource_has_the_last_word(terraform: Terraform, service: Service) -> None:
    def on_plan(change: Change) -> None:
        change.unknown("size", "facts")
        change.keep("shelf")
        change.replace.add("note")
        change.warn("note", "A new note", "It replaces the book.")
        change.private["planned"] = change.was("title")

    stored = terraform.create(config(shelf=1, note="a"))
    service.on_plan = on_plan
    plan = terraform.plan(config(shelf=2, note="b"), stored)
    assert plan.values is not None
    assert plan.values["size"] is plan.values["facts"] is UNKNOWN
    assert plan.values["shelf"] == 1
    assert plan.replaces == ["note"]
    assert [path_of(item) for item in plan.diagnostics] == [("note",)]
    assert b"of another" not in plan.private
    assert plan.private != stored.private


def test_a_resource_is_shown_the_change(terraform: Terraform, service: Service) -> None:
    seen: dict[str, Any] = {}

    def on_plan(change: Change) -> None:
        seen.update(
            creating=change.creating,
            title=change.was("title"),
            changed=change.changes("title", "note"),
            unchanged=change.changes("lent"),
            hours=change.context()["hours"],
        )

    service.on_plan = on_plan
    stored = terraform.create(config())
    assert seen == {
        "creating": True,
        "title": None,
        "changed": True,
        "unchanged": True,
        "hours": 8,
    }
    terraform.plan(config(title="Dune II"), stored)
    assert seen == {
        "creating": False,
        "title": "Dune",
        "changed": True,
        "unchanged": False,
        "hours": 8,
    }


def test_a_resource_can_refuse_a_plan(terraform: Terraform, service: Service) -> None:
    service.on_plan = lambda change: change.error("title", "Forbidden", "Not that one.")
    (told,) = errors(terraform.plan(config()).diagnostics)
    assert (told["summary"], told["detail"], path_of(told)) == (
        "Forbidden",
        "Not that one.",
        ("title",),
    )


def test_a_failure_while_planning_is_a_diagnostic(terraform: Terraform, service: Service) -> None:
    service.failing["plan"] = Problem("Closed", "Come back tomorrow.", "shelf")
    (told,) = errors(terraform.plan(config()).diagnostics)
    assert (told["summary"], path_of(told)) == ("Closed", ("shelf",))


def test_private_state_of_another_provider_is_not_shown_to_the_resource(
    terraform: Terraform, service: Service
) -> None:
    seen = []
    service.on_plan = lambda change: seen.append(dict(change.private))
    terraform.plan(config(), Stored({**configured(BOOK), "id": "1"}, b'{"theirs":"e30="}'))
    assert seen == [{}]


def test_only_a_resource_which_says_so_is_of_the_legacy_type_system(library: Library) -> None:
    flags = {}
    for kind, given in {"toy_book": {"title": "Dune"}, "toy_card": {"pin": "1234"}}.items():
        terraform = Terraform(library, kind)
        given = configured(terraform.schema, **given)
        plan = terraform.plan(given)
        fields = {"type_name": kind, **_message(terraform, given)}
        reply = terraform.call("PlanResourceChange", **fields)
        flags[kind] = reply["legacy_type_system"]
        assert plan.diagnostics == []
    assert flags == {"toy_book": False, "toy_card": True}


def test_a_legacy_resource_may_plan_and_store_other_than_configured(library: Library) -> None:
    terraform = Terraform(library, "toy_card")
    stored = terraform.create(configured(terraform.schema, pin="1234"))
    assert stored.values == {"id": "7", "pin": "4321"}
    assert library.service.cards == {"7": "1234"}
    changed = terraform.apply(terraform.plan(configured(terraform.schema, pin="9876"), stored))
    assert changed.values == {"id": "7", "pin": "6789"}
    assert terraform.read(changed).values == changed.values


def test_the_identity_is_planned_as_it_was(terraform: Terraform) -> None:
    stored = terraform.create(config())
    reply = terraform.call(
        "PlanResourceChange", type_name="toy_book", **_message(terraform, config(), stored.values)
    )
    assert terraform.identity(reply["planned_identity"]) == {"id": "1"}


def _message(terraform: Terraform, given: Any, prior: Any = None) -> dict[str, Any]:
    return {
        "prior_state": pack(prior, terraform.schema),
        "proposed_new_state": pack(given, terraform.schema),
        "config": pack(given, terraform.schema),
    }
