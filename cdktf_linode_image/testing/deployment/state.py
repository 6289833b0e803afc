"""Outputs and resources out of a state file, which spares a launch of Terraform for each look."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from shim_provider.emulator.things import Thing
from shim_provider.stacks.state import address_of

FILE = "terraform.tfstate"

_TYPES = ("string", "number", "bool", "list", "set", "map", "object", "tuple")


class State(NamedTuple):
    """What is deployed: outputs by name; resources and data sources by address."""

    outputs: Mapping[str, Any]
    resources: Mapping[str, Thing]
    data_sources: Mapping[str, Thing]
    #: The sources of the resources' providers.
    providers: frozenset[str]


NOTHING = State({}, {}, {}, frozenset())


def read(directory: Path) -> State:
    """The state of a stack's directory; an empty one where nothing was ever applied."""
    file = directory / FILE
    state = json.loads(file.read_bytes()) if file.exists() else {}
    found = state.get("resources", [])
    return State(
        {name: output["value"] for name, output in state.get("outputs", {}).items()},
        _by_address(each for each in found if each["mode"] == "managed"),
        _by_address(each for each in found if each["mode"] == "data"),
        frozenset(each["provider"].split('"')[1] for each in found if each["mode"] == "managed"),
    )


def _by_address(resources: Iterator[Mapping[str, Any]]) -> dict[str, Thing]:
    things = {
        address_of(resource, instance): _thing(instance)
        for resource in resources
        for instance in resource["instances"]
        if "deposed" not in instance
    }
    return dict(sorted(things.items()))


def _thing(instance: Mapping[str, Any]) -> Thing:
    values = {name: _plain(value) for name, value in instance["attributes"].items()}
    return Thing(values, _hidden(instance))


def _plain(value: Any) -> Any:
    """A value whose type its schema leaves open (`terraform_data.x.input`) is stored with it."""
    if isinstance(value, dict) and value.keys() == {"type", "value"}:
        kind = value["type"][0] if isinstance(value["type"], list) else value["type"]
        return value["value"] if kind in _TYPES else value
    return value


def _hidden(instance: Mapping[str, Any]) -> frozenset[str]:
    paths = instance.get("sensitive_attributes", ())
    return frozenset(path[0]["value"] for path in paths if path and path[0]["type"] == "get_attr")
