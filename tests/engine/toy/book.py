"""Resource `toy_book`: saves what exists as soon as it does, and fails where it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shim_provider.problem import Problem
from shim_provider.unknown import UNKNOWN

if TYPE_CHECKING:
    from shim_provider.engine.contract import Change, Operation, Values

_WRITTEN = ("title", "blurb", "shelf", "colour", "lent", "note", "tags", "words")


def plan(change: Change) -> None:
    change.api().reach("plan")
    change.api().on_plan(change)


def create(operation: Operation, planned: Values) -> Values:
    service = operation.api
    service.reach("create")
    id = str(len(service.books) + 1)
    service.books[id] = _book(id, planned)
    operation.save({"id": id, "note": service.books[id]["note"]})
    operation.private["made"] = id
    if operation.config["key"]:
        operation.warn("Locked", f"With a key of {len(operation.config['key'])} letters.", "key")
    service.reach("after create")
    return dict(service.books[id])


def read(operation: Operation, state: Values) -> Values | None:
    operation.api.reach("read")
    operation.private["reads"] = operation.private.get("reads", 0) + 1
    book: Values | None = operation.api.books.get(state["id"])
    return book


def update(operation: Operation, state: Values, planned: Values) -> Values:
    service = operation.api
    service.reach("update")
    book = service.books[state["id"]]
    book["title"] = planned["title"]
    # As an API does that writes "" for what was left out.
    operation.save({"title": planned["title"], "blurb": planned["blurb"] or ""})
    operation.private["updated"] = True
    service.reach("after update")
    book.update(_book(state["id"], planned))
    return {"title": book["title"], "note": book["note"]}


def delete(operation: Operation, state: Values) -> None:
    operation.api.reach("delete")
    operation.api.books.pop(state["id"], None)


def import_state(text: str) -> Values:
    if not text.isdigit():
        raise Problem(f"Cannot import {text!r}", "Give the number of a book.")
    return {"id": text}


def _book(id: str, planned: Values) -> Values:
    book = {name: None if planned[name] is UNKNOWN else planned[name] for name in _WRITTEN}
    made = {
        "size": len(planned["title"]),
        "facts": [{"name": "title", "page": 1}],
        "shop": "unused",
    }
    return {**book, "note": book["note"] or "none", "tags": book["tags"] or [], "id": id, **made}
