"""A provider of one resource, `toy_thing`, for tests of the plugin room. Run as a program.

It knows no engine: a thing is a name and a computed id, planned and applied by hand.
A thing called "slow" takes until the provider is stopped, or a second.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from shim_provider.plugin.launch import serve
from shim_provider.plugin.server import Handlers
from shim_provider.unknown import UNKNOWN
from shim_provider.wire.values import from_dynamic, from_json, to_dynamic

SOURCE = "terraform.local/test/toy"
ATTRIBUTES = {"name": "string", "id": "string"}
TYPE = ("object", ATTRIBUTES)

_stopped = threading.Event()


def attribute(name: str, **flags: bool) -> dict[str, Any]:
    return {"name": name, "type": json.dumps(ATTRIBUTES[name]).encode(), **flags}


def get_provider_schema(_request: dict[str, Any]) -> dict[str, Any]:
    attributes = [attribute("name", required=True), attribute("id", computed=True)]
    return {
        "provider": {"block": {}},
        "resource_schemas": {"toy_thing": {"block": {"attributes": attributes}}},
        "server_capabilities": {"plan_destroy": True, "get_provider_schema_optional": True},
    }


def plan(request: dict[str, Any]) -> dict[str, Any]:
    logging.getLogger("shim_provider.toy").info("a thing is planned")
    proposed = from_dynamic(request["proposed_new_state"], TYPE)
    if proposed and proposed["id"] is None:
        proposed["id"] = UNKNOWN
    return {"planned_state": to_dynamic(proposed, TYPE), "planned_private": b"p"}


def apply(request: dict[str, Any]) -> dict[str, Any]:
    planned = from_dynamic(request["planned_state"], TYPE)
    if planned:
        if planned["name"] == "slow":
            _stopped.wait(1)
        planned["id"] = f"id of {planned['name']}"
    return {"new_state": to_dynamic(planned, TYPE), "private": request["planned_private"]}


def read(request: dict[str, Any]) -> dict[str, Any]:
    return {"new_state": request["current_state"], "private": request["private"]}


def upgrade(request: dict[str, Any]) -> dict[str, Any]:
    value = from_json(request["raw_state"]["json"], TYPE)
    return {"upgraded_state": to_dynamic(value, TYPE)}


def stop(_request: dict[str, Any]) -> dict[str, Any]:
    _stopped.set()
    return {}


def nothing(_request: dict[str, Any]) -> dict[str, Any]:
    return {}


def fail(_request: dict[str, Any]) -> dict[str, Any]:
    raise RuntimeError("the password is hunter2")


def list_things(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number in range(request["limit"]):
        yield {"display_name": f"thing {number}"}


RPCS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "GetProviderSchema": get_provider_schema,
    "ValidateProviderConfig": nothing,
    "ValidateResourceConfig": nothing,
    "ConfigureProvider": nothing,
    "PlanResourceChange": plan,
    "ApplyResourceChange": apply,
    "ReadResource": read,
    "UpgradeResourceState": upgrade,
    "StopProvider": stop,
    "ListResource": list_things,
    "ValidateListResourceConfig": fail,
    "GetResourceIdentitySchemas": nothing,
}


def load() -> Handlers:
    return Handlers(RPCS, frozenset({"ApplyResourceChange", "ReadResource", "ListResource"}))


if __name__ == "__main__":
    os._exit(serve(load, reattach=SOURCE if "--debug" in sys.argv else ""))
