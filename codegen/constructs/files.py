"""The files of the constructs: one for each page, and one that says where each name is.

Lays them out with ruff, which also takes out the imports that are not needed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .face import Face, faces
from .module import module

if TYPE_CHECKING:
    from ..pages import Page

_PACKAGE = "cdktf_linode_image"
_WRITTEN = f"{_PACKAGE}/_generated"

#: Take out imports that are not needed, sort the others, put those for types apart.
_IMPORTS = (
    *("check", "--fix-only", "--unsafe-fixes", "--select=F401,I,TC", "--ignore=TC003"),
    "--config=lint.isort.split-on-trailing-comma=false",
)


def files(pages: Sequence[Page], root: Path) -> Mapping[str, str]:
    """Path from the root -> what must stand there."""
    shown = faces(pages)
    texts = {f"{_WRITTEN}/{face.page.file}.py": module(face) for face in shown}
    texts[f"{_PACKAGE}/_names.py"] = _names(shown, root)
    return {path: _laid_out(text, path, root) for path, text in texts.items()}


def leftovers(expected: Mapping[str, str], root: Path) -> Iterator[str]:
    """Files of pages that are no more."""
    for file in sorted(root.glob(f"{_WRITTEN}/*.py")):
        path = file.relative_to(root).as_posix()
        if path not in expected and file.name != "__init__.py":
            yield path


def _names(shown: Sequence[Face], root: Path) -> str:
    homes = {name: home for face in shown for name, home in _homes(face, root)}
    imports = "\n".join(f"    from .{homes[n]} import {n} as {n}" for n in sorted(homes))
    entries = "\n".join(f"    {name!r}: {homes[name]!r}," for name in sorted(homes))
    return (
        "# Written by `python -m codegen` from shim_provider/schemas/: change those, not this.\n"
        '"""Where the constructs are that a user may import from the package."""\n\n'
        "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n"
        f"if TYPE_CHECKING:\n{imports}\n\n"
        f"#: Name -> the module that has it.\n_HOMES = {{\n{entries}\n}}\n"
    )


def _homes(face: Face, root: Path) -> Iterator[tuple[str, str]]:
    """Each public name and its module: for a class that is added to, the one by hand."""
    file = face.page.file
    written = f"{Path(_WRITTEN).name}.{file}"
    by_hand = root / _PACKAGE / f"{file}.py"
    yield face.name, file if by_hand.exists() else written
    yield from ((block.struct, written) for block in face.blocks)


def _laid_out(text: str, path: str, root: Path) -> str:
    """The text as `ruff check` and `ruff format` leave it."""
    return _ruff(_ruff(text, path, root, *_IMPORTS), path, root, "format")


def _ruff(text: str, path: str, root: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, f"--stdin-filename={path}", "-"],
        cwd=root,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{path}: ruff {command[0]}: {done.stderr or done.stdout}")
    return done.stdout
