"""Whatever the schema and the configuration: plans are valid, and known values come back."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import pages
from shim_provider.engine.handlers import rpcs
from shim_provider.unknown import UNKNOWN
from shim_provider.wire import messages
from shim_provider.wire import values as wire_values

from .strategies import SCHEMAS, TYPES, configurations, values
from .terraform import Stored, Terraform, compatible, pack, unpack
from .toy.library import Library

if TYPE_CHECKING:
    from shim_provider.engine.contract import Operation, Values
    from shim_provider.schemas.language import Schema


class Echo(Library):
    """One resource of any schema: `made` is what its service fills in."""

    def __init__(self, schema: Schema, made: Values | None = None) -> None:
        super().__init__()
        self.schema = schema
        self.made = made or {}
        self.pages = defaultdict(lambda: schema)
        self.modules = defaultdict(lambda: self)

    def create(self, operation: Operation, planned: Values) -> Values:
        operation.private["planned"] = str(planned)
        return {**planned, **self.made}

    def update(self, _: Operation, __: Values, ___: Values) -> Values:
        return self.made

    def read(self, _: Operation, state: Values) -> Values:
        """What is in the state, every list of which the order means nothing the other way round."""
        return {
            name: state[name][::-1] if attribute.unordered and state[name] else state[name]
            for name, attribute in self.schema.attributes.items()
        }


@st.composite
def echoes(draw: st.DrawFn) -> Echo:
    """A resource of any schema, and what its service fills in."""
    schema = draw(SCHEMAS)
    made = {
        name: draw(values(attribute.type))
        for name, attribute in schema.attributes.items()
        if attribute.computed
    }
    return Echo(schema, made)


@given(st.data())
def test_known_values_come_back_and_the_next_plan_is_empty(data: st.DataObject) -> None:
    echo = data.draw(echoes())
    config = data.draw(configurations(echo.schema))
    terraform = Terraform(echo)  # whose `plan` and `apply` hold Terraform's rules
    stored = terraform.create(config)
    assert list(stored.diagnostics) == []
    assert stored.values is not None
    read = terraform.read(stored)
    assert read.values == stored.values
    again = terraform.plan(config, read)
    assert again.values == stored.values
    assert again.replaces == []


@given(st.data())
def test_a_plan_with_unknown_values_is_kept_by_the_plan_at_apply(data: st.DataObject) -> None:
    echo = data.draw(echoes())
    terraform = Terraform(echo)
    before, after = (data.draw(configurations(echo.schema)) for _ in range(2))
    hidden = data.draw(st.sets(st.sampled_from([*echo.schema.attributes, "none"])))
    unknown = {
        name: UNKNOWN if name in hidden and value is not None else value
        for name, value in after.items()
    }
    for prior in (Stored(None), terraform.create(before)):
        first, last = terraform.plan(unknown, prior), terraform.plan(after, prior)
        assert compatible(first.values, last.values)
        assert set(last.replaces) <= set(first.replaces)
        assert list(terraform.apply(last).diagnostics) == []


@given(st.data())
def test_a_partly_unknown_configuration_plans(data: st.DataObject) -> None:
    echo = data.draw(echoes())
    config = data.draw(configurations(echo.schema, unknown=True))
    prior = Terraform(echo).create(data.draw(configurations(echo.schema)))
    assert list(Terraform(echo).plan(config).diagnostics) == []
    assert list(Terraform(echo).plan(config, prior).diagnostics) == []


VALIDATE = {
    pages.RESOURCE: "ValidateResourceConfig",
    pages.DATA: "ValidateDataResourceConfig",
    pages.LIST: "ValidateListResourceConfig",
    pages.PROVIDER: "ValidateProviderConfig",
}
PAGES = {page.title: (VALIDATE[page.kind], page.schema) for page in pages.PAGES}


@pytest.mark.parametrize("page", PAGES)
@settings(max_examples=40)
@given(data=st.data())
def test_any_configuration_of_our_pages_is_judged(page: str, data: st.DataObject) -> None:
    rpc, schema = PAGES[page]
    config = data.draw(configurations(schema, unknown=data.draw(st.booleans())))
    reply = Terraform(Echo(schema)).call(rpc, config=pack(config, schema))
    for item in reply["diagnostics"]:
        assert item["summary"].startswith("Invalid ") or item["summary"].endswith("1.11")
        assert item["attribute"]["steps"][0]["attribute_name"] in config


RPCS = sorted(set(rpcs(Library())) - set(messages.STREAMS))

#: Values of any type, and so hardly ever of the one that is expected.
PACKED = TYPES.flatmap(
    lambda type: values(type, unknown=True).map(lambda value: wire_values.encode(value, type))
)


@pytest.mark.parametrize("rpc", RPCS)
@settings(max_examples=30)
@given(data=st.data())
def test_no_bytes_whatever_make_an_rpc_raise(rpc: str, data: st.DataObject) -> None:
    bytes_ = st.binary(max_size=9) | PACKED
    dynamic = st.fixed_dictionaries({"msgpack": bytes_}) | st.fixed_dictionaries({"json": bytes_})
    fields = {
        name: data.draw(dynamic if kind == "DynamicValue" else bytes_)
        for _, name, kind in messages.TABLES[f"{rpc}.Request"]
        if kind in ("DynamicValue", "bytes")
    }
    kind = {"type_name": "toy_book"} if rpc not in _WITHOUT_A_KIND else {}
    Terraform(Library()).call(rpc, **kind, **fields)


_WITHOUT_A_KIND = {
    "ConfigureProvider",
    "GetProviderSchema",
    "GetResourceIdentitySchemas",
    "MoveResourceState",
    "StopProvider",
    "ValidateProviderConfig",
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.data())
def test_any_stored_state_is_read_or_refused(data: st.DataObject) -> None:
    schema = data.draw(SCHEMAS)
    fields = st.fixed_dictionaries({}, optional=dict.fromkeys([*schema.attributes, "x"], JSON))
    raw = json.dumps(data.draw(fields | JSON)).encode()
    terraform = Terraform(Echo(schema))
    reply = terraform.call("UpgradeResourceState", type_name="toy", raw_state={"json": raw})
    assert bool(reply["diagnostics"]) is (reply["upgraded_state"] is None)


@given(st.data())
def test_a_state_of_today_is_upgraded_to_itself(data: st.DataObject) -> None:
    schema = data.draw(SCHEMAS)
    state = data.draw(configurations(schema))
    terraform = Terraform(Echo(schema))
    raw = json.dumps(state).encode()
    reply = terraform.call("UpgradeResourceState", type_name="toy", raw_state={"json": raw})
    assert unpack(reply["upgraded_state"], schema) == state
