"""Lost answers to the creation of a Linode: it is found by its label, which is unique."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors

from ..scripted_api import Answer, ScriptedApi, page, refused
from .test_killed import LONG, ago, tried

if TYPE_CHECKING:
    from shim_provider.linode.client import Api


LINODE = {"id": 5, "label": "web", "region": "us-east", "type": "g6-nanode-1", "image": "private/1"}
BODY = {"label": "web", "region": "us-east", "type": "g6-nanode-1", "image": "private/1"}


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())


def test_a_lost_linode_is_found_by_its_label(api: ScriptedApi, linode: Api) -> None:
    api.on("POST", "/linode/instances", Answer(502))
    api.on("GET", "/linode/instances", lambda asked: page([{**LINODE, "created": now()}], asked))
    assert linode.instances.create(BODY)["id"] == 5
    assert api.to("GET", "/linode/instances")[0].filter == {"label": "web"}
    assert api.count("POST", "/linode/instances") == 1


@pytest.mark.parametrize(
    "others", [{"created": "2020-01-01T00:00:00"}, {"region": "eu-west"}, {"image": "linode/arch"}]
)
def test_a_linode_of_that_label_that_is_not_ours_is_left_alone(
    api: ScriptedApi, linode: Api, others: dict[str, Any]
) -> None:
    api.on("POST", "/linode/instances", Answer(502), refused("Label must be unique", "label"))
    found = {**LINODE, "created": now(), **others}
    api.on("GET", "/linode/instances", lambda asked: page([found], asked))
    with pytest.raises(errors.ApiError, match="Label must be unique"):
        linode.instances.create(BODY)


def test_a_linode_that_shows_only_after_the_second_try_is_adopted(
    api: ScriptedApi, linode: Api
) -> None:
    shown: list[dict[str, Any]] = []

    def taken(_: Any) -> Answer:
        shown.append({**LINODE, "created": now()})
        return refused("Label must be unique", "label")

    api.on("POST", "/linode/instances", Answer(502), taken)
    api.on("GET", "/linode/instances", lambda asked: page(shown, asked))
    assert linode.instances.create(BODY)["id"] == 5


def test_a_linode_without_an_id_is_a_lost_answer(api: ScriptedApi, linode: Api) -> None:
    api.on("POST", "/linode/instances", Answer(200, {"label": "web"}))
    api.on("GET", "/linode/instances", lambda asked: page([], asked))
    with pytest.raises(errors.AnswerLost) as caught:
        linode.instances.create(BODY)
    assert isinstance(caught.value.cause, errors.BadReply)


def test_the_linode_of_a_killed_process_is_found_by_its_id_alone_where_that_was_heard(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", "/linode/instances/5", Answer(200, {**LINODE, "label": "renamed"}))
    found = linode.instances.find_made(tried(LONG, id="5"), BODY)
    assert found == {**LINODE, "label": "renamed"}
    assert linode.instances.find_made(tried(LONG, id="6"), BODY) is None
    assert api.count("GET", "/linode/instances") == 0


def test_the_linode_of_a_killed_process_is_found_by_what_was_asked_for(
    api: ScriptedApi, linode: Api
) -> None:
    ours = {**LINODE, "created": ago(LONG)}
    api.on("GET", "/linode/instances", lambda asked: page([{"id": 1}, ours], asked))
    assert linode.instances.find_made(tried(LONG), BODY) == ours


@pytest.mark.parametrize(
    "others",
    [
        {"created": "2020-01-01T00:00:00"},
        {"created": "2099-01-01T00:00:00"},
        {"label": "db"},
        {"region": "eu-west"},
        {"image": None},
    ],
)
def test_somebody_elses_linode_is_not_that_of_a_killed_process(
    api: ScriptedApi, linode: Api, others: dict[str, Any]
) -> None:
    found = {**LINODE, "created": ago(1000), **others}
    api.on("GET", "/linode/instances", lambda asked: page([found], asked))
    assert linode.instances.find_made(tried(1000), BODY) is None
