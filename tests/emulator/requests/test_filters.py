"""X-Filter and pages: what is asked for is what comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shim_provider.emulator import Clock, create_app
from tests.emulator.conftest import DAWN, Api


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Three private images: a (1 MB, tag one), b (2 MB, one and two), c (3 MB, no tags)."""
    clock = Clock(DAWN, held=True)
    app = create_app(Path(tmp_path_factory.mktemp("world")), clock=clock)
    api = Api(app, clock)
    # Listed from the newest to the oldest.
    for number, label, tags in ((3, "c", []), (2, "b", ["one", "two"]), (1, "a", ["one"])):
        image = api.image(label=label, tags=tags)
        with app.world.store.write() as tables:
            row = tables.find("image", image["id"])
            assert row is not None
            row.doc.update(size=number, created=f"2026-0{number}-01T00:00:00")
            tables.save(row)
    yield api
    app.close()


def _labels(api: Api, x_filter: Any) -> list[str]:
    own = {"+and": [{"is_public": False}, x_filter]}
    order = {key: x_filter.pop(key) for key in ("+order_by", "+order") if key in x_filter}
    return [image["label"] for image in api.ok("GET", "/images", x_filter={**own, **order})["data"]]


MATCHES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing asked": ({}, "abc"),
    "equality": ({"label": "b"}, "b"),
    "equality of numbers": ({"size": 2}, "b"),
    "equality with null": ({"vendor": None}, "abc"),
    "equality of flags": ({"deprecated": False}, "abc"),
    "several keys mean and": ({"label": "b", "size": 1}, ""),
    "+neq": ({"label": {"+neq": "b"}}, "ac"),
    "+gt": ({"size": {"+gt": 1}}, "bc"),
    "+gte": ({"size": {"+gte": 2}}, "bc"),
    "+lt": ({"size": {"+lt": 2}}, "a"),
    "+lte": ({"size": {"+lte": 2}}, "ab"),
    "a range": ({"size": {"+gte": 2, "+lt": 3}}, "b"),
    "+contains": ({"label": {"+contains": "a"}}, "a"),
    "+contains the wildcard of SQL": ({"label": {"+contains": "%"}}, ""),
    "+and": ({"+and": [{"size": {"+gt": 1}}, {"size": {"+lt": 3}}]}, "b"),
    "an empty +and": ({"+and": []}, "abc"),
    "+or": ({"+or": [{"label": "a"}, {"label": "c"}]}, "ac"),
    "+or in +and in +or": (
        {"+or": [{"+and": [{"+or": [{"size": 1}, {"size": 2}]}, {"label": "b"}]}, {"size": 3}]},
        "bc",
    ),
    "a tag": ({"tags": "one"}, "ab"),
    "two tags": ({"+and": [{"tags": "one"}, {"tags": "two"}]}, "b"),
    "no such tag": ({"tags": "three"}, ""),
    "not a tag": ({"tags": {"+neq": "one"}}, "c"),
    "a region, as Cloud Manager does": ({"regions": {"region": "us-east"}}, "abc"),
    "a region that has none": ({"regions": {"region": "us-ord"}}, ""),
    "a region within +or": ({"+or": [{"regions": {"region": "us-ord"}}, {"size": 1}]}, "a"),
    "tags and labels within +or": (
        {"+or": [{"label": {"+contains": "c"}}, {"tags": {"+contains": "two"}}]},
        "bc",
    ),
    "a part of a tag": ({"tags": {"+contains": "tw"}}, "b"),
    "sorted by size": ({"+order_by": "size", "+order": "desc"}, "cba"),
    "sorted by a time": ({"+order_by": "created", "+order": "desc"}, "cba"),
    "sorted, ascending by default": ({"+order_by": "label"}, "abc"),
    "+order without +order_by": ({"+order": "desc"}, "abc"),
    "quotes": ({"label": "' OR 1=1 --"}, ""),
}


@pytest.mark.parametrize("case", MATCHES)
def test_a_filter_with(world: Api, case: str) -> None:
    x_filter, labels = MATCHES[case]
    assert _labels(world, dict(x_filter)) == list(labels)


def test_the_filter_the_go_provider_always_sends(world: Api) -> None:
    assert world.get("/images", '{"+and":[],"+order":"desc"}').status == 200


def test_a_limit_bounds_the_results_and_their_pages(world: Api) -> None:
    every = [image["id"] for image in world.ok("GET", "/images?page_size=500")["data"]]
    assert len(every) > 30
    first = world.ok("GET", "/images?page_size=25", x_filter={"+limit": 30})
    second = world.ok("GET", "/images?page_size=25&page=2", x_filter={"+limit": 30})
    assert [image["id"] for image in first["data"] + second["data"]] == every[:30]
    assert (first["pages"], first["results"]) == (2, 30)
    assert world.ok("GET", "/images", x_filter={"+limit": 0})["data"] == []


def test_dotted_keys_reach_into_objects(world: Api) -> None:
    assert world.events(**{"entity.type": "image", "action": "image_upload"})


