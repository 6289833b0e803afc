"""The documentation: its tables are the schemas', its examples are files, its links lead somewhere.

`python -m tests.test_docs` renews what lies between the markers of every page.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.install import seed_stack
from shim_provider.schemas.data_image import DATA_IMAGE
from shim_provider.schemas.data_images import DATA_IMAGES
from shim_provider.schemas.image import IMAGE
from shim_provider.schemas.instance import INSTANCE
from shim_provider.schemas.list_image import LIST_IMAGE
from shim_provider.schemas.provider import PROVIDER

from .emulator import documented
from .end_to_end.faults import test_images, test_images_later, test_linodes, test_moves
from .repository.test_architecture import MAY_IMPORT, PACKAGES, room_of

if TYPE_CHECKING:
    from shim_provider.schemas.language import Attribute, Block, Schema, Type

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples" / "hcl"

RENEW = "renew the pages with: python -m tests.test_docs"

SCHEMAS = {
    "provider.md": PROVIDER,
    "resources/image.md": IMAGE,
    "resources/instance.md": INSTANCE,
    "data-sources/image.md": DATA_IMAGE,
    "data-sources/images.md": DATA_IMAGES,
    "list-resources/image.md": LIST_IMAGE,
}
README = "../README.md"
PAGES = [README, *sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))]

_MARKED = re.compile(r"(<!-- begin (\w+) ?(.*?) -->\n).*?(<!-- end \2 -->)", re.DOTALL)


def renewed(page: str, text: str) -> str:
    """The page with everything between markers made anew."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}{_FILLED[found[2]](SCHEMAS.get(page), found[3])}\n{found[4]}"

    return _MARKED.sub(fill, text)


def file(_: Any, path: str) -> str:
    """A file of the repository, whole."""
    text = (ROOT / path).read_text().rstrip("\n")
    language = "python" if path.endswith(".py") else "hcl"
    return f"```{language}\n{text}\n```"


_ARGUMENTS = ("argument", "type", "given", "allowed", "a change", "what it is")


def arguments(schema: Schema, _: str) -> str:
    """What can be given on the page."""
    given = {n: a for n, a in schema.attributes.items() if a.required or a.optional}
    blocks = [
        (f"`{name}`", f"block{'' if _once(block) else 's'}", "optional", "", "", block.doc)
        for name, block in schema.blocks.items()
    ]
    return table(_ARGUMENTS, [*_rows(given), *blocks])


def _once(block: Block) -> bool:
    return block.nesting == "single" or block.max_items == 1


def block(schema: Schema, name: str) -> str:
    """What can be given in a block."""
    return table(_ARGUMENTS, _rows(schema.blocks[name].attributes))


def attributes(schema: Schema, _: str) -> str:
    """What can only be read."""
    read = [
        (f"`{name}`", type_in_words(attribute.type), attribute.doc)
        for name, attribute in schema.attributes.items()
        if not attribute.required and not attribute.optional
    ]
    return table(("attribute", "type", "what it is"), read)


def timeouts(schema: Schema, _: str) -> str:
    """The arguments of the block `timeouts`."""
    rows = [(f"`{name}`", f"`{default}`") for name, default in schema.timeouts.items()]
    return table(("operation", "default"), rows)


def faults(_: Any, cases: str) -> str:
    """The faults of one table of tests/end_to_end/faults, each with its outcome."""
    files = (test_images, test_images_later, test_linodes, test_moves)
    tables = {name: table for file in files for name, table in vars(file).items()}
    rows = [
        (fault, case.outcome, ", ".join(_code(words) for words in case.words))
        for fault, case in tables[cases].items()
    ]
    return table(("fault", "the apply", "the message has"), rows)


