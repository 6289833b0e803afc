"""Lists: all pages, filters, and what is no list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shim_provider.linode import errors

from ..scripted_api import Answer, ScriptedApi, page, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api


def test_lists_bring_all_pages_and_repeat_nothing(api: ScriptedApi, linode: Api) -> None:
    images = [{"id": f"private/{number}"} for number in range(120)]
    moved = [*images[:50], *images[49:]]  # one was made while we read: all move by one
    api.on("GET", "/images", lambda asked: page(moved, asked))
    assert linode.images.list({"is_public": False}, order="desc", page_size=50) == images
    assert [asked.query["page"] for asked in api.asked] == ["1", "2", "3"]
    assert {asked.query["page_size"] for asked in api.asked} == {"50"}
    assert api.asked[0].filter == {"is_public": False, "+order": "desc"}


def test_an_empty_list_is_empty(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", "/images", Answer(200, {"data": [], "page": 0, "pages": 0, "results": 0}))
    assert linode.images.list() == []
    assert "x-filter" not in api.asked[0].headers


def test_a_list_that_is_none_is_a_bad_reply(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", "/images", Answer(200, {"data": "none"}))
    with pytest.raises(errors.BadReply, match="not a page"):
        linode.images.list()


def test_a_refused_filter_is_known_as_such(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", "/images", refused("Cannot filter on foo", "X-Filter"))
    with pytest.raises(errors.ApiError) as caught:
        linode.images.list({"foo": 1})
    assert caught.value.filter_refused


def test_filters_are_ascii_whatever_the_label(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", "/images", lambda asked: page([], asked))
    linode.images.list({"label": "größe\n"})
    assert api.asked[0].filter == {"label": "größe\n"}
