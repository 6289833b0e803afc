"""Working directories of Terraform: as many images as asked for, and as many resources of its own.

One block with a `count` on both sides. Written out one by one, as CDKTF synthesizes them, both take
Terraform longer, and the floor takes half as long again: the ratios would be kinder. What Terraform
needs for `terraform_data`, which no plugin serves, it needs for any resource. Knows no timing.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shim_provider.engines import Engine, engine_environment
from shim_provider.install import required_providers, seed_stack

from .measure import Cost, run

if TYPE_CHECKING:
    from .launches import Launches

#: In the command line of the provider, and of no other child of Terraform.
_PROVIDER = b"shim_provider.__main__"

IMAGE_FILE = "image.img.gz"
_LABEL = "image-${count.index}"


class Workspace(NamedTuple):
    """A working directory, and the engine that works in it once it is initialized."""

    folder: Path
    engine: Engine
    #: How it launches the provider; None: cold.
    launches: Launches | None = None

    def initialize(self) -> None:
        """`terraform init`, as in a new checkout: nothing is left of what was found out before."""
        shutil.rmtree(self.folder / ".terraform", ignore_errors=True)
        self._run(["init", "-input=false", "-no-color"], ())

    def run(self, arguments: Sequence[str]) -> Cost:
        """Run the engine, and watch the memory of the provider. Raises RunError."""
        if self.launches is None:
            return self._run(arguments, ())
        self.launches.prepare(lambda: self._run(["validate"], ()))
        parents = self.launches.ready()
        return self.launches.timed(lambda: self._run(arguments, parents))

    def _run(self, arguments: Sequence[str], parents: Sequence[int]) -> Cost:
        command = [*self.engine.command, *arguments]
        return run(command, self.folder, self._environment(), _PROVIDER, parents)

    def _environment(self) -> dict[str, str]:
        """Nobody's configuration, and no look for updates."""
        kept = {k: v for k, v in os.environ.items() if not re.match("LINODE_|TF_|PLUGIN_", k)}
        ours = {"CHECKPOINT_DISABLE": "1", "HOME": str(self.folder), "LINODE_TOKEN": "benchmark"}
        way = self.launches.environment if self.launches else {"LINODE_SHIM_WARM": "0"}
        return engine_environment(self.engine, {**kept, **ours, **way})


def images(
    folder: Path,
    engine: Engine,
    count: int,
    url: str,
    file: Path | None = None,
    launches: Launches | None = None,
) -> Workspace:
    """A directory with `count` images to upload, of `file` or of a tiny one."""
    folder.mkdir()
    if file is None:
        (folder / IMAGE_FILE).write_bytes(gzip.compress(b"a disk", mtime=0))
    (folder / "versions.tf").write_text(required_providers())
    seed_stack(folder)
    image = {
        "count": count,
        "label": _LABEL,
        "region": "us-east",
        "file_path": str(file or IMAGE_FILE),
    }
    return _written(
        folder,
        engine,
        {
            "provider": {"linode": [{"url": url, "event_poll_ms": 50}]},
            "resource": {"linode_image": {"bench": image}},
        },
    )._replace(launches=launches)


def floor(folder: Path, engine: Engine, count: int) -> Workspace:
    """A directory with `count` resources of Terraform's own."""
    folder.mkdir()
    data = {"count": count, "input": _LABEL}
    return _written(folder, engine, {"resource": {"terraform_data": {"bench": data}}})


def _written(folder: Path, engine: Engine, configuration: dict[str, Any]) -> Workspace:
    (folder / "main.tf.json").write_text(json.dumps(configuration))
    return Workspace(folder, engine)
