"""Terraform's values in msgpack and JSON, by type."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import msgpack  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.unknown import UNKNOWN
from shim_provider.wire import values
from shim_provider.wire.protobuf import WireError

IMAGE = (
    "object",
    {
        "label": "string",
        "size": "number",
        "is_public": "bool",
        "tags": ("set", "string"),
        "capabilities": ("list", "string"),
        "labels": ("map", "string"),
        "timeouts": ("object", {"create": "string"}),
        "regions": ("list", ("object", {"region": "string", "size": "number"})),
    },
)

#: Sentence -> type, value, msgpack in hex: the same in both directions.
BOTH_WAYS: dict[str, tuple[Any, Any, str]] = {
    "null": ("string", None, "c0"),
    "a string": ("string", "é", "a2 c3 a9"),
    "a bool": ("bool", False, "c2"),
    "an integer": ("number", 7, "07"),
    "a negative integer": ("number", -1, "ff"),
    "the largest integer msgpack has": ("number", (1 << 64) - 1, "cf" + "ff" * 8),
    "a larger one as digits": ("number", 1 << 64, "b4" + b"18446744073709551616".hex()),
    "a half as a float": ("number", 0.5, "cb 3fe0000000000000"),
    "1.1 as digits, for no float is 1.1": ("number", Decimal("1.1"), "a3 312e31"),
    "unknown": ("string", UNKNOWN, "d4 00 00"),
    "an unknown list": (("list", "string"), UNKNOWN, "d4 00 00"),
    "a list with an unknown": (("list", "string"), ["a", UNKNOWN], "92 a1 61 d4 00 00"),
    "an empty list": (("list", "string"), [], "90"),
    "a set": (("set", "number"), [1, 2], "92 01 02"),
    "a map": (("map", "bool"), {"k": True}, "81 a1 6b c3"),
    "an object": (
        ("object", {"a": "string", "b": "bool"}),
        {"a": "x", "b": None},
        "82a161a178a162c0",
    ),
    "types given as JSON lists": (
        ["list", ["object", {"a": "bool"}]],
        [{"a": True}],
        "91 81 a161 c3",
    ),
}


@pytest.mark.parametrize(("type", "value", "encoded"), BOTH_WAYS.values(), ids=BOTH_WAYS)
def test_a_value_is_encoded_and_decoded(type: Any, value: Any, encoded: str) -> None:
    data = bytes.fromhex(encoded)
    assert values.encode(value, type) == data
    again = values.decode(data, type)
    assert again == value
    assert again.__class__ is value.__class__


#: What other writers may send, and what we make of it.
INWARD: dict[str, tuple[Any, bytes, Any]] = {
    "a whole float is an int": ("number", msgpack.packb(3.0), 3),
    "whole digits are an int": ("number", msgpack.packb("12"), 12),
    "digits with an exponent": ("number", msgpack.packb("12e2"), 1200),
    "digits a float can hold": ("number", msgpack.packb("0.25"), 0.25),
    "a float no short digits are": ("number", msgpack.packb(0.1), 0.1),
    "an unknown with refinements": (
        "string",
        msgpack.packb(msgpack.ExtType(12, b"\x81\x01\xc2")),
        UNKNOWN,
    ),
    "an extension of the future": ("string", msgpack.packb(msgpack.ExtType(99, b"x")), UNKNOWN),
    "a set in any order, with a duplicate": (
        ("set", "string"),
        msgpack.packb(["b", "a", "b"]),
        ["a", "b"],
    ),
    "a set of objects": (
        ("set", ("object", {"n": "number", "s": "string"})),
        msgpack.packb([{"n": 2, "s": None}, {"n": 1, "s": "x"}, {"n": 2, "s": None}]),
        [{"n": 1, "s": "x"}, {"n": 2, "s": None}],
    ),
    "a set of sets": (
        ("set", ("set", "bool")),
        msgpack.packb([[True], [False, True], [True, False]]),
        [[False, True], [True]],
    ),
    "an object without an attribute": (("object", {"a": "string"}), b"\x80", {"a": None}),
    "an object with one too many": (("object", {}), msgpack.packb({"old": 1}), {}),
}


@pytest.mark.parametrize(("type", "data", "value"), INWARD.values(), ids=INWARD)
def test_what_others_write_is_taken(type: Any, data: bytes, value: Any) -> None:
    found = values.decode(data, type)
    assert found == value
    assert found.__class__ is value.__class__


def test_unknown_elements_of_a_set_stay_apart_for_they_may_differ() -> None:
    unknown = msgpack.ExtType(0, b"\0")
    plain = values.decode(msgpack.packb([unknown, "a", unknown]), ("set", "string"))
    assert plain == ["a", UNKNOWN, UNKNOWN]
    inside = msgpack.packb([{"a": unknown}, {"a": unknown}])
    assert len(values.decode(inside, ("set", ("object", {"a": "string"})))) == 2


def test_a_number_keeps_every_digit() -> None:
    digits = "3.14159265358979323846264338327950288419716939937510582097494459"
    number = values.decode(msgpack.packb(digits), "number")
    assert values.encode(number, "number") == msgpack.packb(digits)


STATES: dict[str, tuple[Any, str, Any]] = {
    "null": ("string", "null", None),
    "a number": ("number", "5", 5),
    "a whole number with a point": ("number", "5.0", 5),
    "a number with a fraction": ("number", "1.1", Decimal("1.1")),
    "a large number": ("number", "1e30", 10**30),
    "a numeric string for a number": ("number", '"17"', 17),
    "a number for a string": ("string", "17", "17"),
    "a fraction for a string": ("string", "1.50", "1.5"),
    "a large number for a string": ("string", "1e3", "1000"),
    "a bool for a string": ("string", "true", "true"),
    "false for a string": ("string", "false", "false"),
    "a string for a bool": ("bool", '"true"', True),
    "another string for a bool": ("bool", '"false"', False),
    "a set": (("set", "string"), '["b","a"]', ["a", "b"]),
    "a map": (("map", "number"), '{"k":"1"}', {"k": 1}),
}


@pytest.mark.parametrize(("type", "text", "value"), STATES.values(), ids=STATES)
def test_state_json_becomes_what_the_type_says(type: Any, text: str, value: Any) -> None:
    found = values.from_json(text.encode(), type)
    assert found == value
    assert found.__class__ is value.__class__


def test_state_of_an_older_schema_is_cut_and_filled_up_to_the_type() -> None:
    old = {"label": "x", "size": "700", "gone": {"a": [1]}, "timeouts": {"read": "1h"}}
    assert values.from_json(json.dumps(old).encode(), IMAGE) == {
        "label": "x",
        "size": 700,
        "is_public": None,
        "tags": None,
        "capabilities": None,
        "labels": None,
        "timeouts": {"create": None},
        "regions": None,
    }


NOT_VALUES: dict[str, tuple[Any, bytes, str]] = {
    "no msgpack": ("string", b"\xc1", "not msgpack"),
    "msgpack which ends too early": ("string", b"\xa5x", "not msgpack"),
    "msgpack with a tail": ("string", b"\xc0\xc0", "not msgpack"),
    "nothing at all": ("string", b"", "not msgpack"),
    "a string which is not UTF-8": ("string", b"\xa1\xff", "not msgpack"),
    "a map with numbers for keys": (("map", "bool"), b"\x81\x01\xc2", "not msgpack"),
    "a list for a string": ("string", b"\x90", "must be a number, not list"),
    "a number for a bool": ("bool", b"\x01", "must be a bool, not int"),
    "a bool for a number": ("number", b"\xc2", "must be a number, not bool"),
    "words for a number": ("number", msgpack.packb("many"), "must be a number, not other text"),
    "digits only Python takes": ("number", msgpack.packb("1_000"), "not other text"),
    "digits with a space": ("number", msgpack.packb(" 1"), "not other text"),
    "digits which are not ASCII": ("number", msgpack.packb("\u0661"), "not other text"),
    "infinity": ("number", msgpack.packb(float("inf")), "finite"),
    "not a number": ("number", msgpack.packb("NaN"), "finite"),
    "a number to fill the memory": ("number", msgpack.packb("1e999999999"), "at most 1000 digits"),
    "a number as small": ("number", msgpack.packb("1e-99999"), "at most 1000 digits"),
    "a string for a list": (("list", "string"), b"\xa0", "must be a list, not str"),
    "a string for a set": (("set", "string"), b"\xa0", "set's elements, not str"),
    "a list for an object": (("object", {}), b"\x90", "must be an object, not list"),
    "a list for a map": (("map", "bool"), b"\x90", "must be a map, not list"),
    "deep inside, by its path": (
        IMAGE,
        msgpack.packb({"regions": [{"size": "x"}]}),
        "regions: size: must be a number",
    ),
}


@pytest.mark.parametrize(("type", "data", "says"), NOT_VALUES.values(), ids=NOT_VALUES)
def test_what_does_not_fit_the_type_is_an_error(type: Any, data: bytes, says: str) -> None:
    with pytest.raises(WireError, match=says):
        values.decode(data, type)


NOT_JSON = {
    "no JSON": b"{",
    "not UTF-8": b'"\xff"',
    "nested to fill the stack": b"[" * 100_000,
}


@pytest.mark.parametrize("data", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json_is_an_error(data: bytes) -> None:
    with pytest.raises(WireError, match="not JSON"):
        values.from_json(data, "string")


def test_a_json_number_to_fill_the_memory_is_an_error() -> None:
    with pytest.raises(WireError, match="at most 1000 digits"):
        values.from_json(b"1e999999999", "number")


NOT_OURS: dict[str, tuple[Any, Any, str]] = {
    "an attribute the type does not have": (
        ("object", {"a": "string"}),
        {"b": "x"},
        "has no attribute 'b'",
    ),
    "a number for a string": (IMAGE, {"label": 5}, "label: must be a string, not int"),
    "a string for a number": (IMAGE, {"size": "5"}, "size: must be a number, not str"),
    "a string for a bool": (IMAGE, {"is_public": "true"}, "is_public: must be a bool, not str"),
    "a number for a bool": (IMAGE, {"is_public": 1}, "is_public: must be a bool, not int"),
    "a bool for a number": (IMAGE, {"size": True}, "size: must be a number, not bool"),
    "a tuple for a list": (IMAGE, {"capabilities": ()}, "capabilities: must be a list"),
    "a set for a set": (IMAGE, {"tags": set()}, "tags: must be a list of the set's elements"),
    "not a number": (IMAGE, {"size": float("nan")}, "size: must be a finite number"),
    "in a map": (IMAGE, {"labels": {"k": 1}}, "labels: k: must be a string"),
    "half of a surrogate pair": (IMAGE, {"label": "\ud800"}, "surrogate pair"),
}


@pytest.mark.parametrize(("type", "value", "says"), NOT_OURS.values(), ids=NOT_OURS)
def test_our_own_values_must_fit_exactly(type: Any, value: Any, says: str) -> None:
    with pytest.raises(WireError, match=says):
        values.encode(value, type)


def test_an_error_shows_no_value() -> None:
    with pytest.raises(WireError) as caught:
        values.encode({"size": "hunter2"}, IMAGE)
    assert "hunter2" not in str(caught.value)


DYNAMIC: dict[str, tuple[Any, Any]] = {
    "an absent message": (None, None),
    "an empty message": ({"msgpack": b"", "json": b""}, None),
    "msgpack": ({"msgpack": b"\x05", "json": b""}, 5),
    "JSON, when there is no msgpack": ({"msgpack": b"", "json": b"5"}, 5),
}


@pytest.mark.parametrize(("message", "value"), DYNAMIC.values(), ids=DYNAMIC)
def test_a_dynamic_value_has_either_form(message: Any, value: Any) -> None:
    assert values.from_dynamic(message, "number") == value


def test_a_dynamic_value_is_written_in_msgpack() -> None:
    assert values.to_dynamic(5, "number") == {"msgpack": b"\x05"}


def test_types_made_anew_for_each_call_do_not_pile_up() -> None:
    for size in range(2000):
        kind = ("object", {f"a{size}": "string"})
        assert values.decode(b"\x80", kind) == {f"a{size}": None}
    assert len(values._PREPARED) <= 500


A_NUMBER = (
    st.integers(-(1 << 70), 1 << 70)
    | st.floats(allow_nan=False, allow_infinity=False, width=32).map(
        lambda number: int(number) if number.is_integer() else number
    )
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=3)
    .filter(lambda number: Decimal(float(number)) != number)
    .map(Decimal.normalize)
)
A_VALUE: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(),
    "number": A_NUMBER,
    "bool": st.booleans(),
}


def typed(type: Any) -> st.SearchStrategy[Any]:
    """Values of a type as the value model has them, unknown and null ones among them."""
    special = st.none() | st.just(UNKNOWN)
    if isinstance(type, str):
        return special | A_VALUE[type]
    if type[0] == "object":
        return special | st.fixed_dictionaries({k: typed(v) for k, v in type[1].items()})
    if type[0] == "map":
        return special | st.dictionaries(st.text(), typed(type[1]), max_size=3)
    lists = st.lists(typed(type[1]), max_size=4)
    return special | (lists.map(values.canonical_set) if type[0] == "set" else lists)


TYPES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(sorted(A_VALUE)),
    lambda inner: (
        st.tuples(st.sampled_from(["list", "set", "map"]), inner)
        | st.tuples(
            st.just("object"), st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
        )
    ),
    max_leaves=4,
)


@given(st.data())
def test_values_of_any_type_come_back_as_they_were(data: st.DataObject) -> None:
    kind = data.draw(TYPES)
    value = data.draw(typed(kind))
    assert values.decode(values.encode(value, kind), kind) == value


@given(st.data())
def test_a_set_is_the_same_in_whatever_order_it_comes(data: st.DataObject) -> None:
    elements = data.draw(st.lists(typed(data.draw(TYPES)), max_size=5))
    shuffled = data.draw(st.permutations(elements))
    assert values.canonical_set(elements) == values.canonical_set(list(shuffled))


@given(st.binary(max_size=40), TYPES)
def test_any_bytes_are_a_value_or_a_wire_error(data: bytes, kind: Any) -> None:
    try:
        value = values.decode(data, kind)
    except WireError:
        return
    assert values.decode(values.encode(value, kind), kind) == value
