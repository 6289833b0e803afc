"""The state of a stack, read from its file without launching Terraform, where it is in one."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .backends.places import STATE_FILE, data_folder, is_elsewhere

if TYPE_CHECKING:
    from .manifest import Stack

_DEFAULT = "default"


def address_of(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    """Where an instance of a resource in a state file is: `module.m.linode_image.web[0]`."""
    module = f"{resource['module']}." if "module" in resource else ""
    data = "data." if resource["mode"] == "data" else ""
    key = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
    return f"{module}{data}{resource['type']}.{resource['name']}{key}"


def addresses(stack: Stack) -> set[str]:
    """What is in the state file; nothing where there is none to be read."""
    return {
        address_of(resource, instance)
        for resource in (read(stack) or {}).get("resources", ())
        for instance in resource["instances"]
    }


def is_absent(stack: Stack) -> bool:
    """Whether nothing is deployed, as far as that can be told without Terraform."""
    found = read(stack)
    return found is not None and not found.get("resources") and not found.get("outputs")


def read(stack: Stack) -> Mapping[str, Any] | None:
    """The state; None where it is elsewhere, encrypted, or of a format that is not known."""
    file = file_of(stack)
    if file is None:
        return None
    try:
        found: dict[str, Any] = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return None
    return found if found.get("version") == 4 else None


def file_of(stack: Stack) -> Path | None:
    """The file that holds the state; None where another backend does, or it cannot be told."""
    settings = stack.template.get("terraform", {})
    backends = settings.get("backend", {})
    if not stack.has_json or "cloud" in settings or not backends.keys() <= {"local"}:
        return None
    if _workspace(stack) != _DEFAULT:
        return None
    file = stack.directory / (backends.get("local", {}).get("path") or STATE_FILE)
    # Until it is moved there, the state is where it was.
    return None if is_elsewhere(stack.directory, file) else file


def _workspace(stack: Stack) -> str:
    if named := os.environ.get("TF_WORKSPACE"):
        return named
    try:
        chosen = (data_folder(stack.directory, os.environ) / "environment").read_text()
    except OSError:
        return _DEFAULT
    return chosen.strip() or _DEFAULT
