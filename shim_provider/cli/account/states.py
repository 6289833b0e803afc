"""What Terraform's states hold: the ids of managed resources, in every workspace of a folder.

A local state is read from its file, any other is pulled by Terraform. Nothing is initialized, and
nothing written: what cannot be read is a Problem, so that it never counts as holding nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from shim_provider.problem import Problem
from shim_provider.resources.builds.builder import build_id
from shim_provider.stacks import manifest, settings, terraform
from shim_provider.stacks.backends.places import data_folder
from shim_provider.stacks.failures import Failure

_LOCAL = "terraform.tfstate"


def folders(directories: Iterable[Path]) -> list[Path]:
    """The folders of all stacks that are meant, each once."""
    return list(dict.fromkeys(each for one in directories for each in _stacks_of(one)))


def _stacks_of(directory: Path) -> list[Path]:
    """The folders of an app's stacks; the directory itself where it is no app's.

    Raises:
        Problem: It is no folder, or an app that has not been synthesized.
    """
    directory = directory.absolute()
    if not directory.is_dir():
        raise Problem("No such folder", f"{directory} is no directory.")
    is_app = (directory / settings.FILE).is_file()
    try:
        output = settings.output_of(directory) if is_app else directory / settings.OUTPUT
        # Also what the app has no more: its state may hold something all the same.
        synthesized = {file.parent for file in output.glob("stacks/*/cdk.tf*")}
        if synthesized or is_app:
            synthesized.update(stack.directory for stack in manifest.read(output))
    except Failure as failure:
        raise Problem("No stacks", f"{failure}.") from None
    return sorted(synthesized) or [directory]


def held(folder: Path) -> set[str]:
    """The ids that the states of a stack's folder hold; none where there is no state.

    Raises:
        Problem: A state cannot be read.
    """
    return {id for state in _states(folder) for id in ids(state)}


def held_for_certain(folder: Path) -> set[str]:
    """As `held`; where there is no state at all, that is a Problem too."""
    states = list(_states(folder))
    if not states:
        raise Problem(
            "No state",
            f"{folder} has none, so what it holds is not known. Deploy it, or name folders that"
            " have been deployed (of an app, cdktf.out/stacks/NAME).",
        )
    return {id for state in states for id in ids(state)}


def ids(state: Mapping[str, Any]) -> Iterator[str]:
    """The ids in a state, also of what is about to be replaced; not what data sources have read."""
    for resource in state.get("resources", ()):
        if resource.get("mode") == "managed":
            for instance in resource.get("instances", ()):
                values = instance.get("attributes") or {}
                yield str(values.get("id"))
                # Of a build whose image is there, and its builder not yet gone.
                if values.get("builder_id"):
                    yield build_id(values["builder_id"])


def _states(folder: Path) -> Iterator[Mapping[str, Any]]:
    kind, given = _backend(folder)
    if kind != "local":
        yield from _pulled(folder)
        return
    workspaces = folder / (given.get("workspace_dir") or f"{_LOCAL}.d")
    for file in (_local(folder, given.get("path")), *sorted(workspaces.glob(f"*/{_LOCAL}"))):
        if file.is_file() and (text := file.read_bytes()):
            yield _parsed(text, file)


def _local(folder: Path, path: str | None) -> Path:
    """Where a local state is, also where an app has moved since it was synthesized."""
    file = folder / (path or _LOCAL)
    moved = folder.parents[2] / file.name if folder.parent.match("*/stacks") else file
    return file if file.is_file() else moved


def _parsed(text: bytes, source: object) -> Mapping[str, Any]:
    try:
        state = json.loads(text)
    except ValueError:
        state = None
    # Of another version, or encrypted, it would seem to hold nothing.
    if not isinstance(state, dict) or state.get("version") != 4:
        raise Problem("No state of Terraform's", f"{source} is none of version 4, as it keeps now.")
    return state


def _backend(folder: Path) -> tuple[str, Mapping[str, Any]]:
    """The backend that a folder is configured with, and its settings."""
    synthesized = folder / "cdk.tf.json"
    if synthesized.is_file():
        block = json.loads(synthesized.read_bytes()).get("terraform") or {}
        if "cloud" in block:
            return "cloud", {}
        for kind, given in (block.get("backend") or {}).items():
            return kind, given
        return "local", {}
    noted = data_folder(folder, os.environ) / _LOCAL
    if noted.is_file():
        backend = json.loads(noted.read_bytes()).get("backend") or {}
        return backend.get("type") or "local", backend.get("config") or {}
    return "local", {}


def _pulled(folder: Path) -> Iterator[Mapping[str, Any]]:
    """The state of each workspace, from wherever the backend has it."""
    listed = _terraform(folder, "workspace", "list")
    # Some backends have no workspaces, and fail: of those there is one state.
    names = listed.output.replace("*", " ").split() if not listed.code else []
    for name in names or [""]:
        done = _terraform(folder, "state", "pull", **({"TF_WORKSPACE": name} if name else {}))
        if done.code:
            why = " ".join(done.errors.split())
            raise Problem(
                "The state cannot be pulled",
                f"terraform state pull in {folder}: {why} (Is it initialized? cd there, and"
                " linode-shim terraform init.)",
            )
        if done.output.strip():
            yield _parsed(done.output.encode(), f"the state of {folder}")


def _terraform(folder: Path, *arguments: str, **more: str) -> terraform.Done:
    environment = {"CHECKPOINT_DISABLE": "1", **os.environ, "TF_IN_AUTOMATION": "1", **more}
    try:
        return terraform.run(arguments, folder, environment)
    except Failure as failure:
        raise Problem("The state cannot be read", f"{failure}.") from None
