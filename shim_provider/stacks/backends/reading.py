"""What is in a backend, as Terraform reads it: one that a folder works with no longer, or not yet.

Nothing in the stack's folder changes by that.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..failures import Failure
from .places import CLOUD, LOCAL, STATE_FILE, Backend, data_folder, recorded, seen_from, wanted

if TYPE_CHECKING:
    from ..manifest import Stack
    from ..terraform import Done

#: Runs the engine, in a directory, with variables beside those of the environment: None takes one
#: away.
Run = Callable[..., "Done"]

_DEFAULT = "default"

# Of the format of state files.
_VERSION = 4

# What says which state of the stack is meant is not for a folder beside it; options of `init` are,
# where the stack is to have what it has.
_OWN_ARGUMENTS = dict.fromkeys(("TF_WORKSPACE", "TF_DATA_DIR"))
_NO_VARIABLES = {**_OWN_ARGUMENTS, **dict.fromkeys(("TF_CLI_ARGS", "TF_CLI_ARGS_init"))}


class Held(NamedTuple):
    """A state in a workspace: which, how new, with how many resources, and a digest of them."""

    lineage: str
    serial: int
    resources: int
    is_empty: bool
    content: str


#: By name of the workspace.
States = Mapping[str, Held]


class Unreadable(Failure):
    """A backend does not show its states."""


def states_of(backend: Backend, home: Path, run: Run) -> States:
    """What is in the backend of a stack whose folder is `home`.

    Raises:
        Unreadable: in Terraform's words.
    """
    if backend.type == LOCAL and (found := _in_files(backend, home)) is not None:
        return found
    with _alone(Backend(backend.type, _from_anywhere(backend, home)), run) as folder:
        return _states(run, folder, _NO_VARIABLES)


@contextmanager
def _alone(
    backend: Backend, run: Run, variables: Mapping[str, None] | None = None
) -> Iterator[Path]:
    """A folder that has the backend, and no more."""
    is_cloud = backend.type == CLOUD
    block = {CLOUD: backend.config} if is_cloud else {"backend": {backend.type: backend.config}}
    with tempfile.TemporaryDirectory(prefix="linode-shim-") as name:
        folder = Path(name)
        (folder / "main.tf.json").write_text(json.dumps({"terraform": block}))
        where = {"directory": folder, "variables": variables or _NO_VARIABLES}
        _run(run, "init", "-input=false", "-no-color", **where)
        yield folder


def _in_files(backend: Backend, home: Path) -> States | None:
    """The same without Terraform; None where it alone can read them, as they are encrypted."""
    config = _from_anywhere(backend, home)
    files = {_DEFAULT: Path(config["path"])}
    for each in Path(config["workspace_dir"]).glob(f"*/{STATE_FILE}"):
        files[each.parent.name] = each
    try:
        texts = {name: file.read_text() if file.exists() else "" for name, file in files.items()}
        return {name: held(text) for name, text in texts.items()}
    except (OSError, ValueError):
        return None


def next_states(stack: Stack, run: Run) -> tuple[Backend, States]:
    """The backend that the stack is to have, and what is in it.

    Raises:
        Unreadable: in Terraform's words.
    """
    home, new = stack.directory, wanted(stack.template)
    if stack.has_json:
        if new.type == LOCAL and (found := _in_files(new, home)) is not None:
            return new, found
        anywhere = Backend(new.type, _from_anywhere(new, home))
        with _alone(anywhere, run, _OWN_ARGUMENTS) as folder:
            return _recorded(folder, new), _states(run, folder, _NO_VARIABLES)
    # In HCL its backend is in a text that only Terraform reads.
    with _other_data_folder(home) as data:
        here = {"TF_DATA_DIR": str(data), "TF_WORKSPACE": None}
        flags = ("-reconfigure", "-input=false", "-no-color")
        _run(run, "init", *flags, directory=home, variables=here)
        return recorded(data) or new, _states(run, home, here)


def adopt(stack: Stack, run: Run) -> None:
    """Have the stack's folder know its new backend, whatever else is there.

    Raises:
        Unreadable: in Terraform's words.
    """
    with _alone(wanted(stack.template), run, _OWN_ARGUMENTS) as folder:
        text = (data_folder(folder, {}) / STATE_FILE).read_text()
    own = data_folder(stack.directory, os.environ)
    own.mkdir(parents=True, exist_ok=True)
    (own / STATE_FILE).write_text(text)


def _recorded(folder: Path, backend: Backend) -> Backend:
    return recorded(data_folder(folder, {})) or backend


@contextmanager
def _other_data_folder(home: Path) -> Iterator[Path]:
    """One that knows no backend, and has the providers and modules of the stack's."""
    own = data_folder(home, os.environ)
    with tempfile.TemporaryDirectory(prefix="linode-shim-") as name:
        for each in ("providers", "modules"):
            if (own / each).is_dir():
                Path(name, each).symlink_to((own / each).absolute())
        yield Path(name)


def _states(run: Run, directory: Path, variables: Mapping[str, str | None]) -> States:
    listed = run("workspace", "list", directory=directory, variables=variables)
    # Of some backends there is one only, which then is an error to ask for.
    names = [line.strip("* ") for line in listed.output.splitlines()] if not listed.code else []
    found = {}
    for each in filter(None, names or [_DEFAULT]):
        chosen = {**variables, "TF_WORKSPACE": each} if names else variables
        text = _run(run, "state", "pull", directory=directory, variables=chosen)
        try:
            found[each] = held(text)
        except ValueError as problem:
            raise Unreadable(str(problem)) from None
    return found


def _run(run: Run, *arguments: str, **where: Any) -> str:
    done = run(*arguments, **where)
    if done.code:
        raise Unreadable((done.errors or done.output).strip())
    return done.output


def held(text: str) -> Held:
    """What a state file says; an empty text is an empty state.

    Raises:
        ValueError: it is encrypted, or of another format.
    """
    empty: dict[str, Any] = {"version": _VERSION}
    found = json.loads(text) if text.strip() else empty
    if found.get("version") != _VERSION:
        raise ValueError("it is no state of a format that is known")
    resources, outputs = found.get("resources") or [], found.get("outputs") or {}
    return Held(
        found.get("lineage", ""),
        found.get("serial", 0),
        sum(len(each["instances"]) for each in resources),
        not resources and not outputs,
        hashlib.sha256(json.dumps([resources, outputs], sort_keys=True).encode()).hexdigest(),
    )


def _from_anywhere(backend: Backend, home: Path) -> dict[str, Any]:
    """Its configuration, with files named so that they are found from another folder."""
    config = {
        name: str(home / value) if isinstance(value, str) and _is_file(home, value) else value
        for name, value in backend.config.items()
    }
    if backend.type == LOCAL:
        config |= seen_from(backend, home).config
        config["workspace_dir"] = str(home / (config.get("workspace_dir") or f"{STATE_FILE}.d"))
    return config


def _is_file(home: Path, value: str) -> bool:
    try:
        return bool(value) and (home / value).is_file()
    except (OSError, ValueError):  # too long for a name, or with a zero byte: it is none
        return False
