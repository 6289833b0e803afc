"""Tags: those that things have, and those made, shown and deleted by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shim_provider.emulator import seeds
from shim_provider.emulator.seeds import SeedError
from tests.emulator.conftest import Api

_TOKENS = {name: {"account": name} for name in ("one", "two")}


@pytest.fixture
def one(make_api: Callable[..., Api]) -> Api:
    """An account of two."""
    return make_api(token=_TOKENS, token_sent="one")


@pytest.fixture
def two(one: Api) -> Api:
    return Api(one.app, one.clock, "two")


def _labels(api: Api) -> list[str]:
    """As recorded, in their own order."""
    return [tag["label"] for tag in api.ok("GET", "/tags")["data"]]


def test_tags_are_those_of_images_and_linodes(one: Api, two: Api) -> None:
    two.image(tags=["theirs"])
    image = one.image(tags=["web", "base"])
    linode = one.linode(tags=["prod", "web"])
    assert _labels(one) == ["base", "prod", "web"]
    backwards = one.ok("GET", "/tags", x_filter={"+order_by": "label", "+order": "desc"})
    assert [tag["label"] for tag in backwards["data"]] == ["web", "prod", "base"]
    assert backwards["results"] == 3
    one.ok("PUT", f"/images/{image['id']}", {"tags": []})
    one.ok("DELETE", f"/linode/instances/{linode['id']}")
    one.wait()
    assert _labels(one) == []


def test_a_tag_made_without_anything_lives_until_it_is_deleted(one: Api, two: Api) -> None:
    assert one.ok("POST", "/tags", {"label": "later", "linodes": []}) == {"label": "later"}
    assert (_labels(one), _labels(two)) == (["later"], [])
    assert one.ok("GET", "/tags/later")["data"] == []
    assert two.get("/tags/later").status == 404
    linode = one.linode(tags=["later"])
    one.ok("PUT", f"/linode/instances/{linode['id']}", {"tags": []})
    assert _labels(one) == ["later"]
    assert two.delete("/tags/later").status == 404
    assert one.ok("DELETE", "/tags/later") == {}
    assert _labels(one) == []


def test_a_tag_is_put_on_linodes_shown_with_them_and_taken_from_everything(one: Api) -> None:
    linode, other = one.linode(tags=["prod"]), one.linode()
    image = one.image(tags=["web app/1"])
    one.ok("DELETE", "/tags/web app/1")
    one.ok("POST", "/tags", {"label": "web app/1", "linodes": [linode["id"], other["id"]]})
    one.ok("PUT", f"/images/{image['id']}", {"tags": ["web app/1"]})
    listed = one.ok("GET", "/tags/web%20app%2F1?page_size=25")
    assert [entry["data"]["id"] for entry in listed["data"]] == [linode["id"], other["id"]]
    assert listed["data"][0]["data"]["tags"] == ["prod", "web app/1"]
    assert one.get("/tags/prod", {"colour": "red"}).reasons == ["Cannot filter on colour"]
    one.ok("DELETE", "/tags/web%20app%2F1")
    assert one.ok("GET", f"/linode/instances/{linode['id']}")["tags"] == ["prod"]
    assert one.ok("GET", f"/images/{image['id']}")["tags"] == []
    assert _labels(one) == ["prod"]


REFUSED = {
    "no label": ({}, "label", "label is required"),
    "two characters": ({"label": "aa"}, "label", "Length must be 3-50 characters"),
    "51 characters": ({"label": "a" * 51}, "label", "Length must be 3-50 characters"),
    "a tag there is": ({"label": "there"}, "label", "Tag already exists"),
    "a tag something has": ({"label": "had"}, "label", "Tag already exists"),
    "a Linode there is not": ({"label": "new", "linodes": [1]}, "linodes", "linodes is not valid"),
    "a domain": ({"label": "new", "domains": [1]}, "domains", "domains is not valid"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_tag_is_refused_for(one: Api, case: str) -> None:
    body, field, reason = REFUSED[case]
    one.image(tags=["had"])
    one.ok("POST", "/tags", {"label": "there"})
    refused = one.post("/tags", body)
    assert (refused.status, refused.fields, refused.reasons) == (400, [field], [reason])
    assert _labels(one) == ["had", "there"]


def test_a_linode_of_somebody_else_is_not_tagged(one: Api, two: Api) -> None:
    theirs = two.linode()
    assert one.post("/tags", {"label": "new", "linodes": [theirs["id"]]}).fields == ["linodes"]
    assert two.ok("GET", f"/linode/instances/{theirs['id']}")["tags"] == []


def test_a_tag_in_a_file_is_there_once(api: Api) -> None:
    with pytest.raises(SeedError, match=r"^tags\[1\].label: expected a label no other tag"):
        seeds.load(api.app.world, {"tags": [{"label": "one"}, {"label": "one"}]})
    assert seeds.load(api.app.world, {"tags": [{"label": "one"}]})
    assert api.ok("GET", "/tags")["data"] == [{"label": "one"}]
