"""What the docs show of the tests: their tables, their names, and the plan of the rooms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.emulator import documented
from tests.end_to_end.faults import test_images, test_images_later, test_linodes, test_moves
from tests.repository.test_architecture import MAY_IMPORT, PACKAGES, room_of

from .tables import table

if TYPE_CHECKING:
    from .marks import Place


def faults(_: Place, cases: str) -> str:
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


def sentences(place: Place, module: str) -> str:
    """The tests of a file of tests/end_to_end, whose names are sentences."""
    (file,) = (place.root / "tests" / "end_to_end").rglob(f"{module}.py")
    names = re.findall(r"^def test_(\w+)", file.read_text(), re.MULTILINE)
    return "\n".join(f"- {name.replace('_', ' ')}" for name in names)


def emulator(_: Place, name: str) -> str:
    """A table of tests/emulator/documented.py."""
    return table(*documented.TABLES[name]())


def rooms(_: Place, __: str) -> str:
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
