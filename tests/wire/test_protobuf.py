"""The protobuf codec alone, on tables of its own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.wire.protobuf import (
    BOOL,
    BYTES,
    INT,
    MAYBE_INT,
    MAYBE_STRING,
    STRING,
    Codec,
    WireError,
    read_varint,
    write_varint,
)

CODEC = Codec(
    {
        "Leaf": ((1, "name", STRING),),
        "All": (
            (1, "text", STRING),
            (2, "raw", BYTES),
            (3, "number", INT),
            (4, "flag", BOOL),
            (5, "leaf", "Leaf"),
            (6, "leaves", ["Leaf"]),
            (7, "words", [STRING]),
            (8, "map", {STRING: STRING}),
            (9, "tree", {STRING: "Leaf"}),
            (10, "maybe_text", MAYBE_STRING),
            (2000, "maybe_number", MAYBE_INT),
        ),
    }
)

ABSENT: dict[str, Any] = {
    "text": "",
    "raw": b"",
    "number": 0,
    "flag": False,
    "leaf": None,
    "leaves": [],
    "words": [],
    "map": {},
    "tree": {},
    "maybe_text": None,
    "maybe_number": None,
}

VARINTS = {
    "0 is one byte": (0, "00"),
    "127 is the last of one byte": (127, "7f"),
    "128 is the first of two": (128, "80 01"),
    "300, the specification's example": (300, "ac 02"),
    "the largest signed number": ((1 << 63) - 1, "ff ff ff ff ff ff ff ff 7f"),
    "-1 takes ten bytes": (-1, "ff ff ff ff ff ff ff ff ff 01"),
    "the smallest signed number": (-(1 << 63), "80 80 80 80 80 80 80 80 80 01"),
}


@pytest.mark.parametrize(("number", "encoded"), VARINTS.values(), ids=VARINTS)
def test_a_varint_is_written_and_read_with_a_tail_behind_it(number: int, encoded: str) -> None:
    data = bytes.fromhex(encoded)
    assert write_varint(number) == data
    assert read_varint(b"\xff" + data + b"tail", 1) == (number % (1 << 64), 1 + len(data))


@pytest.mark.parametrize(("number", "encoded"), VARINTS.values(), ids=VARINTS)
def test_a_varint_which_ends_too_early_is_an_error(number: int, encoded: str) -> None:
    data = bytes.fromhex(encoded)
    for size in range(len(data)):
        with pytest.raises(WireError, match=r"ends within a number"):
            read_varint(data[:size], 0)
    assert read_varint(data, 0)[0] == number % (1 << 64)


@pytest.mark.parametrize("number", [1 << 63, -(1 << 63) - 1])
def test_a_number_of_more_than_64_bits_is_not_written(number: int) -> None:
    with pytest.raises(WireError, match="64 bits"):
        write_varint(number)


def test_an_empty_message_has_every_field_and_lists_of_its_own() -> None:
    first, second = CODEC.decode("All", b""), CODEC.decode("All", b"")
    first["leaves"].append("changed")
    first["map"]["changed"] = ""
    assert second == ABSENT


WRITTEN = {
    "nothing": ({}, ""),
    "empty fields without presence are omitted": (ABSENT, ""),
    "a string": ({"text": "é"}, "0a 02 c3 a9"),
    "bytes": ({"raw": b"\0"}, "12 01 00"),
    "a number": ({"number": 1}, "18 01"),
    "true": ({"flag": True}, "20 01"),
    "an empty sub-message is present": ({"leaf": {}}, "2a 00"),
    "a sub-message": ({"leaf": {"name": "x"}}, "2a 03 0a 01 78"),
    "repeated messages keep their order": ({"leaves": [{"name": "x"}, {}]}, "32 03 0a 01 78 32 00"),
    "repeated strings, empty ones too": ({"words": ["", "x"]}, "3a 00 3a 01 78"),
    "a map": ({"map": {"k": "v"}}, "42 06 0a 01 6b 12 01 76"),
    "a map of messages": ({"tree": {"k": {}}}, "4a 05 0a 01 6b 12 00"),
    "an empty string with presence": ({"maybe_text": ""}, "52 00"),
    "0 with presence, and a tag of two bytes": ({"maybe_number": 0}, "80 7d 00"),
    "a negative number": ({"maybe_number": -1}, "80 7d" + "ff" * 9 + "01"),
}


@pytest.mark.parametrize(("message", "encoded"), WRITTEN.values(), ids=WRITTEN)
def test_a_message_is_written_and_read_back(message: dict[str, Any], encoded: str) -> None:
    data = bytes.fromhex(encoded)
    assert CODEC.encode("All", message) == data
    expected = ABSENT | message
    expected["leaves"] = [{"name": "", **leaf} for leaf in expected["leaves"]]
    expected["tree"] = {key: {"name": "", **leaf} for key, leaf in expected["tree"].items()}
    if expected["leaf"] is not None:
        expected["leaf"] = {"name": "", **expected["leaf"]}
    assert CODEC.decode("All", data) == expected


READ = {
    "the last of a field given twice counts": ("0a 01 61 0a 01 62", {"text": "b"}),
    "a bool is anything but 0": ("20 02", {"flag": True}),
    "a map entry without its key and value": ("42 00", {"map": {"": ""}}),
    "an unknown varint is skipped": ("f8 07 05 18 01", {"number": 1}),
    "unknown bytes are skipped": ("fa 07 02 00 00 18 01", {"number": 1}),
    "an unknown fixed64 is skipped": ("f9 07" + "00" * 8 + "18 01", {"number": 1}),
    "an unknown fixed32 is skipped": ("fd 07" + "00" * 4 + "18 01", {"number": 1}),
    "a known number with another wire type is skipped": ("1a 01 07 0d 00 00 00 00", {}),
}


@pytest.mark.parametrize(("encoded", "fields"), READ.values(), ids=READ)
def test_what_other_writers_send_is_read(encoded: str, fields: dict[str, Any]) -> None:
    assert CODEC.decode("All", bytes.fromhex(encoded)) == ABSENT | fields


BROKEN = {
    "a tag that does not end": ("80", "ends within a number"),
    "a field that does not end": ("0a 02 61", "ends within a field"),
    "a fixed32 that does not end": ("fd 07 00", "ends within a field"),
    "a number that does not end": ("18 80", "ends within a number"),
    "a number of eleven bytes": ("18" + "80" * 10 + "01", "more than 10 bytes"),
    "field number 0": ("00 00", "number 0"),
    "a group": ("0b 0c", "wire type 3"),
    "a wire type which does not exist": ("0f", "wire type 7"),
    "a string that is not UTF-8": ("0a 01 ff", "not UTF-8"),
    "a broken sub-message": ("2a 01 0a", "ends within a number"),
    "a broken map entry": ("42 02 0a 05", "ends within a field"),
}


@pytest.mark.parametrize(("encoded", "says"), BROKEN.values(), ids=BROKEN)
def test_bytes_that_are_no_message_are_an_error(encoded: str, says: str) -> None:
    with pytest.raises(WireError, match=says):
        CODEC.decode("All", bytes.fromhex(encoded))


UNWRITABLE = {
    "a field the table does not have": ({"txt": "x"}, "All has no field 'txt'"),
    "a number for a string": ({"text": 5}, "All.text cannot be written from int"),
    "a string for bytes": ({"raw": "x"}, "All.raw cannot be written from str"),
    "a number for bytes": ({"raw": 5}, "All.raw cannot be written from int"),
    "a string for a number": ({"number": "5"}, "All.number cannot be written from str"),
    "a number for a list": ({"leaves": 5}, "All.leaves cannot be written from int"),
    "a list for a map": ({"map": ["k"]}, "All.map cannot be written from list"),
    "a string for a sub-message": ({"leaf": "x"}, "All.leaf cannot be written from str"),
    "a wrong field below": ({"leaf": {"nam": "x"}}, "Leaf has no field 'nam'"),
    "half of a surrogate pair": ({"text": "\ud800"}, "surrogate"),
    "a number of 65 bits": ({"number": 1 << 64}, "64 bits"),
}


@pytest.mark.parametrize(("message", "says"), UNWRITABLE.values(), ids=UNWRITABLE)
def test_what_cannot_be_written_is_an_error_that_names_it(
    message: dict[str, Any], says: str
) -> None:
    with pytest.raises(WireError, match=says):
        CODEC.encode("All", message)


def test_an_error_shows_no_value() -> None:
    with pytest.raises(WireError) as caught:
        CODEC.encode("All", {"number": "secret"})
    assert "secret" not in str(caught.value)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_a_wire_error(data: bytes) -> None:
    try:
        message = CODEC.decode("All", data)
    except WireError:
        return
    assert message.keys() == ABSENT.keys()
