"""Terraform's values: msgpack and state JSON to plain Python and back, given a type.

A type is Terraform's JSON form of it, arrays as tuples or lists: `"string"`,
`("set", "string")`, `("object", {"id": "string"})`. A value is None, str, bool, a number,
a list (sets too: sorted, no duplicates), a dict (objects with every attribute, maps) or
UNKNOWN. A number is an int where it is whole, a float where a float is exactly it, else a
Decimal: Terraform's numbers are exact, and 1.1 must come back as 1.1.

Does not know schemas or blocks: a block is an attribute whose type is an object, list or
set. Not here: `dynamic` and tuples, which no schema of this provider uses.

docs/plugin-protocol/object-wire-format.md of Terraform.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgpack  # type: ignore[import-untyped]

from ..unknown import UNKNOWN, wholly_known
from .protobuf import WireError

if TYPE_CHECKING:
    from decimal import Decimal

Convert = Callable[[Any], Any]

#: Longer numbers are refused: "1e999999999" must not fill the memory. Terraform keeps
#: 512 bits, which is about 155 digits.
_MOST_DIGITS = 1000
#: Types prepared and kept. A process uses a dozen; a caller who makes a new type
#: object for each call must not fill the memory.
_MOST_TYPES = 500


def decode(data: bytes, type: Any) -> Any:
    """The value in msgpack `data`. Raises `WireError` when it does not fit the type."""
    try:
        raw = msgpack.unpackb(data, ext_hook=_unknown)
    except (ValueError, msgpack.UnpackException) as error:
        raise WireError("the value is not msgpack") from error
    return _prepared(type)[0](raw)


def encode(value: Any, type: Any) -> bytes:
    """`value` in msgpack. Attributes it lacks are null.

    Raises `WireError`, which names the attribute, when the value does not fit the type.
    """
    try:
        packed: bytes = msgpack.packb(_prepared(type)[1](value), default=_pack_special)
    except UnicodeEncodeError as error:
        raise WireError("a string has half of a surrogate pair") from error
    return packed


def from_json(data: bytes, type: Any) -> Any:
    """The value in state JSON `data`, as an older schema may have written it.

    Attributes the type does not have are dropped, missing ones are null; numbers, bools
    and strings become what the type says. Raises `WireError` when they cannot.
    """
    import json

    try:
        raw = json.loads(data, parse_float=_number_in_text)
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError("the value is not JSON") from error
    return _prepared(type)[0](raw)


def from_dynamic(message: Mapping[str, Any] | None, type: Any) -> Any:
    """The value of a `DynamicValue`, whichever form it has. An absent or empty one is null."""
    if message is None:
        return None
    if message["msgpack"]:
        return decode(message["msgpack"], type)
    return from_json(message["json"], type) if message["json"] else None


def is_null(message: Mapping[str, Any] | None) -> bool:
    """Whether a `DynamicValue` is null, told without reading it."""
    return message is None or message["msgpack"] == b"\xc0" or message["json"] == b"null"


def to_dynamic(value: Any, type: Any) -> dict[str, bytes]:
    """`value` as a `DynamicValue`: in msgpack, which every Terraform takes everywhere."""
    return {"msgpack": encode(value, type)}


def _unknown(_code: int, _refinements: bytes) -> Any:
    """Any extension stands for an unknown value, says the wire format."""
    return UNKNOWN


def _pack_special(value: Any) -> Any:
    """What msgpack cannot write itself: unknowns, and numbers it has no room for."""
    return msgpack.ExtType(0, b"\0") if value is UNKNOWN else _in_digits(value)


# Converters: inward (from Terraform, lenient) and outward (to Terraform, strict).

_PREPARED: dict[int, tuple[Any, Convert, Convert]] = {}


def _prepared(type: Any) -> tuple[Convert, Convert]:
    """The two converters of a type, kept by the identity of the type object."""
    ready = _PREPARED.get(id(type))
    if ready is None:
        if len(_PREPARED) >= _MOST_TYPES:
            _PREPARED.clear()
        # The type is kept with them: its identity must not pass to another object.
        ready = (type, _converter(type, _INWARD), _converter(type, _OUTWARD))
        _PREPARED[id(type)] = ready
    return ready[1:]


def _converter(type: Any, scalars: Mapping[str, Convert]) -> Convert:
    if isinstance(type, str):
        convert = scalars[type]
    elif type[0] == "object":
        fields = [(name, _exact(kind), _converter(kind, scalars)) for name, kind in type[1].items()]
        convert = _object(fields, strict=scalars is _OUTWARD)
    elif type[0] == "map":
        convert = _map(_converter(type[1], scalars))
    else:
        convert = _COLLECTIONS[type[0]](_converter(type[1], scalars))

    def or_nothing(value: Any) -> Any:
        return value if value is None or value is UNKNOWN else convert(value)

    return or_nothing


def _exact(kind: Any) -> Any:
    """The Python type whose values need no conversion, either way; None if there is none."""
    return {"string": str, "bool": bool, "number": int}.get(kind) if isinstance(kind, str) else None


def _object(fields: Sequence[tuple[str, Any, Convert]], strict: bool) -> Convert:
    names = {name for name, _, _ in fields}

    # Most of what a plan costs is spent here: hence the loop without a call for plain values.
    def convert(value: Any) -> dict[str, Any]:
        _expect(value, dict, "an object")
        if strict and not value.keys() <= names:
            raise WireError(f"has no attribute {sorted(value.keys() - names)[0]!r}")
        converted = {}
        for name, exact, field in fields:
            item = value.get(name)
            if item is not None and type(item) is not exact:
                item = _named(name, field, item)
            converted[name] = item
        return converted

    return convert


def _map(element: Convert) -> Convert:
    def convert(value: Any) -> dict[str, Any]:
        _expect(value, dict, "a map")
        return {key: _named(key, element, item) for key, item in value.items()}

    return convert


def _named(name: str, convert: Convert, value: Any) -> Any:
    try:
        return convert(value)
    except WireError as error:
        raise WireError(f"{name}: {error}") from error


def _list(element: Convert) -> Convert:
    def convert(value: Any) -> list[Any]:
        _expect(value, list, "a list")
        return [element(item) for item in value]

    return convert


def _set(element: Convert) -> Convert:
    def convert(value: Any) -> list[Any]:
        _expect(value, list, "a list of the set's elements")
        return canonical_set([element(item) for item in value])

    return convert


_COLLECTIONS = {"list": _list, "set": _set}


def canonical_set(elements: list[Any]) -> list[Any]:
    """The elements sorted and without duplicates. Unknown ones may differ: all are kept."""
    if all(isinstance(element, str) for element in elements):
        return sorted(set(elements))
    ordered = sorted(((_order(element), element) for element in elements), key=lambda pair: pair[0])
    return [
        element
        for index, (order, element) in enumerate(ordered)
        if not index or order != ordered[index - 1][0] or not wholly_known(element)
    ]


def _order(value: Any) -> tuple[Any, ...]:
    """Something to sort by, for values of any kind."""
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (1, value)
    if isinstance(value, str):
        return (3, value)
    if isinstance(value, list):
        return (4, [_order(item) for item in value])
    if isinstance(value, dict):
        return (5, [(name, _order(value[name])) for name in sorted(value)])
    return (6,) if value is UNKNOWN else (2, value)


def _expect(value: Any, kind: type | tuple[type, ...], says: str) -> None:
    if not isinstance(value, kind):
        raise WireError(f"must be {says}, not {type(value).__name__}")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    number = _number(value)
    return str(number) if isinstance(number, int) else _in_digits(number)


def _strict_text(value: Any) -> str:
    _expect(value, str, "a string")
    return str(value)


def _bool(value: Any) -> bool:
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    return _strict_bool(value)


def _strict_bool(value: Any) -> bool:
    _expect(value, bool, "a bool")
    return bool(value)


def _number(value: Any) -> int | float | Decimal:
    return _number_in_text(value) if isinstance(value, str) else _strict_number(value)


def _strict_number(value: Any) -> int | float | Decimal:
    if type(value) is int:
        return value
    from decimal import Decimal

    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise WireError(f"must be a number, not {type(value).__name__}")
    return _simplest(Decimal(value))


def _number_in_text(text: str) -> int | float | Decimal:
    from decimal import Decimal, InvalidOperation

    try:
        if not text.isascii() or "_" in text or text.strip() != text:
            raise InvalidOperation  # what Python takes and Terraform does not
        return _simplest(Decimal(text))
    except InvalidOperation as error:
        raise WireError("must be a number, not other text") from error


def _simplest(number: Decimal) -> int | float | Decimal:
    """The same number as int or float, if there is one which is exactly it."""
    if not number.is_finite():
        raise WireError("must be a finite number")
    digits, exponent = number.as_tuple()[1:]
    if len(digits) + abs(int(exponent)) > _MOST_DIGITS:
        raise WireError(f"must be a number of at most {_MOST_DIGITS} digits")
    if number == number.to_integral_value():
        return int(number)
    return float(number) if type(number)(float(number)) == number else number


def _in_digits(number: int | float | Decimal) -> str:
    """Decimal text without an exponent, exactly the number."""
    from decimal import Decimal

    return format(Decimal(number), "f")


_INWARD: dict[str, Convert] = {"string": _text, "number": _number, "bool": _bool}
_OUTWARD: dict[str, Convert] = {
    "string": _strict_text,
    "number": _strict_number,
    "bool": _strict_bool,
}
