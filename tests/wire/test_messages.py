"""The message tables against Terraform's own descriptors, and the codec against Google's."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shim_provider.wire import messages
from shim_provider.wire.messages import TABLES
from shim_provider.wire.protobuf import BOOL, BYTES, INT, MAYBE_INT, MAYBE_STRING, STRING, Kind

from .oracle import full_name, message_class, pool

SCALARS = {9: STRING, 12: BYTES, 3: INT, 14: INT, 8: BOOL}  # FieldDescriptor.TYPE_*
MAYBE = {STRING: MAYBE_STRING, INT: MAYBE_INT}


def kind_of(field: Any) -> Kind:
    """What our table should say about a field of a protobuf descriptor."""
    if field.message_type and field.message_type.GetOptions().map_entry:
        key, value = field.message_type.fields
        return {str(kind_of(key)): str(kind_of(value))}
    if field.message_type:
        kind = str(field.message_type.full_name).removeprefix("tfplugin6.")
    else:
        kind = SCALARS[field.type]
    if field.is_repeated:
        return [kind]
    return MAYBE.get(kind, kind) if field.containing_oneof else kind


@pytest.mark.parametrize("name", TABLES)
def test_every_field_is_the_one_terraform_has_under_that_number(name: str) -> None:
    theirs = {field.number: field for field in message_class(name).DESCRIPTOR.fields}
    for number, field_name, kind in TABLES[name]:
        assert field_name == theirs[number].name
        assert kind == kind_of(theirs[number])


#: Fields Terraform reads but we have no use for.
LEFT_OUT = {
    "GetMetadata.Response": {"functions", "ephemeral_resources", "state_stores", "actions"},
    "GetProviderSchema.Response": {
        "functions",
        "ephemeral_resource_schemas",
        "state_store_schemas",
        "action_schemas",
    },
    "GetFunctions.Response": {"functions"},
    "Schema.Object": {"min_items", "max_items"},
}


@pytest.mark.parametrize("name", TABLES)
def test_no_other_field_is_missing(name: str) -> None:
    theirs = {field.name for field in message_class(name).DESCRIPTOR.fields}
    assert theirs - {row[1] for row in TABLES[name]} == LEFT_OUT.get(name, set())


def test_requests_and_replies_are_those_of_the_service() -> None:
    service = pool().FindServiceByName("tfplugin6.Provider")
    for name in messages.RPCS:
        method = service.methods_by_name[name]
        reply = messages.STREAMS.get(name, f"{name}.Response")
        assert method.input_type.full_name == full_name(f"{name}.Request")
        assert method.output_type.full_name == full_name(reply)
        assert method.server_streaming == (name in messages.STREAMS)


def step(**chosen: Any) -> dict[str, Any]:
    """`AttributePath.Step` is a `oneof`: exactly one field is not None."""
    absent = dict.fromkeys(("attribute_name", "element_key_string", "element_key_int"))
    return {**absent, **chosen}


A_STEP = st.one_of(
    st.builds(lambda value: step(attribute_name=value), st.text(max_size=3)),
    st.builds(lambda value: step(element_key_string=value), st.text(max_size=3)),
    st.builds(lambda value: step(element_key_int=value), st.integers(-(1 << 63), (1 << 63) - 1)),
)

SCALAR_VALUES: dict[str, st.SearchStrategy[Any]] = {
    STRING: st.text(max_size=5),
    BYTES: st.binary(max_size=5),
    INT: st.integers(-(1 << 31), (1 << 31) - 1),  # enums, too, are of this kind, with 32 bits
    BOOL: st.booleans(),
}


@cache
def a_message(name: str, depth: int = 2) -> st.SearchStrategy[dict[str, Any]]:
    """Messages of this name, with every field of the table; `depth` ends recursive ones."""
    if name == "AttributePath.Step":
        return A_STEP
    return st.fixed_dictionaries({row[1]: a_field(row[2], depth) for row in TABLES[name]})


def a_field(kind: Kind, depth: int) -> st.SearchStrategy[Any]:
    if isinstance(kind, str) and kind in SCALAR_VALUES:
        return SCALAR_VALUES[kind]
    if not depth:
        return st.none() if isinstance(kind, str) else st.builds(type(kind))
    if isinstance(kind, dict):
        return st.dictionaries(st.text(max_size=3), a_value(kind[STRING], depth), max_size=2)
    if isinstance(kind, list):
        return st.lists(a_value(kind[0], depth), max_size=2)
    return st.none() | a_value(kind, depth)


def a_value(kind: str, depth: int) -> st.SearchStrategy[Any]:
    return SCALAR_VALUES[kind] if kind in SCALAR_VALUES else a_message(kind, depth - 1)


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_google_reads_what_we_write_and_we_read_what_google_writes(
    name: str, data: st.DataObject
) -> None:
    message = data.draw(a_message(name))
    theirs = message_class(name).FromString(messages.encode(name, message))
    assert messages.decode(name, theirs.SerializeToString()) == message


def test_google_sees_the_values_we_gave() -> None:
    attribute = {"steps": [step(attribute_name="tags"), step(element_key_int=0)]}
    diagnostic = {"severity": messages.ERROR, "summary": "no", "attribute": attribute}
    reply = {"planned_state": {"msgpack": b"\xc0"}, "diagnostics": [diagnostic]}
    written = messages.encode("PlanResourceChange.Response", reply)
    theirs = message_class("PlanResourceChange.Response").FromString(written)
    assert theirs.planned_state.msgpack == b"\xc0"
    assert theirs.diagnostics[0].summary == "no"
    first, second = theirs.diagnostics[0].attribute.steps
    assert (first.WhichOneof("selector"), first.attribute_name) == ("attribute_name", "tags")
    assert (second.WhichOneof("selector"), second.element_key_int) == ("element_key_int", 0)
