"""`cdktf.json`: how the app is run, and where it writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .failures import Failure

FILE = "cdktf.json"
#: Where an app writes unless it is told otherwise.
OUTPUT = "cdktf.out"


class Settings(NamedTuple):
    """What `cdktf.json` says, and what the command line says instead."""

    folder: Path
    app: str
    output: Path
    language: str
    context: Mapping[str, Any]
    #: Paths of modules of the project, which synthesis copies.
    modules: tuple[str, ...]


def read(folder: Path, app: str = "", output: str = "") -> Settings:
    """The settings of the app in the folder; `app` and `output` go before the file's.

    Raises:
        Failure: there is no such file, or it is no JSON, or names no app.
    """
    found = _parsed(folder / FILE)
    command = app or str(found.get("app") or "")
    if not command:
        raise Failure(f'{folder / FILE} names no app: add "app": "python main.py", or use --app')
    context = found.get("context") or {}
    if not isinstance(context, dict):
        raise Failure(f"{folder / FILE}: context must be an object, unlike {context!r}")
    return Settings(
        folder,
        command,
        folder / (output or found.get("output") or OUTPUT),
        str(found.get("language", "")),
        context,
        _relative(found.get("terraformModules") or ()),
    )


def output_of(folder: Path, output: str = "") -> Path:
    """Where the app writes, also where there is no `cdktf.json`."""
    found = {} if output and not (folder / FILE).exists() else _parsed(folder / FILE)
    return folder / (output or found.get("output") or OUTPUT)


def _parsed(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise Failure(
            f"there is no {FILE} in {file.parent}: go to the folder of an app, or make one with"
            " `linode-shim new`"
        ) from None
    except ValueError as problem:
        raise Failure(f"{file} is no JSON: {problem}") from None
    if not isinstance(found, dict):
        raise Failure(f"{file} is no JSON object")
    return found


def _relative(modules: Iterable[Any]) -> tuple[str, ...]:
    """As cdktf-cli: those given by a path, as text or as an object's source."""
    sources = (each if isinstance(each, str) else each.get("source", "") for each in modules)
    return tuple(each for each in sources if each.startswith(("./", "../")))
