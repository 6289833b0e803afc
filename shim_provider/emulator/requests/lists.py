"""Pages of lists, as the API gives them: `data`, `page`, `pages`, `results`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import filters
from .errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..world.tables import Parameters, Row, Tables

DEFAULT_SIZE = 100
SIZES = range(25, 501)

# The highest number of a page whose offset still fits SQLite's integers.
_LAST_PAGE = 2**50


def listing(
    tables: Tables,
    kind: str,
    query: Mapping[str, str],
    header: str | None,
    allowed: filters.Fields,
    scope: tuple[str, Parameters],
    show: Callable[[Row], dict[str, Any]],
    unsorted: str = "seq",
) -> dict[str, Any]:
    """One page of what `scope` (SQL and its values) and the X-Filter header leave."""
    page, size = asked_page(query)
    wanted = filters.condition(header, allowed, unsorted)
    where = f"{scope[0]} AND {wanted.where}"
    values = [*scope[1], *wanted.parameters]
    total = tables.count(kind, where, values)
    if wanted.limit is not None:
        total = min(total, wanted.limit)
    begin = (page - 1) * size
    tail = f"{wanted.order} LIMIT ? OFFSET ?"
    rows = tables.select(kind, where, [*values, max(0, min(size, total - begin)), begin], tail)
    return envelope([show(row) for row in rows], page, size, total)


def envelope(data: list[dict[str, Any]], page: int, size: int, total: int) -> dict[str, Any]:
    """An empty list is page 1 of 1 here; the service also answers page 0 of 0 for some."""
    return {"data": data, "page": page, "pages": max(1, -(-total // size)), "results": total}


def asked_page(query: Mapping[str, str]) -> tuple[int, int]:
    """page and page_size of a query; a page past the end is a page, an empty one."""
    page = _number(query.get("page"), 1, "page")
    size = _number(query.get("page_size"), DEFAULT_SIZE, "page_size")
    if page < 1:
        raise ApiError(400, "Must be 1 or more", "page")
    if size not in SIZES:
        raise ApiError(400, f"Must be {SIZES[0]}-{SIZES[-1]}", "page_size")
    return min(page, _LAST_PAGE), size


def _number(text: str | None, default: int, field: str) -> int:
    if text is None:
        return default
    # Longer than any number of use; also keeps int() from quadratic work.
    if not (text.isascii() and text.isdigit() and len(text) <= 40):
        raise ApiError(400, "Must be an integer", field)
    return int(text)
