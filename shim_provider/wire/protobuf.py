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
from typing import Any

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

_Read = Callable[[Any], Any]
_Write = Callable[[Any], bytes]


class WireError(ValueError):
    """The bytes are not what they should be, or the value cannot be written. Says which."""


def write_varint(number: int) -> bytes:
    """A signed 64 bit number, in 1 to 10 bytes.

    Raises `WireError` when it needs more than 64 bits.
    """
    if 0 <= number < 0x80:
        return _ONE_BYTE[number]
    if not -(1 << 63) <= number < 1 << 63:
        raise WireError("a number does not fit in 64 bits")
    number &= (1 << 64) - 1
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


#: Most tags and sizes.
_ONE_BYTE = tuple(bytes((number,)) for number in range(0x80))


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
    position, end = 0, len(data)
    while position < end:
        tag, position = _varint(data, position)
        if not tag >> 3:
            raise WireError("a field has the number 0")
        if tag & 7 == _VARINT:
            number, position = _varint(data, position)
            yield tag, number
            continue
        size, start = _size(data, position, tag & 7)
        position = start + size
        if position > end:
            raise WireError("the message ends within a field")
        yield tag, data[start:position]


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """`read_varint`, quicker where the number has one byte."""
    if position < len(data) and (byte := data[position]) < 0x80:
        return byte, position + 1
    return read_varint(data, position)


def _size(data: bytes, position: int, wire_type: int) -> tuple[int, int]:
    if wire_type == _SIZED:
        return _varint(data, position)
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


class _Kind:
    """How a kind is read and written, and what stands for an absent field."""

    __slots__ = ("absent", "read", "wire_type", "write")

    def __init__(self, wire_type: int, read: _Read, write: _Write, absent: Any) -> None:
        self.wire_type = wire_type
        self.read = read
        self.write = write
        self.absent = absent


_SCALARS = {
    STRING: _Kind(_SIZED, _read_text, _write_text, ""),
    BYTES: _Kind(_SIZED, bytes, _write_bytes, b""),
    INT: _Kind(_VARINT, _read_int, write_varint, 0),
    BOOL: _Kind(_VARINT, bool, write_varint, False),
    MAYBE_STRING: _Kind(_SIZED, _read_text, _write_text, None),
    MAYBE_INT: _Kind(_VARINT, _read_int, write_varint, None),
}


class _Field:
    """A field of a message. `shape` is object for a single value, list, or dict."""

    __slots__ = ("absent", "name", "read", "shape", "sized", "tag", "write", "written_tag")

    def __init__(self, name: str, number: int, shape: type, kind: _Kind) -> None:
        self.name = name
        self.shape = shape
        self.tag = number << 3 | kind.wire_type
        self.written_tag = write_varint(self.tag)
        self.sized = kind.wire_type == _SIZED
        self.read = kind.read
        self.write = kind.write
        self.absent = kind.absent


class _Message:
    """A message's fields, by what is known of them when reading and when writing."""

    __slots__ = ("absent", "by_name", "by_tag", "containers")

    def __init__(self, fields: list[_Field]) -> None:
        self.by_tag = {field.tag: field for field in fields}
        self.by_name = {field.name: field for field in fields}
        self.absent = {field.name: field.absent for field in fields if field.shape is object}
        #: The repeated fields and maps: each decoded message needs its own.
        self.containers = [(each.name, each.shape) for each in fields if each.shape is not object]


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
        return _encode(name, self._message(name), message)

    def _message(self, name: str) -> _Message:
        ready = self._messages.get(name)
        if ready is None:
            ready = self._messages[name] = self._prepare(self._tables[name])
        return ready

    def _prepare(self, table: Table) -> _Message:
        return _Message([self._field(*row) for row in table])

    def _field(self, number: int, name: str, kind: Kind) -> _Field:
        if isinstance(kind, dict):
            return _Field(name, number, dict, self._map_entry(kind))
        if isinstance(kind, list):
            return _Field(name, number, list, self._kind(kind[0]))
        return _Field(name, number, object, self._kind(kind))

    def _kind(self, kind: str) -> _Kind:
        if kind in _SCALARS:
            return _SCALARS[kind]
        return _Kind(_SIZED, partial(self.decode, kind), partial(self.encode, kind), None)

    def _map_entry(self, kind: dict[str, str]) -> _Kind:
        """A map is a repeated message of a key and a value."""
        ((key, value),) = kind.items()
        entry = self._prepare(((1, "key", key), (2, "value", value)))

        def write(pair: tuple[str, Any]) -> bytes:
            return _encode("entry", entry, {"key": pair[0], "value": pair[1]})

        return _Kind(_SIZED, partial(_decode, entry), write, None)


def _decode(message: _Message, data: bytes) -> dict[str, Any]:
    values = dict(message.absent)
    for name, container in message.containers:
        values[name] = container()
    for tag, raw in read_fields(data):
        field = message.by_tag.get(tag)
        if field is None:
            continue
        value = field.read(raw)
        if field.shape is object:
            values[field.name] = value
        elif field.shape is list:
            values[field.name].append(value)
        else:
            values[field.name][value["key"]] = value["value"]
    return values


def _encode(name: str, message: _Message, values: Mapping[str, Any]) -> bytes:
    parts: list[bytes] = []
    for field_name, value in values.items():
        field = message.by_name.get(field_name)
        if field is None:
            raise WireError(f"{name} has no field {field_name!r}")
        try:
            _encode_field(parts, field, value)
        except (TypeError, AttributeError) as error:
            found = type(value).__name__
            raise WireError(f"{name}.{field_name} cannot be written from {found}") from error
    return b"".join(parts)


def _encode_field(parts: list[bytes], field: _Field, value: Any) -> None:
    if value is None:
        return
    if field.shape is not object:
        for item in value.items() if field.shape is dict else value:
            _encode_item(parts, field, item)
    elif value or field.absent is None:
        # A sub-message or a field with presence is sent even when empty or 0.
        _encode_item(parts, field, value)


def _encode_item(parts: list[bytes], field: _Field, item: Any) -> None:
    written = field.write(item)
    if field.sized:
        parts += (field.written_tag, write_varint(len(written)), written)
    else:
        parts += (field.written_tag, written)
