"""Arguments to Terraform's JSON and to the core's HCL fragments, by one walk of the schema.

The two languages differ only in the `Form` handed to the walk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .files import AppPath, for_terraform
from .tokens import decided, has_token, is_token

if TYPE_CHECKING:
    from shim_provider.schemas.language import Attribute, Block, Schema, Type


class Form(NamedTuple):
    """How one language writes things."""

    #: A value of a type.
    value: Callable[[Type, Any], Any]
    #: A block of a nesting, its values written already.
    block: Callable[[str, Any], Any]
    #: An address, where Terraform takes no expression.
    address: Callable[[str], str]
    #: What `value` has written, with something done to the value in it.
    inside: Callable[[Any, Callable[[Any], Any]], Any]


def written(schema: Schema, values: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """What the core takes as the attributes of a resource, data source or provider."""
    result = _attributes(schema.attributes, values, form)
    for name, block in schema.blocks.items():
        if (value := values.get(name)) is None:
            continue
        if block.nesting != "single" and has_token(value):
            result.setdefault("dynamic", {})[name] = _dynamic(name, block, value)
        else:
            result[name] = form.block(block.nesting, _contents(block, value, form))
    return result


def _attributes(
    attributes: Mapping[str, Attribute], values: Mapping[str, Any], form: Form
) -> dict[str, Any]:
    return {
        name: form.value(attribute.type, _placed(value))
        for name, attribute in attributes.items()
        if (value := values.get(name)) is not None
    }


def _contents(block: Block, value: Any, form: Form) -> Any:
    if isinstance(value, list):
        return [_attributes(block.attributes, item, form) for item in value]
    return _attributes(block.attributes, value, form) if isinstance(value, dict) else value


def _dynamic(name: str, block: Block, value: Any) -> dict[str, Any]:
    """A `dynamic` block over a list of objects that only Terraform knows.

    An expression cannot stand for blocks. cdktf turns `iterator.dynamic()` into such a block
    for generated bindings, out of Python's sight; this takes every token that is a list.
    """
    content = {
        field: f"${{{name}.value.{field}}}"
        if attribute.required
        else f"${{try({name}.value.{field}, null)}}"
        for field, attribute in block.attributes.items()
    }
    return {"for_each": value, "content": content}


def _placed(value: Any) -> Any:
    return for_terraform(value) if isinstance(value, AppPath) else decided(value)


def _json_value(_type: Type, value: Any) -> Any:
    return value


def _json_block(_nesting: str, contents: Any) -> Any:
    return contents


# What cdktf's renderer asks of generated bindings (packages/cdktf/lib/hcl/render.ts).
_HCL_CLASS = {"string": "string", "number": "number", "bool": "boolean"}
_HCL_MAP_CLASS = {"string": "stringMap", "number": "numberMap", "bool": "booleanMap"}
_HCL_LIST_CLASS = {"string": "stringList", "number": "numberList", "bool": "booleanList"}


def _hcl_value(type: Type, value: Any) -> Any:
    if isinstance(type, tuple) and type[0] == "map":
        texts = value if is_token(value) else {name: _hcl_text(v) for name, v in value.items()}
        return _fragment("map", _HCL_MAP_CLASS[type[1]], texts)
    if isinstance(type, tuple):
        written = [_hcl_text(v) for v in value] if isinstance(value, list) else value
        return _fragment(type[0], _HCL_LIST_CLASS[type[1]], written)
    return _fragment("simple", _HCL_CLASS[type], _hcl_text(value))


def _hcl_block(nesting: str, contents: Any) -> Any:
    kind = "struct" if nesting == "single" else nesting
    return _fragment(kind, kind, contents) | {"isBlock": True}


def _fragment(type: str, storage: str, value: Any) -> dict[str, Any]:
    return {"value": value, "isBlock": False, "type": type, "storageClassType": storage}


_TOKEN = re.compile(r"\$\{TfToken\[[^\]]*\]\}")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\n\r\t]')


def _hcl_text(value: Any) -> Any:
    """Text as it must stand between HCL's quotes.

    cdktf escapes quotes only, none of them beside a token, and makes a heredoc of several lines,
    which ends in one newline too many. Templates the user wrote are left alone.
    """
    if not isinstance(value, str) or is_token(_TOKEN.sub("", value)):
        return value
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], value)


def _json_address(address: str) -> str:
    return address


def _hcl_address(address: str) -> str:
    # cdktf puts quotes around it, which only a template may have there.
    return f"${{{address}}}"


def _json_inside(written: Any, change: Callable[[Any], Any]) -> Any:
    return change(written)


def _hcl_inside(written: Any, change: Callable[[Any], Any]) -> Any:
    return {**written, "value": change(written["value"])}


JSON = Form(_json_value, _json_block, _json_address, _json_inside)
HCL = Form(_hcl_value, _hcl_block, _hcl_address, _hcl_inside)
