"""The files of the docs, each with all that lies between its marks made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from . import tables, tested
from .beginning import beginning
from .marks import Filler, Place, filled

if TYPE_CHECKING:
    from pathlib import Path

    from ..pages import Page


#: How a file's name ends -> its language, as the marks of a block of code say it.
_LANGUAGES = {"json": "json", "py": "python", "tf": "hcl", "yaml": "yaml"}


def file(place: Place, path: str) -> str:
    """A file of the repository, whole."""
    text = (place.root / path).read_text().rstrip("\n")
    language = _LANGUAGES[path.rpartition(".")[2]]
    return f"```{language}\n{text}\n```"


_FILLERS: Mapping[str, Filler] = {
    "file": file,
    "arguments": tables.arguments,
    "block": tables.block,
    "attributes": tables.attributes,
    "timeouts": tables.timeouts,
    "contents": tables.contents,
    "rooms": tested.rooms,
    "emulator": tested.emulator,
    "faults": tested.faults,
    "sentences": tested.sentences,
}


def files(pages: Sequence[Page], root: Path) -> dict[str, str]:
    """Path from the root -> what must stand there."""
    documented = {f"docs/{page.doc}": page for page in pages}
    there = [path.relative_to(root).as_posix() for path in sorted(root.glob("docs/**/*.md"))]
    return {
        path: filled(
            _text(path, documented, root), Place(root, path, documented.get(path)), _FILLERS
        )
        for path in dict.fromkeys(["README.md", *there, *documented])
    }


def _text(path: str, documented: Mapping[str, Page], root: Path) -> str:
    file = root / path
    return file.read_text() if file.exists() else beginning(documented[path], root)
