"""The dependency rule: which room may import what, read from the source with `ast`.

Imports within functions and under TYPE_CHECKING count like all others. The rooms and their
reasons are described in docs/architecture.md.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("shim_provider", "cdktf_linode_image")

#: Room -> what it may import beside itself and the standard library: rooms, modules, packages.
MAY_IMPORT = {
    "shim_provider.__init__": "",
    "shim_provider.unknown": "",
    "shim_provider.problem": "",
    "shim_provider.schemas": "shim_provider.unknown",
    "shim_provider.wire": "shim_provider.unknown msgpack",
    "shim_provider.plugin": "shim_provider.wire h2",
    "shim_provider.engine": "shim_provider.wire shim_provider.schemas shim_provider.unknown"
    " shim_provider.problem",
    "shim_provider.linode": "requests urllib3 certifi",
    "shim_provider.journal": "",
    "shim_provider.cache": "",
    "shim_provider.configuration": "shim_provider.schemas shim_provider.unknown"
    " shim_provider.problem",
    "shim_provider.resources": "shim_provider.schemas shim_provider.unknown shim_provider.problem"
    " shim_provider.journal shim_provider.linode.errors",
    "shim_provider.emulator": "werkzeug cheroot yaml",
    "shim_provider.pytest_plugin": "shim_provider.emulator pytest",
    "shim_provider.provider": "shim_provider.engine shim_provider.schemas shim_provider.plugin"
    " shim_provider.resources shim_provider.linode shim_provider.journal shim_provider.cache"
    " shim_provider.configuration shim_provider.problem shim_provider.emulator"
    " shim_provider.__init__",
    "shim_provider.__main__": "shim_provider.plugin shim_provider.provider",
    "shim_provider.install": "shim_provider.__init__",
    "shim_provider.engines": "",
    "shim_provider.cli": "shim_provider",
    "cdktf_linode_image": "shim_provider.schemas shim_provider.unknown shim_provider.install"
    " cdktf constructs jsii typing_extensions",
}

#: What a room may import for types alone, that is under TYPE_CHECKING.
MAY_IMPORT_FOR_TYPES = {
    "shim_provider.resources": "shim_provider.engine.contract",
    "shim_provider.emulator": "_typeshed",
}

#: Package -> the only files and folders that name it, so that it can be exchanged there.
ONLY_IN = {
    "h2": "shim_provider/plugin/transport.py",
    "ssl": "shim_provider/plugin/tls.py shim_provider/linode/http/session.py",
    "msgpack": "shim_provider/wire/values.py",
    "requests": "shim_provider/linode",
    "urllib3": "shim_provider/linode",
    "werkzeug": "shim_provider/emulator/requests shim_provider/emulator/api/routes.py"
    " shim_provider/emulator/app.py",
    "cheroot": "shim_provider/emulator/server.py",
    "yaml": "shim_provider/emulator/seeds/worldtext.py",
    "sqlite3": "shim_provider/emulator/world",
    "cdktf": "cdktf_linode_image/_construct/core.py",
    "constructs": "cdktf_linode_image/_construct/core.py",
    "jsii": "cdktf_linode_image/_construct/core.py cdktf_linode_image/_construct/kinds.py",
    # Imports by a name made at run time, which this test cannot read.
    "importlib.import_module": "shim_provider/provider.py shim_provider/engine/handlers.py"
    " shim_provider/cli/main.py shim_provider/emulator/__init__.py cdktf_linode_image/__init__.py",
}

GRAB_BAGS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "base", "misc"}
MOST_LINES = 400


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
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "importlib.import_module":
            yield Import(file, node.lineno, "importlib.import_module", False)


def _targets(file: Path, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    above = file.relative_to(ROOT).parent.parts
    within = above[: len(above) - node.level + 1] if node.level else ()
    module = ".".join((*within, *([node.module] if node.module else [])))
    for alias in node.names:
        yield _whole_name(module, alias.name)


def _whole_name(module: str, name: str) -> str:
    """The module that `from module import name` loads; a function of another package by name."""
    folder = ROOT.joinpath(*module.split("."))
    if (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists():
        return f"{module}.{name}"
    if module.partition(".")[0] not in PACKAGES:
        return f"{module}.{name}"
    return f"{module}.__init__" if module in PACKAGES else module


def room_of(module: str) -> str:
    """The room a module of ours is in: `shim_provider.engine` for `shim_provider.engine.plan`."""
    parts = module.split(".")
    return parts[0] if parts[0] == "cdktf_linode_image" else ".".join(parts[:2])


def files() -> list[Path]:
    """The source of both packages."""
    return [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def module_of(file: Path) -> str:
    """The dotted name of a file."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def within(target: str, allowed: str) -> bool:
    """Whether a target is one of the allowed names, or inside one."""
    return any(target == name or target.startswith(f"{name}.") for name in allowed.split())


