"""ApplyResourceChange: whatever happens, the state is what exists."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from shim_provider.problem import Problem
from shim_provider.unknown import UNKNOWN
from shim_provider.wire import values

from .terraform import Stored, Terraform, configured, errors, pack, path_of, unpack
from .toy import book
from .toy.library import BOOK, Library, Service

SECRET = "correct horse battery"


def config(**given: Any) -> dict[str, Any]:
    return configured(BOOK, **{"title": "Dune", **given})


def words(stored: Stored) -> str:
    return " ".join(f"{item['summary']} {item['detail']}" for item in stored.diagnostics)


def test_a_create_fills_in_what_was_unknown(terraform: Terraform) -> None:
    assert terraform.create(config()).values == {
        **config(),
        "id": "1",
        "colour": "red",
        "lent": False,
        "note": "none",
        "tags": [],
        "size": 4,
        "facts": [{"name": "title", "page": 1}],
    }


def test_an_update_changes_in_place(terraform: Terraform, service: Service) -> None:
    stored = terraform.create(config())
    new = terraform.apply(terraform.plan(config(title="Dune II", note="good"), stored))
    assert new.values is not None
    assert (new.values["id"], new.values["title"], new.values["note"]) == ("1", "Dune II", "good")
    assert service.books["1"]["title"] == "Dune II"


def test_what_an_update_leaves_out_keeps_its_prior_value(
    terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    service.on_plan = lambda change: change.unknown("size", "facts")
    new = terraform.apply(terraform.plan(config(lent=True), stored))
    assert new.values is not None
    assert stored.values is not None
    assert (new.values["size"], new.values["facts"]) == (4, stored.values["facts"])


def test_a_delete_leaves_nothing(terraform: Terraform, service: Service) -> None:
    stored = terraform.create(config())
    gone = terraform.apply(terraform.plan(None, stored))
    assert gone == Stored(None, diagnostics=[])
    assert service.books == {}


def test_a_known_value_comes_back_as_planned_whatever_the_service_made_of_it(
    terraform: Terraform,
) -> None:
    plan = terraform.plan(config(tags=["old", "new"], words=["worm", "sand"], note="x"))
    assert plan.values is not None
    stored = terraform.apply(plan._replace(values={**plan.values, "size": 77}))
    assert stored.values is not None
    assert stored.values["tags"] == ["old", "new"]
    assert stored.values["size"] == 77


def test_what_is_not_declared_does_not_reach_the_state(
    terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    assert service.books["1"]["shop"] == "unused"
    assert stored.values is not None
    assert "shop" not in stored.values


def test_a_write_only_argument_reaches_the_resource_and_no_state(terraform: Terraform) -> None:
    stored = terraform.create(config(key=SECRET))
    assert [item["detail"] for item in stored.diagnostics] == ["With a key of 21 letters."]
    assert stored.values is not None
    assert stored.values["key"] is None
    assert SECRET not in f"{stored}"


def test_private_state_travels_from_plan_to_apply_to_read(
    terraform: Terraform, service: Service
) -> None:
    seen: list[dict[str, Any]] = []

    def on_plan(change: Any) -> None:
        seen.append(dict(change.private))
        change.private["planned"] = len(seen)

    service.on_plan = on_plan
    stored = terraform.create(config())
    read = terraform.read(terraform.read(stored))
    updated = terraform.apply(terraform.plan(config(lent=True), read))
    terraform.plan(config(lent=True), updated)
    assert seen == [
        {},
        {"planned": 1, "made": "1", "reads": 2},
        {"planned": 2, "made": "1", "reads": 2, "updated": True},
    ]


def test_the_identity_is_answered(terraform: Terraform) -> None:
    stored = terraform.create(config())
    assert stored.identity == {"id": "1"}
    changed = terraform.apply(terraform.plan(config(title="Dune II"), stored))
    assert changed.identity == {"id": "1"}


FAILURES: dict[str, tuple[Exception, str, tuple[str, ...]]] = {
    "told in words": (Problem("No pen", "Buy one.", "shelf"), "No pen Buy one.", ("shelf",)),
    "told in words, about nothing": (Problem("No ink", "Buy some."), "No ink Buy some.", ()),
    "unexpected": (ValueError(SECRET), "met a failure it does not know ValueError at", ()),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_create_that_made_nothing_leaves_no_state(
    case: str, terraform: Terraform, service: Service
) -> None:
    service.failing["create"], text, path = FAILURES[case]
    stored = terraform.create(config())
    assert (stored.values, stored.private, stored.identity) == (None, b"", None)
    assert text in words(stored)
    assert [path_of(item) for item in stored.diagnostics] == [path]


@pytest.mark.parametrize("case", FAILURES)
def test_a_create_that_fails_after_it_made_something_leaves_it_in_the_state(
    case: str, terraform: Terraform, service: Service
) -> None:
    service.failing["after create"], text, _ = FAILURES[case]
    stored = terraform.create(config(blurb="Sand"))
    assert stored.values == {
        **config(blurb="Sand"),
        "id": "1",
        "note": "none",
        "colour": "red",
        "lent": False,
        # never heard of: null, for a state has no unknowns
        **dict.fromkeys(("tags", "size", "facts")),
    }
    assert stored.identity == {"id": "1"}
    assert len(errors(stored.diagnostics)) == 1
    assert text in words(stored)
    service.failing.clear()
    assert terraform.read(stored).values == {
        **stored.values,
        "tags": [],
        "size": 4,
        "facts": [{"name": "title", "page": 1}],
    }


@pytest.mark.parametrize("case", FAILURES)
def test_an_update_that_changed_nothing_leaves_the_state_as_it_was(
    case: str, terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    service.failing["update"], text, _ = FAILURES[case]
    after = terraform.apply(terraform.plan(config(title="Dune II"), stored))
    assert after.values == stored.values
    assert after.private == stored.private
    assert after.identity == stored.identity
    assert text in words(after)


@pytest.mark.parametrize("case", FAILURES)
def test_an_update_that_fails_half_way_leaves_what_it_did(
    case: str, terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    service.failing["after update"], text, _ = FAILURES[case]
    after = terraform.apply(terraform.plan(config(title="Dune II", note="good"), stored))
    assert stored.values is not None
    assert after.values == {**stored.values, "title": "Dune II"}
    assert after.private != stored.private
    assert text in words(after)


@pytest.mark.parametrize("case", FAILURES)
def test_a_delete_that_fails_keeps_the_state(
    case: str, terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    service.failing["delete"], text, _ = FAILURES[case]
    after = terraform.apply(terraform.plan(None, stored))
    assert after.values == stored.values
    assert after.private == stored.private
    assert text in words(after)


def test_before_anything_was_done_a_failure_keeps_the_state(
    terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    update, destroy = terraform.plan(config(title="Dune II"), stored), terraform.plan(None, stored)
    service.failing["connect"] = Problem("", "")
    for plan in (update, destroy):
        after = terraform.apply(plan)
        assert (after.values, after.private) == (stored.values, stored.private)
        assert "Cannot reach the library for toy_book It is closed." in words(after)
    assert terraform.create(config(title="Emma")).values is None


def test_before_anything_was_done_a_failure_keeps_the_identity(
    terraform: Terraform, service: Service
) -> None:
    stored = terraform.create(config())
    service.failing["connect"] = Problem("", "")
    identity = {"identity_data": values.to_dynamic({"id": "1"}, ("object", {"id": "string"}))}
    reply = terraform.call(
        "ApplyResourceChange",
        type_name="toy_book",
        prior_state=pack(stored.values, BOOK),
        planned_state=pack(stored.values, BOOK),
        planned_identity=identity,
    )
    assert terraform.identity(reply["new_identity"]) == {"id": "1"}


def test_bytes_that_are_no_state_are_an_error_that_returns_them(terraform: Terraform) -> None:
    prior = {"msgpack": b"\xc1"}
    reply = terraform.call("ApplyResourceChange", type_name="toy_book", prior_state=prior)
    assert reply["new_state"]["msgpack"] == b"\xc1"
    assert reply["diagnostics"][0]["detail"].startswith("the value is not msgpack.")


def test_an_unexpected_failure_shows_no_value_anywhere(
    terraform: Terraform, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    failure = ValueError(f"password {SECRET}")
    failure.__cause__ = KeyError(SECRET)
    service.failing["after create"] = failure
    with caplog.at_level(logging.DEBUG):
        stored = terraform.create(config(title=SECRET[:20]))
    assert stored.values is not None
    (told,) = stored.diagnostics
    assert SECRET not in f"{told}"
    assert "ValueError at toy/library.py:" in told["detail"]
    assert "TF_LOG_PROVIDER" in told["detail"]
    assert SECRET not in caplog.text
    assert "ValueError" in caplog.text
    assert "KeyError" in caplog.text
    assert "book.py" in caplog.text


def test_a_reply_of_a_wrong_type_is_told_and_the_rest_is_kept(
    terraform: Terraform, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {"id": "9", "size": "a lot", "note": "n", "tags": ["\ud800"], "facts": None}
    monkeypatch.setattr(book, "create", lambda *_: made)
    stored = terraform.create(config())
    assert stored.values == {
        **config(),
        "id": "9",
        "note": "n",
        "colour": "red",
        "lent": False,
        **dict.fromkeys(("size", "tags", "facts")),
    }
    assert stored.identity == {"id": "9"}
    (told,) = errors(stored.diagnostics)
    assert told["summary"] == "A value does not fit the schema"
    assert told["detail"].startswith("size: must be a number, not str.")
    assert "a lot" not in told["detail"]


def test_what_a_resource_itself_does_not_know_is_null(
    terraform: Terraform, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A state has no unknown values: Terraform would call one a fault of the provider.
    made = {"id": "9", "size": UNKNOWN, "facts": [{"name": UNKNOWN, "page": 1}]}
    monkeypatch.setattr(book, "create", lambda *_: made)
    stored = terraform.create(config())
    assert stored.values is not None
    assert (stored.values["size"], stored.values["facts"]) == (None, None)
    assert list(stored.diagnostics) == []


ALL_DEFAULT = dict.fromkeys(("create", "read", "update", "delete"))
TIMEOUTS = {
    "without a block, by the schema": (None, 120),
    "by the block": ({**ALL_DEFAULT, "create": "1h30m"}, 5400),
    "by the schema where the block leaves it out": ({**ALL_DEFAULT, "delete": "1s"}, 120),
}


@pytest.mark.parametrize("case", TIMEOUTS)
def test_how_long_a_create_may_take(case: str, library: Library, terraform: Terraform) -> None:
    block, seconds = TIMEOUTS[case]
    terraform.create(config(timeouts=block))
    assert library.seconds == [seconds]


def test_how_long_each_operation_may_take(library: Library, terraform: Terraform) -> None:
    block = {"create": "1m", "read": "2s", "update": "3s", "delete": "500ms"}
    given = config(timeouts=block)
    stored = terraform.read(terraform.create(given))
    updated = terraform.apply(terraform.plan({**given, "title": "Dune II"}, stored))
    terraform.apply(terraform.plan(None, updated))
    assert library.seconds == [60, 2, 3, 0.5]


def test_a_new_timeout_counts_for_the_update_that_brings_it(
    library: Library, terraform: Terraform
) -> None:
    stored = terraform.create(config())
    longer = {**ALL_DEFAULT, "update": "9m"}
    new = terraform.apply(terraform.plan(config(timeouts=longer), stored))
    assert library.seconds == [120, 540]
    assert new.values is not None
    assert new.values["timeouts"] == longer


def test_an_update_may_have_the_timeout_of_another_operation(
    terraform: Terraform, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = {**ALL_DEFAULT, "create": "90s", "update": "1s"}
    stored = terraform.create(config(timeouts=block))
    given: list[tuple[str, Any]] = []

    def timeout_of(kind: str, prior: Any) -> str:
        given.append((kind, prior and prior["title"]))
        return "create"

    monkeypatch.setattr(book, "timeout_of", timeout_of, raising=False)
    terraform.apply(terraform.plan(config(lent=True, timeouts=block), stored))
    assert given == [("update", "Dune")]
    assert library.seconds[-1] == 90.0


def test_a_resource_without_timeouts_has_twenty_minutes(library: Library) -> None:
    terraform = Terraform(library, "toy_card")
    terraform.create(configured(terraform.schema, pin="1234"))
    assert library.seconds == [1200]


def test_a_resource_without_an_identity_answers_none(library: Library) -> None:
    terraform = Terraform(library, "toy_card")
    assert terraform.create(configured(terraform.schema, pin="1234")).identity is None


def test_a_null_state_is_a_null_and_not_no_bytes(terraform: Terraform) -> None:
    stored = terraform.create(config())
    reply = terraform.call(
        "ApplyResourceChange", type_name="toy_book", prior_state=pack(stored.values, BOOK)
    )
    assert reply["new_state"]["msgpack"] == b"\xc0"
    assert unpack(reply["new_state"], BOOK) is None


class Told:
    """A report of operations, as lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def began(self, action: str, label: str, id: str) -> None:
        self.lines.append(f"{action} {label} {id}".rstrip())

    def step(self, words: str) -> None:
        self.lines.append(words)

    def ended(self, *, failed: bool) -> None:
        self.lines.append("failed" if failed else "done")


def test_each_change_is_reported_from_its_beginning_to_its_end_and_no_read(
    terraform: Terraform, library: Library, service: Service
) -> None:
    library.report = told = Told()
    stored = terraform.create(config())
    terraform.read(stored)
    updated = terraform.apply(terraform.plan(config(note="good"), stored))
    service.failing["delete"] = Problem("No", "It is lent.")
    terraform.apply(terraform.plan(None, updated))
    assert told.lines == ["create", "done", "update 1 1", "done", "delete 1 1", "failed"]
