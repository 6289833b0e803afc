"""`terraform init` of a stack, where it is needed: it takes a second, and mostly changes nothing.

What was there at the last one that succeeded is noted in Terraform's data folder. Knows what
`init` looks at, and what it says. Asks nobody.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .failures import Failure
from .state import data_folder
from .terraform import Done

if TYPE_CHECKING:
    from .template import Template

#: Runs the engine with such arguments in the stack's folder.
Run = Callable[..., Done]

# Beside what it is about, so that whoever deletes that has it done again.
_MARK = "linode-shim-initialized"
_LOCK_FILE = ".terraform.lock.hcl"

# What Terraform asks for where a lock file holds an older version than is wanted now.
_WANTS_UPGRADE = "terraform init -upgrade"


def initialize(directory: Path, template: Template, run: Run, engine: tuple[str, ...]) -> bool:
    """Have the stack's folder ready for a plan; returns whether there was anything to do.

    Raises:
        Failure: in Terraform's words.
    """
    data = data_folder(directory, os.environ)
    mark = data / _MARK
    if _text(mark) == _wanted(directory, template, engine):
        return False
    done = run("init", "-input=false", "-no-color")
    if done.code and _WANTS_UPGRADE in done.errors + done.output:
        done = run("init", "-input=false", "-no-color", "-upgrade")
    if done.code:
        raise Failure(f"terraform init failed:\n\n{from_first_error(done)}")
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(_wanted(directory, template, engine))
    return True


def _wanted(directory: Path, template: Template, engine: tuple[str, ...]) -> str:
    """All that an `init` depends on, as a digest: it may hold a backend's password."""
    settings: Mapping[str, Any] = template.get("terraform", {})
    modules = {
        n: (m.get("source"), m.get("version")) for n, m in template.get("module", {}).items()
    }
    facts = [settings, modules, _text(directory / _LOCK_FILE), engine]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def from_first_error(done: Done) -> str:
    """What Terraform said from the first error on: warnings come before, as on its own files."""
    text = done.errors if "Error: " in done.errors else done.output or done.errors
    head, error, tail = text.partition("Error: ")
    return f"{error}{tail}".strip() if error else head.strip()
