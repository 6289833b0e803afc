"""The protobuf wire format, for messages described by tables.

Knows varints, tags and the field kinds plugin messages use; does not know any message
(`messages.py` has the tables). Not here, because no message of Terraform needs it:
floating point, fixed-width and packed fields, groups, and merging of a sub-message
which is given twice (the last one counts).

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

#: Kinds of a field: one of these, the name of a message, `[kind]` for a repeated field
#: or `{"string": kind}` for a map.
STRING = "string"
BYTES = "bytes"
INT = "int"  # int64, and enums
BOOL = "bool"
#: The same with presence (`oneof`, `optional`): None when absent, sent even when empty or 0.
MAYBE_STRING = "string?"
MAYBE_INT = "int?"

Kind = str | list[str] | dict[str, str]
#: A message: each field's number, name and kind.
Table = tuple[tuple[int, str, Kind], ...]

_VARINT, _FIXED64, _SIZED, _FIXED32 = 0, 1, 2, 5


class WireError(ValueError):
    """The bytes are not what they should be, or the value cannot be written. Says which."""


def write_varint(number: int) -> bytes:
    """A signed 64 bit number, in 1 to 10 bytes.

    Raises `WireError` when it needs more than 64 bits.
    """
    if not -(1 << 63) <= number < 1 << 63:
        raise WireError("a number does not fit in 64 bits")
    number &= (1 << 64) - 1
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """The unsigned 64 bit number at `position`, and the position behind it.

    Raises `WireError` when it does not end, or has more than 10 bytes.
    """
    number = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            raise WireError("the message ends within a number")
        byte = data[position]
        position += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number & (1 << 64) - 1, position
    raise WireError("a number has more than 10 bytes")


def read_fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Each field as it comes: its tag (number and wire type), and an int or bytes.

    Raises `WireError` for bytes which are not a message.
    """
    position = 0
    while position < len(data):
        tag, position = read_varint(data, position)
        if not tag >> 3:
            raise WireError("a field has the number 0")
        if tag & 7 == _VARINT:
            number, position = read_varint(data, position)
            yield tag, number
            continue
        size, position = _size(data, position, tag & 7)
        end = position + size
        if end > len(data):
            raise WireError("the message ends within a field")
        yield tag, data[position:end]
        position = end


def _size(data: bytes, position: int, wire_type: int) -> tuple[int, int]:
    if wire_type == _SIZED:
        return read_varint(data, position)
    if wire_type == _FIXED64:
        return 8, position
    if wire_type == _FIXED32:
        return 4, position
    raise WireError(f"a field has the wire type {wire_type}")


def _read_text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise WireError("a string is not UTF-8") from error


