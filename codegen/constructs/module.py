"""A face as the text of its module. The schema's own sentences are told as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..pages import PROVIDER
from . import wording
from .kinds import KINDS
from .text import comment, docstring, entries, keywords
from .types import NameTakenError

if TYPE_CHECKING:
    from ..pages import Page
    from .face import BlockClasses, Face, Field, ObjectClass

Parameter = tuple[str, str, str]

#: What may be needed; ruff takes out what is not, and puts apart what only annotations need.
_IMPORTS = """\
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from shim_provider.install import PROVIDER_SOURCE
from shim_provider.schemas.language import Schema
{borrowed}
from .._construct.attributes import (
    Attr, Given, Object, Objects, Read, Reset, Setting, read_bool, read_number, read_object,
    read_object_set, read_objects, read_text, read_text_map, read_text_set, read_texts,
)
from .._construct.blocks import BlockReference, TimeoutsReference
from .._construct.check import Meant
from .._construct.core import Construct, IResolvable
from .._construct.kinds import {construct}, {arguments}
from .._construct.meta import {meta}
from .._construct.types import (
    Bool, Durations, GivenDurations, GivenId, GivenTextMap, GivenTexts, Id, TextId, TextMap,
    TextOrFile, Texts,
)
"""


def module(face: Face) -> str:
    """The whole module; ruff has yet to lay it out."""
    imports = _imports(face)
    for block in face.blocks:
        if block.alias in re.findall(r"\w+", imports):
            raise NameTakenError(f"{face.page.file}.{block.name}", block.alias)
    parts = (
        _head(face) + imports,
        *(_struct(block) for block in face.blocks),
        "".join(map(_alias, face.blocks)),
        *(_reference(block) for block in face.blocks if block.reference != "TimeoutsReference"),
        *(_object(each) for each in face.objects),
        *(_reader(block) for block in face.blocks if block.is_list and not block.are_many),
        _arguments(face),
        *_options(face),
        _construct(face),
    )
    return "\n\n".join(parts)


def _head(face: Face) -> str:
    page, kind = face.page, KINDS[face.page.kind]
    return (
        f"# Written by `python -m codegen` from shim_provider/schemas/{page.file}.py: change that,"
        " not this.\n"
        f'"""`{face.name}`: the {kind.words} `{page.type}` as a construct."""\n\n'
    )


def _imports(face: Face) -> str:
    page, kind = face.page, KINDS[face.page.kind]
    needed = {page.file: [page.constant]}
    for each in face.objects:
        if each.like:
            needed.setdefault(each.like.file, []).append(each.like.constant)
    borrowed = [
        *(f"from shim_provider.schemas.{file} import {', '.join(n)}" for file, n in needed.items()),
        *(f"from .{file} import {name}" for name, file in face.borrowed.items()),
    ]
    return _IMPORTS.format(
        borrowed="\n".join(borrowed),
        construct=kind.construct,
        arguments=kind.arguments,
        meta=", ".join(kind.types) or "Count",
    )


def _struct(block: BlockClasses) -> str:
    # A field without a default cannot stand behind one with.
    fields = sorted(block.fields, key=lambda field: not field.is_required)
    return f"@dataclass(frozen=True)\nclass {block.struct}:\n{docstring(4, block.doc)}\n" + "".join(
        f"{comment(4, field.doc)}    {field.name}: {_takes(field)}"
        f"{'' if field.is_required else ' = None'}\n"
        for field in fields
    )


def _alias(block: BlockClasses) -> str:
    only_text = all(field.form.takes == "str" for field in block.fields)
    if block.are_many:
        taken = f"Sequence[{block.struct} | Mapping[str, Any] | IResolvable] | IResolvable"
    elif block.is_list:
        value = "str" if only_text else "Any"
        taken = f"{block.struct} | Mapping[str, {value}] | Sequence[Any] | IResolvable"
    else:
        taken = f"{block.struct} | " + (
            "Durations" if only_text else "Mapping[str, Any] | IResolvable"
        )
    return f"{block.alias} = {taken}\n"


def _reference(block: BlockClasses) -> str:
    if block.are_many:
        about, lines = f"One of the blocks `{block.name}`.", [_read(f) for f in block.fields]
        above = "Object"
    else:
        about = f"What is read of `{block.name}`."
        lines = [line for field in block.fields for line in _argument(field)]
        above = "BlockReference"
    return f"class {block.reference}({above}):\n{docstring(4, about)}\n" + _indented(lines)


def _object(each: ObjectClass) -> str:
    schema = [f"SCHEMA: ClassVar[Schema] = {each.like.constant}", ""] if each.like else []
    lines = [*schema, *map(_read, each.fields)]
    return f"class {each.name}(Object):\n{docstring(4, each.doc)}\n" + _indented(lines)


def _reader(block: BlockClasses) -> str:
    return (
        f"def _read_{block.name}(construct: Any, name: str) -> {block.reference}:\n"
        f"    return {block.reference}(construct, name, 0)\n"
    )


def _arguments(face: Face) -> str:
    kind = KINDS[face.page.kind]
    lines = [*_facts(face.page), ""]
    for field in face.fields:
        lines += _attribute(face.page, field)
    for block in face.blocks:
        lines += _block(block)
    about = docstring(4, "Every argument and attribute, as a reference and as it was given.")
    return f"class {_mixin(face)}({kind.arguments}):\n{about}\n{_indented(lines)}" + "".join(
        f"\n{_put(block)}" for block in face.blocks
    )


def _mixin(face: Face) -> str:
    return f"_{face.name.replace('Linode', '', 1)}Arguments"


def _facts(page: Page) -> Iterator[str]:
    yield f"SCHEMA: ClassVar[Schema] = {page.constant}"
    yield f'TF_RESOURCE_TYPE: ClassVar[str] = "{page.type}"'
    attributes = page.schema.attributes.items()
    paths = {name: a.local_path for name, a in attributes if a.local_path is not None}
    if paths:
        yield f"PATHS: ClassVar[Mapping[str, str]] = {paths!r}"
    meant = [f"{name!r}: {_meant(a.refers_to)}" for name, a in attributes if a.refers_to]
    if meant:
        yield f"MEANT: ClassVar[Mapping[str, Meant]] = {{{', '.join(meant)}}}"


def _meant(type: str) -> str:
    thing = wording.THINGS.get(type) or wording.Thing(f"a `{type}`")
    types = (type, *thing.also)
    return f"Meant({thing.words!r}, {types!r}{thing.hint and f', {thing.hint!r}'})"


def _attribute(page: Page, field: Field) -> list[str]:
    if not field.is_argument:
        return [_read(field)]
    if page.kind == PROVIDER:
        # Terraform has no references to a provider's arguments.
        return [f"{field.name} = Setting[{field.form.takes}]()", *_given(field)]
    return _argument(field)


def _read(field: Field) -> str:
    return f"{field.name} = Read({field.form.reader})"


def _argument(field: Field) -> list[str]:
    form = field.form
    return [f"{field.name} = Attr[{form.reads}, {form.takes}]({form.reader})", *_given(field)]


def _given(field: Field) -> list[str]:
    reset = [] if field.is_required else [f"reset_{field.name} = Reset()"]
    return [f"{field.name}_input = Given[{field.form.gives}]()", *reset]


def _block(block: BlockClasses) -> list[str]:
    name, reference = block.name, block.reference
    gives = "GivenDurations" if name == "timeouts" else "Any"
    if block.are_many:
        reads, reader = f"Objects[{reference}]", f"read_object_set({reference})"
    else:
        reads, reader = reference, f"_read_{name}" if block.is_list else reference
    return [
        f"{name} = Attr[{reads}, {block.alias}]({reader})",
        f"{name}_input = Given[{gives}]()",
        f"reset_{name} = Reset()",
    ]


def _put(block: BlockClasses) -> str:
    name = block.name
    if block.are_many:
        about = docstring(8, f"Set all blocks `{name}`.")
        return (
            f"    def put_{name}(self, value: {block.alias}) -> None:\n{about}"
            f'        self._set("{name}", value)\n'
        )
    parameters = keywords(8, [_parameter(field) for field in block.fields])
    fields = ", ".join(f"{field.name}={field.name}" for field in block.fields)
    return (
        f"    def put_{name}(\n        self,\n        *,\n{parameters}    ) -> None:\n"
        f"{docstring(8, f'Set the whole block `{name}`.')}"
        f'        self._set("{name}", {block.struct}({fields}))\n'
    )


def _options(face: Face) -> Iterator[str]:
    if options := wording.OPTIONS.get(face.page.file):
        lines = [
            f"{name}: {annotation}"
            for name, annotation, _ in _parameters(face)
            if name not in options.without
        ]
        head = f"class {options.name}(TypedDict, total=False):\n{docstring(4, options.doc)}\n"
        yield head + _indented(lines)


def _construct(face: Face) -> str:
    kind, doc = KINDS[face.page.kind], face.page.schema.doc
    return (
        f"class {face.name}({kind.construct}, {_mixin(face)}):\n{docstring(4, doc)}\n"
        f"    def __init__(\n        self,\n        scope: Construct,\n        {face.id}: str,\n"
        f"        *,\n{keywords(8, _parameters(face))}    ) -> None:\n"
        f"{docstring(8, face.opening, _told(face), _RAISES)}"
        f"        self._make(scope, {face.id}, locals())\n"
    )


def _parameters(face: Face) -> list[Parameter]:
    return [
        *map(_parameter, face.arguments),
        *((block.name, f"{block.alias} | None", "None") for block in face.blocks),
        *((name, type, default) for name, (type, default, _) in _meta(face).items()),
    ]


def _parameter(field: Field) -> Parameter:
    return field.name, _takes(field), "" if field.is_required else "None"


def _takes(field: Field) -> str:
    return field.form.takes if field.is_required else f"{field.form.takes} | None"


def _meta(face: Face) -> dict[str, tuple[str, str, str]]:
    return KINDS[face.page.kind].meta


def _told(face: Face) -> str:
    about: Iterable[tuple[str, str]] = (
        ("scope", "The stack, or a construct in it."),
        (face.id, "The name of this construct, unique in `scope`."),
        *((field.name, field.doc) for field in face.arguments),
        *((block.name, block.doc) for block in face.blocks),
        *((name, doc) for name, (_, _, doc) in _meta(face).items()),
    )
    return entries(8, "Args", about)


_RAISES = entries(
    8,
    "Raises",
    (
        (
            "ArgumentError",
            "An argument is not allowed, or not beside another; a ValueError.",
        ),
        (
            "ArgumentTypeError",
            "An argument has a value of a wrong type; a TypeError as well.",
        ),
    ),
)


def _indented(lines: Iterable[str]) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in lines)
