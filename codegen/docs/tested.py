"""What the docs show of the tests: their tables, their names, and the plan of the rooms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.emulator import documented
from tests.end_to_end.faults import (
    test_builds,
    test_images,
    test_images_later,
    test_linodes,
    test_moves,
)
from tests.repository.imports import room_of
from tests.repository.rooms import INNER_MAY_IMPORT, MAY_IMPORT, PACKAGES

from .tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .marks import Place


def faults(_: Place, cases: str) -> str:
    """The faults of one table of tests/end_to_end/faults, each with its outcome."""
    files = (test_images, test_images_later, test_builds, test_linodes, test_moves)
    tables = {name: table for file in files for name, table in vars(file).items()}
    rows = [
        (fault, case.outcome, ", ".join(_code(words) for words in case.words))
        for fault, case in tables[cases].items()
    ]
    return table(("fault", "the apply", "the message has"), rows)


def _code(text: str) -> str:
    """As code, which may hold the sign that marks code."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def sentences(place: Place, module: str) -> str:
    """The tests of a file of tests/end_to_end, whose names are sentences."""
    (file,) = (place.root / "tests" / "end_to_end").rglob(f"{module}.py")
    names = re.findall(r"^def test_(\w+)", file.read_text(), re.MULTILINE)
    return "\n".join(f"- {name.replace('_', ' ')}" for name in names)


def emulator(_: Place, name: str) -> str:
    """A table of tests/emulator/documented.py."""
    return table(*documented.TABLES[name]())


def rooms(_: Place, room: str) -> str:
    """Who imports whom: the rooms of both packages, or the inner rooms of one of them."""
    return _flowchart(_inner_arrows(room) if room else _outer_arrows())


def _outer_arrows() -> Iterator[tuple[str, str]]:
    """Without the rooms everybody may import, and the one that may all."""
    undrawn = {f"shim_provider{each}" for each in (".unknown", ".problem", ".__init__", "")}
    for room, allowed in MAY_IMPORT.items():
        for target in allowed.split():
            if target.startswith(PACKAGES) and room_of(target) not in undrawn:
                yield _short(room), _short(room_of(target))


def _inner_arrows(room: str) -> Iterator[tuple[str, str]]:
    for inner, allowed in INNER_MAY_IMPORT[room].items():
        for target in allowed.split():
            yield inner, target


def _flowchart(arrows: Iterable[tuple[str, str]]) -> str:
    lines = sorted({f"    {above} --> {below}" for above, below in arrows})
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def _short(room: str) -> str:
    return room.removeprefix("shim_provider.")
