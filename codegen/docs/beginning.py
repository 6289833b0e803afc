"""The page of a new type as it begins: sentence, example, tables. The rest is written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..pages import DATA, LIST, RESOURCE
from .marks import mark
from .tables import given, only_read

if TYPE_CHECKING:
    from pathlib import Path

    from ..pages import Page

_TITLES = {DATA: " (data source)", LIST: " (list resource)"}


def beginning(page: Page, root: Path) -> str:
    """The page with nothing between its marks."""
    return "\n\n".join(_parts(page, root)) + "\n"


def _parts(page: Page, root: Path) -> Iterator[str]:
    schema = page.schema
    yield f"# {page.type}{_TITLES.get(page.kind, '')}"
    yield schema.doc
    example = f"examples/hcl/{page.file}/main.tf"
    if (root / example).exists():
        yield mark("file", example)
    if given(schema) or schema.blocks:
        yield "## Arguments"
        yield mark("arguments")
    for name in schema.blocks:
        if name != "timeouts":
            yield f"### {name}"
            yield mark("block", name)
    if only_read(schema):
        yield "## Attributes"
        if given(schema):
            yield "Every argument can be read as well. Besides:"
        yield mark("attributes")
    if "timeouts" in schema.blocks:
        yield "## Timeouts"
        yield mark("timeouts")
    if page.kind == RESOURCE:
        yield "## Import"
        yield "By its id:"
        yield f"```shell\nterraform import {page.type}.example ID\n```"
