"""What an app would have written: stacks of nothing but what Terraform has built in.

`linode-shim` runs on them in a process of its own, with the embedded engine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.end_to_end.workspace import inherited

Backend = Mapping[str, Any]

LINODE_SHIM = Path(sys.executable).parent / "linode-shim"


class Project:
    """A folder with a cdktf.out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cdktf.json").write_text('{"app": "false", "language": "python"}')
        self.environment = {
            **inherited("TF_", "AWS_", "PG", "LINODE_"),
            "LINODE_SHIM_ENGINE": "embedded",
            "HOME": str(folder),
            "NO_COLOR": "1",
        }

    def local(self, stack: str) -> Backend:
        """The backend that the core gives a stack without one."""
        return {"local": {"path": str(self.folder / f"terraform.{stack}.tfstate")}}

    def write(
        self, backends: Mapping[str, Backend], resources: int = 1, wait_for: Path | None = None
    ) -> None:
        """Stacks by name; their resources are there as soon as the file is.

        That it is waited for tells another file, whose name ends in `.awaited`.
        """
        provisioner = {"provisioner": [{"local-exec": _waiting(wait_for)}]} if wait_for else {}
        entries = {}
        for name, backend in backends.items():
            made = {f"x{n}": {"input": name, **provisioner} for n in range(resources)}
            template = {
                "terraform": {"backend": backend},
                "resource": {"terraform_data": made},
                "output": {"name": {"value": name}},
            }
            file = self.folder / "cdktf.out" / "stacks" / name / "cdk.tf.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(template))
            entries[name] = {
                "name": name,
                "constructPath": name,
                "workingDirectory": f"stacks/{name}",
                "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
                "annotations": [],
                "dependencies": [],
            }
        manifest = {"version": "0.21.0", "stacks": entries}
        (self.folder / "cdktf.out" / "manifest.json").write_text(json.dumps(manifest))

    @contextmanager
    def started(self, command: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """The command at work, with nobody at a terminal; with the block it has ended."""
        taken = [] if command == "output" else ["--skip-synth"]
        with subprocess.Popen(
            [LINODE_SHIM, command, *taken, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same, once it has ended by itself."""
        with self.started(command, *arguments) as process:
            return ended(process)

    def deploy(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Without a question."""
        return self.run("deploy", "--auto-approve", *arguments)

    def deployed(self, *arguments: str) -> str:
        """What a deployment said that must succeed."""
        done = self.deploy(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _waiting(file: Path) -> dict[str, str]:
    awaited = file.with_suffix(".awaited")
    return {"command": f"touch '{awaited}'; until [ -e '{file}' ]; do sleep 0.02; done"}


def ended(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for it."""
    output, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)
