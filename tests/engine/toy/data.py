"""Data source `toy_book`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shim_provider.problem import Problem

if TYPE_CHECKING:
    from shim_provider.engine.contract import Operation, Values


def read(operation: Operation, config: Values) -> Values:
    operation.api.reach("look up")
    book = operation.api.books.get(config["id"])
    if book is None:
        raise Problem(f"No book {config['id']}", "Look at the list of books.", "id")
    return dict(book)