def _write_text(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise WireError("a string has half of a surrogate pair") from error


def _write_bytes(data: bytes) -> bytes:
    if not isinstance(data, bytes):
        raise TypeError
    return data


def _read_int(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


class _Scalar(NamedTuple):
    """How one kind is read and written, and what stands for an absent field."""

    wire_type: int
    read: Callable[[Any], Any]
    write: Callable[[Any], bytes]
    absent: Any


_SCALARS = {
    STRING: _Scalar(_SIZED, _read_text, _write_text, ""),
    BYTES: _Scalar(_SIZED, bytes, _write_bytes, b""),
    INT: _Scalar(_VARINT, _read_int, write_varint, 0),
    BOOL: _Scalar(_VARINT, bool, write_varint, False),
    MAYBE_STRING: _Scalar(_SIZED, _read_text, _write_text, None),
    MAYBE_INT: _Scalar(_VARINT, _read_int, write_varint, None),
}


class _Field(NamedTuple):
    name: str
    tag: int
    shape: type  # object for a single value, list, dict
    kind: _Scalar


class _Message(NamedTuple):
    by_tag: dict[int, _Field]
    by_name: dict[str, _Field]
    absent: dict[str, Any]
    #: The repeated fields and maps: each decoded message needs its own.
    containers: tuple[tuple[str, type], ...]


class Codec:
    """Reads and writes the messages of `tables`, each as a dict with the fields' names.

    A table is prepared when its message is first used: a launch needs few of them.
    """

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._messages: dict[str, _Message] = {}

    def decode(self, name: str, data: bytes) -> dict[str, Any]:
        """The message called `name` in `data`, with every field of its table.

        Absent ones are None (sub-messages, and fields with presence), empty or 0. Fields
        which are not in the table are left out: a newer Terraform may send some.
        Raises `WireError` for bytes which are not a message.
        """
        return _decode(self._message(name), data)

    def encode(self, name: str, message: Mapping[str, Any]) -> bytes:
        """The bytes of `message`, which is called `name`.

        Missing fields are omitted, and so are empty ones without presence. Raises
        `WireError` for a field the table does not have, and for a value of a wrong type.
        """
        return b"".join(_encode(name, self._message(name), message))

    def _message(self, name: str) -> _Message:
        ready = self._messages.get(name)
        if ready is None:
            ready = self._messages[name] = self._prepare(self._tables[name])
        return ready

    def _prepare(self, table: Table) -> _Message:
        fields = [self._field(*row) for row in table]
        return _Message(
            {field.tag: field for field in fields},
            {field.name: field for field in fields},
            {field.name: field.kind.absent for field in fields if field.shape is object},
            tuple((field.name, field.shape) for field in fields if field.shape is not object),
        )

    def _field(self, number: int, name: str, kind: Kind) -> _Field:
        shape: type = object
        if isinstance(kind, dict):
            shape, scalar = dict, self._map_entry(kind)
        elif isinstance(kind, list):
            shape, scalar = list, self._kind(kind[0])
        else:
            scalar = self._kind(kind)
        return _Field(name, number << 3 | scalar.wire_type, shape, scalar)

    def _kind(self, kind: str) -> _Scalar:
        if kind in _SCALARS:
            return _SCALARS[kind]
        return _Scalar(_SIZED, partial(self.decode, kind), partial(self.encode, kind), None)

    def _map_entry(self, kind: dict[str, str]) -> _Scalar:
        """A map is a repeated message of a key and a value."""
        ((key, value),) = kind.items()
        entry = self._prepare(((1, "key", key), (2, "value", value)))

        def write(pair: tuple[str, Any]) -> bytes:
            return b"".join(_encode("entry", entry, {"key": pair[0], "value": pair[1]}))

        return _Scalar(_SIZED, partial(_decode, entry), write, None)


def _decode(message: _Message, data: bytes) -> dict[str, Any]:
    values = dict(message.absent)
    for name, container in message.containers:
        values[name] = container()
    for tag, raw in read_fields(data):
        field = message.by_tag.get(tag)
        if field is None:
            continue
        value = field.kind.read(raw)
        if field.shape is object:
            values[field.name] = value
        elif field.shape is list:
            values[field.name].append(value)
        else:
            values[field.name][value["key"]] = value["value"]
    return values


def _encode(name: str, message: _Message, values: Mapping[str, Any]) -> Iterator[bytes]:
    for field_name, value in values.items():
        field = message.by_name.get(field_name)
        if field is None:
            raise WireError(f"{name} has no field {field_name!r}")
        try:
            yield from _encode_field(field, value)
        except (TypeError, AttributeError) as error:
            found = type(value).__name__
            raise WireError(f"{name}.{field_name} cannot be written from {found}") from error


def _encode_field(field: _Field, value: Any) -> Iterator[bytes]:
    if value is None:
        return
    if field.shape is object:
        # A sub-message or a field with presence is sent even when empty or 0.
        items = (value,) if value or field.kind.absent is None else ()
    else:
        items = value.items() if field.shape is dict else value
    prefix = write_varint(field.tag)
    for item in items:
        written = field.kind.write(item)
        if field.tag & 7 == _SIZED:
            yield prefix + write_varint(len(written))
        else:
            yield prefix
        yield written
