"""Share groups: one account shares images, another uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.conftest import Api

_GROUPS = "/images/sharegroups"


class _Two:
    """A producer with an image and a group, and a consumer."""

    def __init__(self, producer: Api, consumer: Api) -> None:
        self.producer = producer
        self.consumer = consumer
        self.image = producer.image(label="source", tags=["tag"])
        self.group = producer.ok("POST", _GROUPS, {"label": "group", "description": "d"})
        self.path = f"{_GROUPS}/{self.group['id']}"

    def share(self, **more: Any) -> Any:
        body = {"images": [{"id": self.image["id"], **more}]}
        return self.producer.ok("POST", f"{self.path}/images?page=1", body)["data"][0]

    def join(self) -> Any:
        """The consumer's token, let in by the producer."""
        body = {"valid_for_sharegroup_uuid": self.group["uuid"], "label": "mine"}
        token = self.consumer.ok("POST", f"{_GROUPS}/tokens", body)
        self.member = self.producer.ok(
            "POST", f"{self.path}/members", {"label": "them", "token": token["token"]}
        )
        return token


@pytest.fixture
def two(make_api: Callable[..., Api]) -> _Two:
    tokens = {"p": {"account": "producer"}, "c": {"account": "consumer"}}
    producer = make_api(token=tokens, token_sent="p")
    return _Two(producer, Api(producer.app, producer.clock, "c"))


def test_a_new_group_is_empty_and_was_never_updated(two: _Two) -> None:
    assert two.group["updated"] is None
    assert (two.group["images_count"], two.group["members_count"]) == (0, 0)
    assert two.group["is_suspended"] is False
    assert two.producer.ok("GET", _GROUPS)["data"] == [two.group]
    assert two.producer.ok("GET", two.path) == two.group


def test_a_new_label_of_a_group_is_told_to_those_who_see_its_images(two: _Two) -> None:
    shared, token = two.share(), two.join()
    two.producer.ok("PUT", two.path, {"label": "renamed"})
    seen = two.consumer.ok("GET", f"/images/{shared['id']}")
    assert seen["image_sharing"]["shared_by"]["sharegroup_label"] == "renamed"
    held = two.consumer.ok("GET", f"{_GROUPS}/tokens/{token['token_uuid']}")
    assert held["sharegroup_label"] == "renamed"


def test_sharing_counts_on_the_source(two: _Two) -> None:
    shared = two.share()
    source = two.producer.ok("GET", f"/images/{two.image['id']}")
    assert source["is_shared"] is True
    assert source["image_sharing"]["shared_with"]["sharegroup_count"] == 1
    assert two.producer.ok("GET", two.path)["images_count"] == 1
    (group,) = two.producer.ok("GET", f"/images/{two.image['id']}/sharegroups")["data"]
    assert group["id"] == two.group["id"]
    two.producer.ok("DELETE", f"{two.path}/images/{shared['id']}")
    source = two.producer.ok("GET", f"/images/{two.image['id']}")
    assert source["image_sharing"]["shared_with"]["sharegroup_count"] == 0
    assert source["is_shared"] is True
    assert two.producer.ok("GET", f"{two.path}/images")["results"] == 0


def test_the_producer_sees_the_source_and_the_consumer_does_not(two: _Two) -> None:
    shared = two.share(label="other name", description="other")
    token = two.join()
    by = shared["image_sharing"]["shared_by"]
    assert by["source_image_id"] == two.image["id"]
    assert by["sharegroup_uuid"] == two.group["uuid"]
    path = f"{_GROUPS}/tokens/{token['token_uuid']}/sharegroup"
    assert two.consumer.ok("GET", path)["label"] == "group"
    (seen,) = two.consumer.ok("GET", f"{path}/images")["data"]
    assert seen["image_sharing"]["shared_by"]["source_image_id"] is None
    assert (seen["label"], seen["description"]) == ("other name", "other")
    assert (seen["type"], seen["created_by"], seen["is_shared"]) == ("shared", None, None)
    assert (seen["size"], seen["tags"]) == (two.image["size"], ["tag"])


def test_a_member_sees_lists_and_deploys_what_is_shared(two: _Two) -> None:
    shared = two.share()
    assert two.consumer.get(f"/images/{shared['id']}").status == 404
    body = {"image": shared["id"]}
    refused = {"type": "g6-nanode-1", "region": "us-east", "root_pass": "insecure-p4ss", **body}
    assert two.consumer.post("/linode/instances", refused).fields == ["image"]
    two.join()
    assert two.consumer.ok("GET", f"/images/{shared['id']}")["id"] == shared["id"]
    listed = two.consumer.ok("GET", "/images", x_filter={"type": "shared"})["data"]
    assert [image["id"] for image in listed] == [shared["id"]]
    assert two.consumer.linode(**body)["image"] == shared["id"]
    for method in ("PUT", "DELETE"):
        assert two.consumer.call(method, f"/images/{shared['id']}", {}).status == 404


