"""Resource `toy_card`: plans a pin backwards, which only the legacy type system allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shim_provider.engine.contract import Change, Operation, Values

LEGACY_TYPE_SYSTEM = True


def plan(change: Change) -> None:
    change.planned["pin"] = change.config["pin"][::-1]


def create(operation: Operation, planned: Values) -> Values:
    operation.api.cards["7"] = operation.config["pin"]
    return {"id": "7", "pin": planned["pin"]}


def read(operation: Operation, state: Values) -> Values | None:
    return {} if state["id"] in operation.api.cards else None


def update(operation: Operation, state: Values, planned: Values) -> Values:
    operation.api.cards[state["id"]] = operation.config["pin"]
    return {"pin": planned["pin"]}


def delete(operation: Operation, state: Values) -> None:
    del operation.api.cards[state["id"]]


def import_state(text: str) -> Values:
    return {"id": text}
