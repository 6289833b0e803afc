"""List resource `toy_book`: all books, or those of one title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shim_provider.engine.contract import Operation, Values


def found(operation: Operation, config: Values) -> Iterator[tuple[str, Values]]:
    for book in operation.api.books.values():
        if config["title"] in (None, book["title"]):
            yield f"the book {book['title']}", book
    operation.api.reach("end of the list")