def test_a_shared_image_follows_its_source(two: _Two) -> None:
    shared = two.share()
    two.join()
    regions = {"regions": ["us-east", "us-ord"]}
    two.producer.ok("POST", f"/images/{two.image['id']}/regions", regions)
    assert len(two.consumer.ok("GET", f"/images/{shared['id']}")["regions"]) == 2
    two.producer.ok("DELETE", f"/images/{two.image['id']}")
    assert two.consumer.get(f"/images/{shared['id']}").status == 404
    assert two.producer.ok("GET", two.path)["images_count"] == 0


def test_a_token_shows_itself_once_and_then_its_group(two: _Two) -> None:
    token = two.join()
    path = f"{_GROUPS}/tokens/{token['token_uuid']}"
    seen = two.consumer.ok("GET", path)
    assert "token" not in seen
    assert seen["sharegroup_uuid"] == two.group["uuid"]
    assert two.consumer.ok("PUT", path, {"label": "renamed"})["label"] == "renamed"
    assert two.consumer.ok("GET", f"{_GROUPS}/tokens")["results"] == 1
    assert two.producer.get(path).status == 404
    assert two.producer.ok("GET", f"{two.path}/members")["data"] == [two.member]
    member = f"{two.path}/members/{token['token_uuid']}"
    assert two.producer.ok("GET", member) == two.member
    assert two.producer.ok("PUT", member, {"label": "new"})["label"] == "new"


@pytest.mark.parametrize("who", ["member removed", "token deleted", "group deleted"])
def test_who_leaves_sees_nothing_more(two: _Two, who: str) -> None:
    shared, token = two.share(), two.join()
    path = f"{_GROUPS}/tokens/{token['token_uuid']}"
    if who == "member removed":
        two.producer.ok("DELETE", f"{two.path}/members/{token['token_uuid']}")
    elif who == "token deleted":
        two.consumer.ok("DELETE", path)
    else:
        two.producer.ok("DELETE", two.path)
        assert two.producer.get(two.path).status == 404
    assert two.consumer.get(f"/images/{shared['id']}").status == 404
    assert two.consumer.get(f"{path}/sharegroup").status == 404
    assert two.consumer.get(path).status == (404 if who == "token deleted" else 200)


def test_groups_and_entries_can_be_changed(two: _Two) -> None:
    after = two.producer.ok("PUT", two.path, {"label": "renamed", "description": "new"})
    assert (after["label"], after["description"]) == ("renamed", "new")
    assert after["updated"] is not None
    shared = two.share()
    for id in (shared["id"], two.image["id"]):
        entry = two.producer.ok("PUT", f"{two.path}/images/{id}", {"label": id.replace("/", "-")})
        assert entry["label"] == id.replace("/", "-")
    assert two.producer.ok("GET", f"/images/{two.image['id']}")["label"] == "source"


def test_a_group_can_be_made_with_images(two: _Two) -> None:
    body = {"label": "second", "images": [{"id": two.image["id"], "label": "in"}]}
    assert two.producer.ok("POST", _GROUPS, body)["images_count"] == 1


def test_what_cannot_be_shared_or_joined(two: _Two) -> None:
    pending = two.producer.upload()["image"]["id"]
    theirs = two.consumer.image()["id"]
    for id in (pending, theirs, "linode/debian12", "private/1"):
        refused = two.producer.post(f"{two.path}/images", {"images": [{"id": id}]})
        assert refused.fields == ["images[0].id"]
    two.share()
    again = two.producer.post(f"{two.path}/images", {"images": [{"id": two.image["id"]}]})
    assert again.status == 400
    other = two.producer.ok("POST", _GROUPS, {"label": "other"})
    token = two.join()
    for secret in (token["token"], "0" * 64):
        body = {"label": "x", "token": secret}
        assert two.producer.post(f"{two.path}/members", body).fields == ["token"]
    body = {"valid_for_sharegroup_uuid": other["uuid"], "label": "x"}
    stray = two.consumer.ok("POST", f"{_GROUPS}/tokens", body)["token"]
    joined = two.producer.post(f"{two.path}/members", {"label": "x", "token": stray})
    assert joined.fields == ["token"]
    unknown = two.consumer.post(f"{_GROUPS}/tokens", {"valid_for_sharegroup_uuid": "none"})
    assert unknown.fields == ["valid_for_sharegroup_uuid"]


def test_a_text_that_is_no_token_is_a_servers_error_as_recorded(two: _Two) -> None:
    refused = two.producer.post(f"{two.path}/members", {"label": "x", "token": "not_a_token"})
    assert (refused.status, refused.reasons) == (500, ["Invalid token format"])
    assert refused.fields == [None]


def test_nobody_makes_a_token_for_a_group_of_ones_own(two: _Two) -> None:
    body = {"valid_for_sharegroup_uuid": two.group["uuid"]}
    refused = two.producer.post(f"{_GROUPS}/tokens", body)
    assert (refused.status, refused.fields) == (400, ["valid_for_sharegroup_uuid"])
    assert refused.reasons == ["You may not create a token for your own sharegroup"]
    assert two.producer.ok("GET", f"{_GROUPS}/tokens")["results"] == 0


def test_a_group_is_the_producers_alone(two: _Two) -> None:
    for method, suffix in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("GET", "/images")):
        assert two.consumer.call(method, two.path + suffix, {}).status == 404
    assert two.consumer.ok("GET", _GROUPS)["results"] == 0
