"""`terraform init` of a stack, where it is needed: it takes a second, and mostly changes nothing.

What was there at the last one that succeeded is noted in Terraform's data folder. Knows what
`init` looks at, and what it says. What becomes of a state elsewhere is decided in `moving`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..failures import Failure
from . import forgotten, moving
from .places import STATE_FILE, data_folder, recorded, variables, wanted

if TYPE_CHECKING:
    from ..manifest import Stack
    from ..terraform import Done
    from .reading import Run

# Beside what it is about, so that whoever deletes that has it done again.
_MARK = "linode-shim-initialized"
_LOCK_FILE = ".terraform.lock.hcl"

_INIT = ("init", "-input=false", "-no-color")

# What Terraform asks for where a lock file holds an older version than is wanted now.
_WANTS_UPGRADE = "terraform init -upgrade"

# What other commands say where the folder is not as a mark says: somebody has taken a part away.
_WANTS_INIT = re.compile(r"\b(terraform|tofu) init\b")

# Options of Terraform's for its own `init`.
_ARGUMENTS = ("TF_CLI_ARGS", "TF_CLI_ARGS_init")

# In HCL what `init` looks at: blocks at the beginning of a line, up to their end.
_BLOCKS = re.compile(r"^(?:terraform|module)\b.*?^\}", re.M | re.S)


def initialize(
    stack: Stack,
    run: Run,
    engine: tuple[str, ...],
    how: moving.Moving,
    flags: tuple[str, ...] = (),
) -> bool:
    """Have the stack's folder ready for a plan; returns whether there was anything to do.

    `flags`: for what takes a lock.

    Raises:
        Failure: in Terraform's words, or as a state would be lost.
    """
    mark = data_folder(stack.directory, os.environ) / _MARK
    if _text(mark) == _facts(stack, engine):
        return False
    done = _initialized(stack, run, how, flags)
    if done.code:
        raise Failure(f"terraform init failed:\n\n{from_first_error(done)}")
    mark.parent.mkdir(parents=True, exist_ok=True)
    # For its owner alone: passwords are among what it is a digest of.
    with os.fdopen(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(_facts(stack, engine))
    return True


def _initialized(stack: Stack, run: Run, how: moving.Moving, flags: tuple[str, ...]) -> Done:
    home = stack.directory
    known = recorded(data_folder(home, os.environ))
    done = run(*_INIT)
    if done.code and _WANTS_UPGRADE in done.errors + done.output:
        done = run(*_INIT, "-upgrade")
    if moving.is_needed(done) or (not done.code and not known and forgotten.recall(stack, run)):
        return moving.move(stack, run, how, flags)
    return done


def is_wanted(failure: Failure) -> bool:
    """Whether Terraform asks for an `init` there."""
    return any(_WANTS_INIT.search(f"{d.summary}\n{d.detail}") for d in failure.diagnostics)


def forget(stack: Stack) -> None:
    """Have the next one done, whatever was noted."""
    (data_folder(stack.directory, os.environ) / _MARK).unlink(missing_ok=True)


def _facts(stack: Stack, engine: tuple[str, ...]) -> str:
    """All that an `init` depends on, as a digest: it may hold a backend's password."""
    template, home = stack.template, stack.directory
    modules = {
        n: (m.get("source"), m.get("version")) for n, m in template.get("module", {}).items()
    }
    given = {name: os.environ[name] for name in _ARGUMENTS if name in os.environ}
    facts = [
        template.get("terraform", {}),
        modules,
        [] if stack.has_json else _BLOCKS.findall(_text(stack.file)),
        _text(home / _LOCK_FILE),
        # Somebody may have had Terraform work with another backend since.
        _text(data_folder(home, os.environ) / STATE_FILE),
        variables(wanted(template).type, os.environ),
        given,
        _backend_files(home, given),
        engine,
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _backend_files(home: Path, given: Mapping[str, str]) -> list[str]:
    """What is in the files that -backend-config names; else it is a value, NAME=VALUE."""
    options: list[Any] = [shlex.split(each) for each in given.values()]
    named = [re.match(r"--?backend-config=(.*)", word) for words in options for word in words]
    return [_text(home / each[1]) for each in named if each and "=" not in each[1]]


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
