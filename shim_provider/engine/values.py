"""Whole values of a schema, blocks included, to and from their wire forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire import values

if TYPE_CHECKING:
    from ..schemas.language import Schema, Type

#: Schemas are constants of their modules; their types are made once. The schema is kept
#: beside its type, so that its id cannot be taken by another.
_TYPES: dict[int, tuple[Schema, Type]] = {}


def type_of(schema: Schema) -> Type:
    """The type of a whole value of the schema."""
    kept = _TYPES.get(id(schema))
    if kept is None:
        kept = _TYPES[id(schema)] = (schema, schema.type())
    return kept[1]


def decode(message: dict[str, Any] | None, schema: Schema) -> Any:
    """The value of a DynamicValue message; None for null."""
    return values.from_dynamic(message, type_of(schema))


def encode(value: Any, schema: Schema) -> dict[str, Any]:
    """A DynamicValue message."""
    return values.to_dynamic(value, type_of(schema))


def from_json(data: bytes, schema: Schema) -> Any:
    """The value of stored state, cut and filled up to today's schema."""
    return values.from_json(data, type_of(schema))


def is_null(message: dict[str, Any] | None) -> bool:
    """Whether a DynamicValue message is null, told without decoding it."""
    return values.is_null(message)
