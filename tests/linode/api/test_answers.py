"""A success whose body is not what was asked for is no answer: it must never reach a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors

from ..scripted_api import Answer, ScriptedApi

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

CALLS: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "a read": ("GET", "/images/private/1", lambda api: api.images.get("private/1")),
    "a refresh": ("GET", "/images/private/1", lambda api: api.images.refresh("private/1")),
    "an update": ("PUT", "/images/private/1", lambda api: api.images.update("private/1", {})),
    "a replication": (
        *("POST", "/images/private/1/regions"),
        lambda api: api.images.replicate("private/1", ["us-east"]),
    ),
    "a read of a Linode": ("GET", "/linode/instances/1", lambda api: api.instances.get(1)),
}
BODIES: dict[str, Any] = {
    "nothing": {},
    "another thing": {"id": "private/2", "status": "available"},
    "an error with a good status": {"errors": [{"reason": "An error occurred"}]},
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("call", CALLS)
def test_it_is_told_and_not_believed(api: ScriptedApi, linode: Api, call: str, body: str) -> None:
    method, path, make = CALLS[call]
    api.on(method, path, Answer(200, BODIES[body]))
    with pytest.raises(errors.BadReply, match=f"{method} {path}: the answer is not"):
        make(linode)


@pytest.mark.parametrize("data", [[1], ["private/1"], [None]])
def test_a_page_holds_objects(api: ScriptedApi, linode: Api, data: list[Any]) -> None:
    api.on("GET", "/images", Answer(200, {"data": data, "page": 1, "pages": 1, "results": 1}))
    with pytest.raises(errors.BadReply, match="not a page of a list"):
        linode.images.list()
