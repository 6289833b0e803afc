"""Validate*Config: every problem at its path, as far as Terraform can follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.unknown import UNKNOWN

from .terraform import Terraform, configured, pack, path_of
from .toy.library import BOOK, BOOK_DATA, BOOK_LIST, LIBRARY

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

TIMEOUTS = dict.fromkeys(("create", "read", "update", "delete"))

PROBLEMS: dict[str, tuple[dict[str, Any], list[tuple[tuple[Any, ...], str]]]] = {
    "nothing wrong": ({"title": "Dune"}, []),
    "values not known yet": (
        {
            "title": UNKNOWN,
            "shelf": UNKNOWN,
            "lent": True,
            "tags": ["new", UNKNOWN],
            "words": UNKNOWN,
            "chapter": [{"name": UNKNOWN}],
            "mark": UNKNOWN,
            "timeouts": {**TIMEOUTS, "create": UNKNOWN},
        },
        [],
    ),
    "an attribute": (
        {"title": ""},
        [(("title",), "`title` must be 1 to 20 characters long, not 0.")],
    ),
    "an element of a list": (
        {"title": "Dune", "tags": ["new", "a", None]},
        [(("tags", 1), "`tags.1` must be 2 to 5 characters long, not 1.")],
    ),
    "an element of a set": (
        {"title": "Dune", "words": ["a"]},
        [(("words",), "An element of `words` must be 2 to 5 characters long, not 1.")],
    ),
    "an attribute of a single block": (
        {"title": "Dune", "timeouts": {**TIMEOUTS, "read": "soon"}},
        [
            (
                ("timeouts", "read"),
                "`timeouts.read` must be a duration longer than zero such as `30m` or `1h30m`,"
                " not 'soon'.",
            )
        ],
    ),
    "an attribute of a block in a list": (
        {"title": "Dune", "chapter": [{"name": "one"}, {"name": ""}]},
        [(("chapter", 1, "name"), "`chapter.1.name` must be 1 to 9 characters long, not 0.")],
    ),
    "an attribute of a block in a set": (
        {"title": "Dune", "mark": [{"page": 0, "colour": None}]},
        [(("mark",), "`mark.page` must be 1 or more, not 0.")],
    ),
    "an element of a set of a block in a set": (
        {"title": "Dune", "mark": [{"page": 1, "colour": ["pink"]}]},
        [(("mark",), "An element of `mark.colour` must be one of `red`, `blue`, not 'pink'.")],
    ),
    "two arguments together": (
        {"title": "Dune", "shelf": 1, "lent": False},
        [(("shelf",), "`shelf` conflicts with `lent`: give one of them.")],
    ),
    "one argument without another": (
        {"title": "Dune", "note": "x"},
        [(("note",), "`note` needs `blurb` beside it, which is not given.")],
    ),
    "several at once, in the schema's order": (
        {"title": "", "shelf": 0, "note": "x"},
        [
            (("title",), "`title` must be 1 to 20 characters long, not 0."),
            (("shelf",), "`shelf` must be 1 or more, not 0."),
            (("note",), "`note` needs `blurb` beside it, which is not given."),
        ],
    ),
}


def told(reply: dict[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    return [(path_of(item), item["detail"]) for item in reply["diagnostics"]]


@pytest.mark.parametrize("case", PROBLEMS)
def test_problems_of_a_resource(case: str, terraform: Terraform) -> None:
    given, problems = PROBLEMS[case]
    reply = terraform.call(
        "ValidateResourceConfig", type_name="toy_book", config=pack(configured(BOOK, **given), BOOK)
    )
    assert told(reply) == problems


OTHERS: dict[str, tuple[str, Schema, dict[str, Any], str]] = {
    "a data source": ("ValidateDataResourceConfig", BOOK_DATA, {"id": "1234"}, "id"),
    "a list resource": ("ValidateListResourceConfig", BOOK_LIST, {"title": ""}, "title"),
    "the provider": ("ValidateProviderConfig", LIBRARY, {"hours": 0}, "hours"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_problems_elsewhere(case: str, terraform: Terraform) -> None:
    rpc, schema, given, name = OTHERS[case]
    kind = {} if schema is LIBRARY else {"type_name": "toy_book"}
    wrong = terraform.call(rpc, **kind, config=pack(configured(schema, **given), schema))
    assert [path for path, _ in told(wrong)] == [(name,)]
    assert wrong["diagnostics"][0]["summary"] == f"Invalid {name}"
    right = terraform.call(rpc, **kind, config=pack(configured(schema), schema))
    assert right["diagnostics"] == []


@pytest.mark.parametrize("allowed", [True, False, None])
def test_a_write_only_argument_needs_a_terraform_that_knows_it(
    allowed: bool | None, terraform: Terraform
) -> None:
    capabilities = None if allowed is None else {"write_only_attributes_allowed": allowed}
    reply = terraform.call(
        "ValidateResourceConfig",
        type_name="toy_book",
        config=pack(configured(BOOK, title="Dune", key="opensesame"), BOOK),
        client_capabilities=capabilities,
    )
    if allowed:
        assert reply["diagnostics"] == []
        return
    (refused,) = reply["diagnostics"]
    assert path_of(refused) == ("key",)
    assert refused["summary"] == "key needs Terraform 1.11"
    assert "opensesame" not in f"{refused}"
