"""A schema's tables in Markdown: arguments, blocks, attributes, timeouts; and the list of pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..pages import DATA, LIST, PAGES, RESOURCE
from .marks import MarkError

if TYPE_CHECKING:
    from shim_provider.schemas.language import Attribute, Block, Schema, Type

    from .marks import Place

_ARGUMENTS = ("argument", "type", "given", "allowed", "a change", "what it is")
_KINDS = {RESOURCE: "resource", DATA: "data source", LIST: "list resource"}


def arguments(place: Place, _: str) -> str:
    """What can be given on the page."""
    schema = _schema(place)
    blocks = [
        (f"`{name}`", f"block{'' if _once(block) else 's'}", "optional", "", "", block.doc)
        for name, block in schema.blocks.items()
    ]
    return table(_ARGUMENTS, [*_rows(given(schema)), *blocks])


def block(place: Place, name: str) -> str:
    """What can be given in a block."""
    return table(_ARGUMENTS, _rows(_schema(place).blocks[name].attributes))


def attributes(place: Place, _: str) -> str:
    """What can only be read."""
    rows = [
        (f"`{name}`", type_in_words(attribute.type), attribute.doc)
        for name, attribute in only_read(_schema(place)).items()
    ]
    return table(("attribute", "type", "what it is"), rows)


def timeouts(place: Place, _: str) -> str:
    """The arguments of the block `timeouts`."""
    rows = [(f"`{name}`", f"`{default}`") for name, default in _schema(place).timeouts.items()]
    return table(("operation", "default"), rows)


def contents(_: Place, __: str) -> str:
    """Every page of a resource or a data source."""
    rows = [
        (f"[{page.type}]({page.doc})", _KINDS[page.kind], page.schema.doc)
        for page in PAGES
        if page.kind in _KINDS
    ]
    return table(("page", "kind", "what it is"), rows)


def given(schema: Schema) -> dict[str, Attribute]:
    """The arguments, blocks apart."""
    return {name: a for name, a in schema.attributes.items() if a.is_argument}


def only_read(schema: Schema) -> dict[str, Attribute]:
    """The attributes that are no arguments."""
    return {name: a for name, a in schema.attributes.items() if not a.is_argument}


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def type_in_words(type: Type) -> str:
    """`list of string`, `object (region string, status string)`."""
    if isinstance(type, str):
        return type
    kind, inner = type
    if kind != "object":
        return f"{kind} of {type_in_words(inner)}"
    fields = ", ".join(f"`{name}` {type_in_words(field)}" for name, field in inner.items())
    return f"object ({fields})"


def _schema(place: Place) -> Schema:
    if place.page is None:
        raise MarkError(
            f"{place.path}: no schema has this page, so nothing fills its tables. Remove the page"
            " if its type is no more; else name the type in shim_provider/schemas/__init__.py"
        )
    return place.page.schema


def _once(block: Block) -> bool:
    return block.nesting == "single" or block.max_items == 1


def _rows(arguments: Mapping[str, Attribute]) -> list[tuple[str, ...]]:
    return [
        (
            f"`{name}`",
            type_in_words(attribute.type),
            _given(attribute),
            _allowed(attribute),
            "replaces" if attribute.requires_replace else "",
            f"{attribute.doc} {_notes(attribute)}".strip(),
        )
        for name, attribute in arguments.items()
    ]


def _given(attribute: Attribute) -> str:
    if attribute.required:
        return "required"
    if attribute.default is None:
        return "optional"
    value = attribute.default
    shown = str(value).lower() if isinstance(value, bool) else value
    return f"default `{shown}`"


def _allowed(attribute: Attribute) -> str:
    each = f"each: {attribute.each.says}" if attribute.each else ""
    return attribute.check.says if attribute.check else each


def _notes(attribute: Attribute) -> str:
    notes = (
        ("Sensitive.", attribute.sensitive),
        ("Write-only.", attribute.write_only),
        (f"Deprecated: {attribute.deprecated}", attribute.deprecated),
    )
    return " ".join(note for note, holds in notes if holds)