REFUSED: dict[str, tuple[str, str]] = {
    "an unknown field": ('{"foo": 1}', "Cannot filter on foo"),
    "the id of images": ('{"id": "private/1"}', "Cannot filter on id"),
    "SQL as a field": ('{"label\') OR 1=1 --": 1}', "Cannot filter on label') OR 1=1 --"),
    "no JSON": ("{", "Could not apply filter"),
    "a list": ("[]", "Could not apply filter"),
    "text": ('"label"', "Could not apply filter"),
    "an unknown operator": ('{"label": {"+like": "a"}}', "Could not apply filter"),
    "no operator": ('{"label": {}}', "Could not apply filter"),
    "a list as value": ('{"label": ["a"]}', "Could not apply filter"),
    "+and with an object": ('{"+and": {}}', "Could not apply filter"),
    "+or of numbers": ('{"+or": [1]}', "Could not apply filter"),
    "+gt with a flag": ('{"size": {"+gt": true}}', "Could not apply filter"),
    "+gt with null": ('{"size": {"+gt": null}}', "Could not apply filter"),
    "a number as tag": ('{"tags": 5}', "Could not apply filter"),
    "a region by its name alone": ('{"regions": "us-east"}', "Could not apply filter"),
    "a part of a region": (
        '{"regions": {"region": {"+contains": "us"}}}',
        "Could not apply filter",
    ),
    "the status of a replica": ('{"regions": {"status": "available"}}', "Could not apply filter"),
    "a region and a status": (
        '{"regions": {"region": "us-east", "status": "available"}}',
        "Could not apply filter",
    ),
    "sorting by region": ('{"+order_by": "regions"}', "Could not apply filter"),
    "a number beyond 64 bits": ('{"size": 99999999999999999999}', "Could not apply filter"),
    "half a surrogate pair": ('{"label": "\\ud800"}', "Could not apply filter"),
    "sorting images by status": ('{"+order_by": "status"}', "Could not apply filter"),
    "sorting by an unknown field": ('{"+order_by": "foo"}', "Could not apply filter"),
    "sorting by a list": ('{"+order_by": ["size"]}', "Could not apply filter"),
    "an unknown direction": ('{"+order_by": "size", "+order": "up"}', "Could not apply filter"),
    "sorting twice": ('{"+order_by": "size", "+and": [{"+order_by": "size"}]}', ""),
    "sorting within +or": ('{"+or": [{"+order_by": "size"}]}', "Cannot filter on +order_by"),
    "a limit in words": ('{"+limit": "3"}', "Could not apply filter"),
    "a limit below nothing": ('{"+limit": -1}', "Could not apply filter"),
    "depth": (json.dumps({"+and": []}).replace("[]", '[{"+and":' * 30 + "[]" + "}]" * 30), ""),
    "depth the parser can take": ('{"+and":[' * 480 + "{}" + "]}" * 480, "Could not apply filter"),
    "depth beyond the parser": ('{"+and":' + "[" * 100_000, "Could not apply filter"),
    "breadth": (json.dumps({"+or": [{"size": n} for n in range(2000)]}), "Could not apply filter"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_filter_is_refused_for(world: Api, case: str) -> None:
    text, reason = REFUSED[case]
    refused = world.get("/images", text)
    assert (refused.status, refused.fields) == (400, ["X-Filter"])
    assert reason in refused.reasons[0]


def test_pages_split_the_list(world: Api) -> None:
    everything = world.ok("GET", "/images?page_size=500")["data"]
    first = world.ok("GET", "/images?page_size=25")
    second = world.ok("GET", "/images?page=2&page_size=25")
    assert (first["page"], first["pages"], first["results"]) == (1, 2, len(everything))
    assert first["data"] + second["data"] == everything
    assert len(first["data"]) == 25


@pytest.mark.parametrize("page", ["3", "999999", str(2**64), "9" * 40])
def test_a_page_past_the_end_is_empty(world: Api, page: str) -> None:
    reply = world.ok("GET", f"/images?page={page}&page_size=25")
    assert reply["data"] == []
    assert reply["pages"] == 2


def test_an_empty_list_is_one_page(world: Api) -> None:
    reply = world.ok("GET", "/images", x_filter={"label": "none"})
    assert reply == {"data": [], "page": 1, "pages": 1, "results": 0}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=x", "page"),
        ("page=", "page"),
        ("page=" + "9" * 41, "page"),
        ("page_size=24", "page_size"),
        ("page_size=501", "page_size"),
        ("page_size=x", "page_size"),
        ("page=\u0663", "page"),
    ],
)
def test_a_page_is_refused_for(world: Api, query: str, field: str) -> None:
    refused = world.get(f"/images?{query}")
    assert (refused.status, refused.fields) == (400, [field])


def test_single_objects_do_not_mind_pages(world: Api) -> None:
    """linode-cli sends page and page_size with every GET."""
    assert world.get("/images/linode/debian12?page=1&page_size=100").status == 200
