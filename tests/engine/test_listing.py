"""ListResource: what exists, one event each."""

from __future__ import annotations

from typing import Any

import pytest

from shim_provider.problem import Problem

from .terraform import Terraform, configured, pack, unpack
from .toy.library import BOOK, BOOK_LIST, Library, Service


@pytest.fixture(autouse=True)
def _books(terraform: Terraform) -> None:
    for title in ("Dune", "Emma", "Dune"):
        terraform.create(configured(BOOK, title=title))


def listed(terraform: Terraform, title: str | None = None, **asked: Any) -> list[dict[str, Any]]:
    config = pack(configured(BOOK_LIST, title=title), BOOK_LIST)
    return terraform.stream("ListResource", type_name="toy_book", config=config, **asked)


def test_each_object_is_an_event_with_its_identity_and_a_name(terraform: Terraform) -> None:
    events = listed(terraform)
    assert [terraform.identity(event["identity"]) for event in events] == [
        {"id": "1"},
        {"id": "2"},
        {"id": "3"},
    ]
    assert [event["display_name"] for event in events] == [
        "the book Dune",
        "the book Emma",
        "the book Dune",
    ]
    assert [event["resource_object"] for event in events] == [None, None, None]
    assert [event["diagnostic"] for event in events] == [[], [], []]


def test_the_whole_object_is_sent_when_asked_for(terraform: Terraform) -> None:
    (event,) = listed(terraform, "Emma", include_resource_object=True)
    found = unpack(event["resource_object"], BOOK)
    assert found is not None
    assert (found["id"], found["title"], found["mark"], found["timeouts"]) == (
        "2",
        "Emma",
        [],
        None,
    )


@pytest.mark.parametrize(("limit", "count"), [(0, 3), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_no_more_than_asked_for(limit: int, count: int, terraform: Terraform) -> None:
    assert len(listed(terraform, limit=limit)) == count


def test_nothing_found_is_no_event(terraform: Terraform) -> None:
    assert listed(terraform, "Ulysses") == []


def test_a_failure_is_the_last_event_and_takes_nothing_back(
    terraform: Terraform, service: Service
) -> None:
    service.failing["end of the list"] = Problem("Broken off", "Ask again.")
    events = listed(terraform)
    assert len(events) == 4
    assert [item["summary"] for item in events[-1]["diagnostic"]] == ["Broken off"]


def test_a_listing_has_its_own_timeout(library: Library, terraform: Terraform) -> None:
    listed(terraform)
    assert library.seconds[-1] == 7
