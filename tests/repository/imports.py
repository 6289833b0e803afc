"""Who imports whom, read from the source with `ast`.

Imports within functions and under TYPE_CHECKING count like all others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeGuard

from .rooms import INNER_MAY_IMPORT, PACKAGES

ROOT = Path(__file__).parents[2]

#: What users get to go on with: their code, and data to us.
TEMPLATES = ROOT / "shim_provider" / "templates" / "apps"


class Import(NamedTuple):
    """One import: where, what by its whole name, and whether for types alone."""

    file: Path
    line: int
    target: str
    for_types: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT).as_posix()}:{self.line} imports {self.target}"


def imports_of(file: Path) -> Iterator[Import]:
    """Every import of a file, wherever in it."""
    tree = ast.parse(file.read_bytes())
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for target in _targets(file, node):
                yield Import(file, node.lineno, target, id(node) in for_types)
        elif _is_import_by_name(node):
            yield Import(file, node.lineno, "importlib.import_module", False)


def _is_import_by_name(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "import_module"  # first, as each line has attributes
        and ast.unparse(node) == "importlib.import_module"
    )


def _targets(file: Path, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    above = file.relative_to(ROOT).parent.parts
    within = above[: len(above) - node.level + 1] if node.level else ()
    module = ".".join((*within, *([node.module] if node.module else [])))
    for alias in node.names:
        yield _whole_name(module, alias.name)


@cache
def _whole_name(module: str, name: str) -> str:
    """The module that `from module import name` loads; a function of another package by name."""
    folder = ROOT.joinpath(*module.split("."))
    if (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists():
        return f"{module}.{name}"
    if module.partition(".")[0] not in PACKAGES:
        return f"{module}.{name}"
    return f"{module}.__init__" if module in PACKAGES else module


@cache
def file_of(target: str) -> Path | None:
    """The file of ours that an import loads; None for one of somebody else."""
    parts = target.split(".")
    for length in range(len(parts), 0, -1):
        module = ROOT.joinpath(*parts[:length])
        for file in (module.with_suffix(".py"), module / "__init__.py"):
            if file.exists():
                return file
    return None


def room_of(module: str) -> str:
    """The room a module of ours is in: `shim_provider.engine` for `shim_provider.engine.plan`."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "shim_provider" else parts[0]


def inner_room_of(module: str) -> str:
    """The inner room a module of ours is in: `world` for `shim_provider.emulator.world.clock`.

    "" for what stands on top of the inner rooms, or in a room without any.
    """
    room = room_of(module)
    inner = module.removeprefix(room).strip(".").partition(".")[0]
    return inner if inner in INNER_MAY_IMPORT.get(room, {}) else ""


def files() -> list[Path]:
    """The source of our packages, once: a link's is that of the file it leads to."""
    return [
        file
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        if not file.is_symlink() and TEMPLATES not in file.parents
    ]


def module_of(file: Path) -> str:
    """The dotted name of a file."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def within(target: str, allowed: str) -> bool:
    """Whether a target is one of the allowed names, or inside one."""
    return any(target == name or target.startswith(f"{name}.") for name in allowed.split())
