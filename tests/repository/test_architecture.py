"""The dependency rule: which room may import what, in which direction, and how large each is.

The rooms and their reasons are described in docs/architecture.md.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from .imports import (
    ROOT,
    Import,
    file_of,
    files,
    imports_of,
    inner_room_of,
    module_of,
    room_of,
    within,
)
from .rooms import INNER_MAY_IMPORT, MAY_IMPORT, MAY_IMPORT_FOR_TYPES, ONLY_IN, PACKAGES

#: Made by tools, and kept by nobody.
HIDDEN = {"__pycache__", "node_modules", "cdktf.out"}
#: Where Python of ours is.
FOLDERS = (*PACKAGES, "benchmarks", "examples", "tests")

GRAB_BAGS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "base", "misc"}
MOST_LINES = 400
MOST_NAMES = 20
#: The list of rooms, which docs/architecture.md explains line by line; and the tests of each room.
MOST_ROOMS = {"shim_provider": 25, "tests": 25}


@cache
def every_import() -> list[Import]:
    """Seconds of reading, which nobody who only collects these tests has to wait for."""
    return [found for file in files() for found in imports_of(file)]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_its_line_allows(room: str) -> None:
    allowed, for_types = MAY_IMPORT[room], MAY_IMPORT_FOR_TYPES.get(room, "")
    refused = [
        str(found)
        for found in every_import()
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


@pytest.mark.parametrize("room", INNER_MAY_IMPORT)
def test_an_inner_room_imports_only_what_its_line_allows(room: str) -> None:
    refused = [
        str(found)
        for found in every_import()
        if room_of(module_of(found.file)) == room == room_of(found.target)
        and not _may_import(room, inner_room_of(module_of(found.file)), found.target)
    ]
    assert refused == []


def _may_import(room: str, inner: str, target: str) -> bool:
    above = not inner
    return above or inner_room_of(target) in (inner, *INNER_MAY_IMPORT[room][inner].split())


@pytest.mark.parametrize("room", INNER_MAY_IMPORT)
def test_every_folder_of_a_room_is_an_inner_room_with_its_line(room: str) -> None:
    folder, lines = ROOT.joinpath(*room.split(".")), set(INNER_MAY_IMPORT[room])
    assert {file.parent.name for file in folder.glob("*/*.py")} <= lines
    assert lines <= {each.stem for each in folder.iterdir()}


@pytest.mark.parametrize("room", INNER_MAY_IMPORT)
def test_inner_rooms_depend_on_each_other_one_way(room: str) -> None:
    lines = INNER_MAY_IMPORT[room]
    graph = {inner: set(allowed.split()) for inner, allowed in lines.items()}
    assert set().union(*graph.values()) <= set(lines)
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("room", INNER_MAY_IMPORT)
def test_no_line_of_an_inner_room_allows_more_than_is_used(room: str) -> None:
    used = {
        (inner_room_of(module_of(found.file)), inner_room_of(found.target))
        for found in every_import()
        if room_of(module_of(found.file)) == room == room_of(found.target)
    }
    allowed = {(i, name) for i, names in INNER_MAY_IMPORT[room].items() for name in names.split()}
    assert allowed <= used


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circle({file: _imported_by(file) for file in ours()}) is None


def _imported_by(file: Path) -> set[Path]:
    found = {file_of(each.target) for each in imports_of(file)}
    return {each for each in found if each is not None} - {file}


def circle(graph: Mapping[Path, set[Path]]) -> list[str] | None:
    """The first circle that there is, or None."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as problem:
        return [file.relative_to(ROOT).as_posix() for file in problem.args[1]]
    return None


def test_a_circle_is_found() -> None:
    a, b, c = (ROOT / name for name in ("a.py", "b.py", "c.py"))
    assert circle({a: {b}, b: {c}, c: set()}) is None
    assert circle({a: {b}, b: {a}, c: set()}) in (
        ["a.py", "b.py", "a.py"],
        ["b.py", "a.py", "b.py"],
    )


def test_what_two_packages_share_imports_itself_relatively() -> None:
    shared = (file for file in files() if room_of(module_of(file)) == "cdktf_linode_image")
    by_name = [
        f"{file.relative_to(ROOT).as_posix()}:{node.lineno}"
        for file in shared
        for node in ast.walk(ast.parse(file.read_bytes()))
        if (isinstance(node, ast.ImportFrom) and not node.level and _is_shared(node.module or ""))
        or (isinstance(node, ast.Import) and any(_is_shared(each.name) for each in node.names))
    ]
    assert by_name == []


def _is_shared(module: str) -> bool:
    return within(module, "cdktf_linode_image cdktn_linode_image")


def test_the_tests_of_both_cores_name_none() -> None:
    named = [
        str(found)
        for file in (ROOT / "tests" / "constructs").rglob("*.py")
        for found in imports_of(file)
        if _is_shared(found.target) or within(found.target, "cdktf cdktn")
    ]
    assert {each.partition(":")[0] for each in named} == {"tests/constructs/core.py"}, named


@pytest.mark.parametrize("package", ONLY_IN)
def test_a_package_is_named_in_one_place(package: str) -> None:
    places = [ROOT / place for place in ONLY_IN[package].split()]
    elsewhere = [
        str(found)
        for found in every_import()
        if within(found.target, package)
        and not any(found.file == place or place in found.file.parents for place in places)
    ]
    assert elsewhere == []
    assert any(within(found.target, package) for found in every_import())


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
    return [
        file
        for folder in FOLDERS
        for file in sorted((ROOT / folder).rglob("*.py"))
        if not HIDDEN & {*file.relative_to(ROOT).parts} and not file.is_symlink()
    ]


def test_no_file_has_two_subjects() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_bytes().splitlines())
        for file in ours()
        if file.parent.name != "_generated"  # one class each, as long as its schema is
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_folder_shows_more_than_a_score_of_names() -> None:
    top = (*FOLDERS, "docs")
    seen = {
        folder.relative_to(ROOT).as_posix(): len([*names(folder)])
        for each in top
        for folder in [ROOT / each, *(ROOT / each).rglob("*/")]
        if folder.is_dir() and not HIDDEN & {*folder.relative_to(ROOT).parts}
    }
    assert len(seen) > len(top)
    crowded = {n: count for n, count in seen.items() if count > MOST_ROOMS.get(n, MOST_NAMES)}
    assert crowded == {}


def names(folder: Path) -> Iterator[str]:
    """What a reader of the folder looks through: not what Python asks for in every package."""
    asked_for = {"__init__.py", "__main__.py", "py.typed"}
    return (each.name for each in folder.iterdir() if each.name not in HIDDEN | asked_for)


def test_no_file_and_no_room_is_a_grab_bag() -> None:
    names = {
        part.strip("_") for file in ours() for part in file.relative_to(ROOT).with_suffix("").parts
    }
    words = {word for name in names for word in name.split("_")}
    assert words & GRAB_BAGS == set()