EVERY_IMPORT = [found for file in files() for found in imports_of(file)]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_its_line_allows(room: str) -> None:
    allowed, for_types = MAY_IMPORT[room], MAY_IMPORT_FOR_TYPES.get(room, "")
    refused = [
        str(found)
        for found in EVERY_IMPORT
        if room_of(module_of(found.file)) == room
        and found.target.partition(".")[0] not in sys.stdlib_module_names
        and room_of(found.target) != room
        and not within(found.target, allowed)
        and not (found.for_types and within(found.target, for_types))
    ]
    assert refused == []


def test_every_room_has_its_line() -> None:
    assert {room_of(module_of(file)) for file in files()} == set(MAY_IMPORT)


def test_the_rooms_depend_on_each_other_one_way() -> None:
    graph = {
        room: {room_of(name) for name in allowed.split() if name.startswith(PACKAGES)}
        for room, allowed in MAY_IMPORT.items()
        if room != "shim_provider.cli"  # which may import anything: so nothing may import it
    }
    assert "shim_provider.cli" not in {room for below in graph.values() for room in below}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("package", ONLY_IN)
def test_a_package_is_named_in_one_place(package: str) -> None:
    places = [ROOT / place for place in ONLY_IN[package].split()]
    elsewhere = [
        str(found)
        for found in EVERY_IMPORT
        if within(found.target, package)
        and not any(found.file == place or place in found.file.parents for place in places)
    ]
    assert elsewhere == []
    assert any(within(found.target, package) for found in EVERY_IMPORT)


SOURCES = {
    "a plain import": ("import shim_provider.wire.values", ["shim_provider.wire.values"]),
    "a name of a module": ("from ..wire.values import decode", ["shim_provider.wire.values"]),
    "a module of a room": ("from ..wire import values", ["shim_provider.wire.values"]),
    "a neighbour": ("from . import plan", ["shim_provider.engine.plan"]),
    "the version": ("from .. import __version__", ["shim_provider.__init__"]),
    "an import in a function": ("def f():\n    import requests\n", ["requests"]),
    "an import by name": ("import importlib\nimportlib.import_module('x')",
                          ["importlib", "importlib.import_module"]),
    "an import by a name imported": ("from importlib import import_module",
                                     ["importlib.import_module"]),
}  # fmt: skip


@pytest.mark.parametrize("case", SOURCES)
def test_imports_are_found(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source, targets = SOURCES[case]
    monkeypatch.setattr(Path, "read_bytes", lambda _: source.encode())
    found = list(imports_of(ROOT / "shim_provider" / "engine" / "imagined.py"))
    assert [each.target for each in found] == targets


def test_imports_for_types_are_told_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "import a\nif TYPE_CHECKING:\n    import b\nelse:\n    import c\n"
    monkeypatch.setattr(Path, "read_bytes", lambda _: source.encode())
    found = imports_of(ROOT / "shim_provider" / "imagined.py")
    assert {each.target: each.for_types for each in found} == {"a": False, "b": True, "c": False}


def ours() -> list[Path]:
    """Every Python file of the project."""
    folders = (*PACKAGES, "codegen", "tests", "examples", "benchmarks")
    return [
        file
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in file.parts and "cdktf.out" not in file.parts
    ]


def test_no_file_has_two_subjects() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_bytes().splitlines())
        for file in ours()
        if file.parent.name != "_generated"  # one class each, as long as its schema is
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_file_and_no_room_is_a_grab_bag() -> None:
    names = {
        part.strip("_") for file in ours() for part in file.relative_to(ROOT).with_suffix("").parts
    }
    words = {word for name in names for word in name.split("_")}
    assert words & GRAB_BAGS == set()
