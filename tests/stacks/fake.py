"""An output directory as an app writes it, and an engine that is a script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider.stacks import manifest

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack


def template(*names: str, **more: Any) -> dict[str, Any]:
    """A stack with a Linode of each name, each by the construct `stack/NAME`."""
    return {
        "resource": {
            "linode_instance": {
                name: {"//": {"metadata": {"path": f"stack/{name}"}}} for name in names
            }
        },
        **more,
    }


def written(
    output: Path,
    stacks: Mapping[str, Sequence[str]],
    templates: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Stack]:
    """Stacks by name, with the names of those that they depend on."""
    entries = {}
    for name, dependencies in stacks.items():
        directory = output / "stacks" / name
        directory.mkdir(parents=True)
        (directory / "cdk.tf.json").write_text(json.dumps((templates or {}).get(name, {})))
        entries[name] = {
            "name": name,
            "constructPath": name,
            "workingDirectory": f"stacks/{name}",
            "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
            "stackMetadataPath": f"stacks/{name}/metadata.json",
            "annotations": [],
            "dependencies": list(dependencies),
        }
    (output / manifest.FILE).write_text(json.dumps({"stacks": entries, "version": "0.21.0"}))
    return manifest.read(output)


def stack(output: Path, **told: Any) -> Stack:
    """One stack, named `stack`, of that template."""
    (found,) = written(output, {"stack": []}, {"stack": told})
    return found


def state(stack: Stack, outputs: Mapping[str, Any] | None = None, /, **resources: int) -> None:
    """Write its state: Linodes by name, with so many instances, or one without a key for 0."""
    held = [
        {
            "mode": "managed",
            "type": "linode_instance",
            "name": name,
            "instances": [{"index_key": n} for n in range(count)] or [{}],
        }
        for name, count in resources.items()
    ]
    text = json.dumps({"version": 4, "resources": held, "outputs": outputs or {}})
    (stack.directory / "terraform.tfstate").write_text(text)
