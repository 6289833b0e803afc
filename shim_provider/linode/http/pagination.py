"""Lists: pages and X-Filter. https://techdocs.akamai.com/linode-api/reference/pagination"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..errors import BadReply
from .calls import LIST_SECONDS, Calls

if TYPE_CHECKING:
    from ..patience import Patience
    from .transport import Json, JsonList

#: The most that the API gives.
PAGE_SIZE = 500


class Page(NamedTuple):
    """One page of a list."""

    data: JsonList
    pages: int
    headers: Mapping[str, str]


def fetch_page(
    calls: Calls,
    patience: Patience,
    path: str,
    *,
    page: int = 1,
    page_size: int = PAGE_SIZE,
    filter: Json | None = None,
    tries: int | None = None,
) -> Page:
    """One page. Raises what `Calls.ask` does; `BadReply` if it is not a page."""
    answer = calls.ask(
        patience,
        "GET",
        path,
        query=f"page={page}&page_size={page_size}",
        filter=filter,
        tries=tries,
        seconds=LIST_SECONDS,
    )
    data, pages = answer.data.get("data"), answer.data.get("pages", 1)
    if (
        not isinstance(data, list)
        or not all(isinstance(item, dict) for item in data)
        or not isinstance(pages, int)
    ):
        raise BadReply(f"GET {path}: the answer is not a page of a list")
    return Page(data, pages, answer.headers)


def fetch_all(
    calls: Calls,
    patience: Patience,
    path: str,
    *,
    page_size: int = PAGE_SIZE,
    filter: Json | None = None,
) -> JsonList:
    """Everything, page after page; a thing that moved to the next page meanwhile comes once."""
    found: dict[object, Json] = {}
    page = 1
    while True:
        got = fetch_page(calls, patience, path, page=page, page_size=page_size, filter=filter)
        for item in got.data:
            found.setdefault(item.get("id", len(found)), item)
        if page >= got.pages or not got.data:
            return list(found.values())
        page += 1


def ordered(filter: Json | None, order: str | None, order_by: str | None) -> Json | None:
    """The filter with an order added; the API wants none without anything to say."""
    order_terms = {"+order": order, "+order_by": order_by}
    merged = {**(filter or {}), **{key: value for key, value in order_terms.items() if value}}
    return merged or None
