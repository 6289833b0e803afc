"""Schemas, and values and configurations that fit them, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from shim_provider.schemas.language import Attribute, Block, Schema, Type, block_type
from shim_provider.unknown import UNKNOWN
from shim_provider.wire import values as wire_values

_NAMES = st.sampled_from("abcdefgh")

TYPES: st.SearchStrategy[Type] = st.recursive(
    st.sampled_from(["string", "number", "bool"]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["list", "set", "map"]), inner),
        st.tuples(st.just("object"), st.dictionaries(_NAMES, inner, min_size=1, max_size=3)),
    ),
    max_leaves=3,
)

_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=4),
    # Fractions that are the same number in digits and in binary.
    "number": st.integers() | st.integers(-999, 999).map(lambda quarters: quarters / 4),
    "bool": st.booleans(),
}


def values(type: Type, null: bool = True, unknown: bool = False) -> st.SearchStrategy[Any]:
    """Values of the type: null or not known at any place, if that is allowed."""
    choices = [_known(type, unknown)]
    if null:
        choices.append(st.none())
    if unknown:
        choices.append(st.just(UNKNOWN))
    return st.one_of(choices)


def _known(type: Type, unknown: bool) -> st.SearchStrategy[Any]:
    if isinstance(type, str):
        return _SCALARS[type]
    kind, inner = type
    if kind == "object":
        return st.fixed_dictionaries({name: values(t, True, unknown) for name, t in inner.items()})
    if kind == "map":
        return st.dictionaries(_NAMES, values(inner, True, unknown), max_size=3)
    return st.lists(values(inner, True, unknown), max_size=3)


def normal(value: Any, type: Type) -> Any:
    """The value in its one form: sets in order, without duplicates."""
    return wire_values.decode(wire_values.encode(value, type), type)


@st.composite
def _attributes(draw: st.DrawFn, in_block: bool = False) -> Attribute:
    type = draw(TYPES)
    kinds = ["required", "optional"] if in_block else ["required", "optional", "both", "computed"]
    kind = draw(st.sampled_from(kinds))
    default = None
    if kind == "both" and draw(st.booleans()):
        default = normal(draw(values(type, null=False)), type)
    return Attribute(
        type,
        "",
        required=kind == "required",
        optional=kind in ("optional", "both"),
        computed=kind in ("both", "computed"),
        write_only=kind == "optional" and not in_block and draw(st.booleans()),
        requires_replace=kind != "computed" and draw(st.booleans()),
        default=default,
        unordered=type[0] == "list" and draw(st.booleans()),
    )


_BLOCKS = st.builds(
    Block,
    st.dictionaries(_NAMES, _attributes(in_block=True), max_size=2),
    st.just(""),
    st.sampled_from(["single", "list", "set"]),
)

SCHEMAS: st.SearchStrategy[Schema] = st.builds(
    lambda attributes, blocks: Schema("toy", "", attributes, blocks),
    st.dictionaries(_NAMES, _attributes(), max_size=5),
    st.dictionaries(st.sampled_from(["block", "other"]), _BLOCKS, max_size=2),
)


@st.composite
def configurations(draw: st.DrawFn, schema: Schema, unknown: bool = False) -> dict[str, Any]:
    """A configuration as Terraform would let it through."""
    given = {name: draw(_argument(a, unknown)) for name, a in schema.attributes.items()}
    for name, block in schema.blocks.items():
        item = st.fixed_dictionaries(
            {inner: _argument(a, unknown) for inner, a in block.attributes.items()}
        )
        several = item | st.none() if block.nesting == "single" else st.lists(item, max_size=2)
        given[name] = normal(draw(several), block_type(block))
    return given


def _argument(attribute: Attribute, unknown: bool) -> st.SearchStrategy[Any]:
    if attribute.computed and not attribute.optional:
        return st.none()
    null = not attribute.required
    given = values(attribute.type, null, unknown)
    return given.map(lambda value: normal(value, attribute.type))