def _code(text: str) -> str:
    """As code, which may hold the sign that marks code."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def sentences(_: Any, module: str) -> str:
    """The tests of a file of tests/end_to_end, whose names are sentences."""
    (file,) = (ROOT / "tests" / "end_to_end").rglob(f"{module}.py")
    text = file.read_text()
    names = re.findall(r"^def test_(\w+)", text, re.MULTILINE)
    return "\n".join(f"- {name.replace('_', ' ')}" for name in names)


def emulator(_: Any, name: str) -> str:
    """A table of tests/emulator/documented.py."""
    return table(*documented.TABLES[name]())


def rooms(_: Any, __: str) -> str:
    """The dependency picture, without the rooms everybody may import and the one that may all."""
    everywhere = {"shim_provider.unknown", "shim_provider.problem", "shim_provider.__init__"}
    arrows = sorted(
        f"    {_short(room)} --> {_short(room_of(target))}"
        for room, allowed in MAY_IMPORT.items()
        for target in allowed.split()
        if target.startswith(PACKAGES) and room_of(target) not in {*everywhere, "shim_provider"}
    )
    return "\n".join(["```mermaid", "flowchart TD", *dict.fromkeys(arrows), "```"])


def _short(room: str) -> str:
    return room.removeprefix("shim_provider.")


_FILLED: Mapping[str, Callable[[Any, str], str]] = {
    "file": file,
    "arguments": arguments,
    "block": block,
    "attributes": attributes,
    "timeouts": timeouts,
    "rooms": rooms,
    "emulator": emulator,
    "faults": faults,
    "sentences": sentences,
}


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def _rows(given: Mapping[str, Attribute]) -> list[tuple[str, ...]]:
    return [
        (
            f"`{name}`",
            type_in_words(attribute.type),
            _given(attribute),
            _allowed(attribute),
            "replaces" if attribute.requires_replace else "",
            f"{attribute.doc} {_notes(attribute)}".strip(),
        )
        for name, attribute in given.items()
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


def type_in_words(type: Type) -> str:
    """`list of string`, `object (region string, status string)`."""
    if isinstance(type, str):
        return type
    kind, inner = type
    if kind != "object":
        return f"{kind} of {type_in_words(inner)}"
    fields = ", ".join(f"`{name}` {type_in_words(field)}" for name, field in inner.items())
    return f"object ({fields})"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_fresh(page: str) -> None:
    text = (DOCS / page).read_text()
    assert renewed(page, text) == text, RENEW


@pytest.mark.parametrize("page", SCHEMAS)
def test_a_page_shows_all_of_its_schema(page: str) -> None:
    text, schema = (DOCS / page).read_text(), SCHEMAS[page]
    marked = {(found[2], found[3]) for found in _MARKED.finditer(text)}
    expected = {("block", name) for name in schema.blocks if name != "timeouts"}
    if any(a.required or a.optional for a in schema.attributes.values()):
        expected.add(("arguments", ""))
    if any(not a.required and not a.optional for a in schema.attributes.values()):
        expected.add(("attributes", ""))
    if "timeouts" in schema.blocks:
        expected.add(("timeouts", ""))
    assert {each for each in marked if each[0] != "file"} == expected


def test_every_schema_has_its_page() -> None:
    files = {path.stem for path in (ROOT / "shim_provider" / "schemas").glob("*.py")}
    assert len(files - {"__init__", "checks", "language", "timeouts"}) == len(SCHEMAS)
    assert set(SCHEMAS) <= set(PAGES)


def test_every_example_is_shown() -> None:
    shown = "".join((DOCS / page).read_text() for page in PAGES)
    for main in EXAMPLES.glob("*/main.tf"):
        assert f"begin file {main.relative_to(ROOT).as_posix()} -->" in shown


def test_markers_are_in_pairs() -> None:
    for page in PAGES:
        text = (DOCS / page).read_text()
        assert text.count("<!-- begin ") == text.count("<!-- end ") == len(_MARKED.findall(text))


def links() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (DOCS / page).read_text()):
            yield page, target


@pytest.mark.parametrize(("page", "target"), sorted(set(links())))
def test_a_link_leads_somewhere(page: str, target: str) -> None:
    assert (DOCS / page).parent.joinpath(target).exists()


def test_the_architecture_page_names_every_room() -> None:
    text = (DOCS / "architecture.md").read_text()
    for room in MAY_IMPORT:
        if not room.endswith("__init__"):
            path = room.replace(".", "/")
            assert f"`{path}/`" in text or f"`{path}.py`" in text


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/main.tf")))
def test_an_example_is_valid(name: str, tmp_path: Path) -> None:
    for part in (EXAMPLES / name).iterdir():
        shutil.copy(part, tmp_path)
    image = tmp_path / "path" / "to" / "image.img.gz"
    image.parent.mkdir(parents=True)
    image.write_bytes(gzip.compress(b""))
    seed_stack(tmp_path)
    for command in ("init", "validate"):
        done = subprocess.run(
            [sys.executable, "-c", "from shim_provider.engines import main; main()", command],
            cwd=tmp_path,
            env={**os.environ, "CHECKPOINT_DISABLE": "1", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


if __name__ == "__main__":
    for page in PAGES:
        path = DOCS / page
        path.write_text(renewed(page, path.read_text()))
