"""A Terraform working directory in a test: configuration in, diagnostics and state out.

The engine is a real terraform in a process of its own, with the provider as users have it:
seeded beside the configuration, found without any CLI configuration.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from shim_provider.engines import candidates
from shim_provider.install import required_providers, seed_initialized, seed_stack
from shim_provider.stacks.state import address_of

from .starts import VARIABLE

ENGINES = {engine.name: engine for engine in candidates(os.environ)}
#: The newest one at hand: it knows every feature there are tests for.
NEWEST = "embedded"


def inherited(*without: str) -> dict[str, str]:
    """This environment but what is so called; how providers are started stays."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(without)}
    return {**kept, **{name: os.environ[name] for name in {VARIABLE} & os.environ.keys()}}


class Diagnostic(NamedTuple):
    """One diagnostic, as Terraform shows it."""

    severity: str
    summary: str
    detail: str
    attribute: str

    def __contains__(self, text: object) -> bool:
        return str(text) in f"{self.summary}\n{self.detail}"


class Outcome(NamedTuple):
    """What a command said: its exit code, its diagnostics, its planned changes by address."""

    code: int
    diagnostics: list[Diagnostic]
    changes: dict[str, str]
    events: list[dict[str, Any]]

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.diagnostics if d.severity == "error"]

    @property
    def warnings(self) -> list[Diagnostic]:
        return [d for d in self.diagnostics if d.severity == "warning"]

    @property
    def text(self) -> str:
        return "\n".join(f"{d.severity}: {d.summary}\n{d.detail}" for d in self.diagnostics)


class Workspace:
    """One working directory, one engine."""

    def __init__(self, folder: Path, engine: str, url: str) -> None:
        self.folder = folder
        self.engine = engine
        self.url = url
        self.state = folder / "terraform.tfstate"
        self.environment = {
            **inherited("LINODE_", "TF_"),
            "CHECKPOINT_DISABLE": "1",
            "HOME": str(folder),
        }
        seed_stack(folder)

    def write(self, resources: str, provider: str = "", file: str = "main.tf") -> None:
        """Write the configuration; `provider` adds arguments to the provider block."""
        arguments = f'  url = "{self.url}"\n  event_poll_ms = 50\n{provider}'
        block = f'provider "linode" {{\n{arguments}\n}}\n'
        (self.folder / file).write_text(f"{required_providers()}\n{block}\n{resources}\n")

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the engine and wait for it."""
        done = subprocess.run(
            [*ENGINES[self.engine].command, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """The engine at work in a process group of its own, which ends with the block."""
        process = subprocess.Popen(
            [*ENGINES[self.engine].command, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        with process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def init_by_terraform(self) -> Workspace:
        """`terraform init`, which finds the provider offline."""
        self.run("init", "-input=false", "-no-color")
        return self

    def init(self) -> Workspace:
        """As after `terraform init`, which is a launch of the engine more."""
        seed_initialized(self.folder)
        return self

    def init_with(self, prepare: Callable[[Path], object]) -> Workspace:
        """As after `terraform init` of nothing, once `prepare` has filled the folder."""
        prepare(self.folder)
        self.write("")
        return self.init()

    def plan(self, *arguments: str) -> Outcome:
        """`terraform plan`; `code` is 0 for no changes, 2 for changes, 1 for an error."""
        flags = ("-json", "-input=false", "-detailed-exitcode")
        return outcome(self.run("plan", *flags, *arguments, check=False))

    def apply(self, *arguments: str) -> Outcome:
        """`terraform apply -auto-approve`."""
        return outcome(self.run("apply", "-json", "-auto-approve", *arguments, check=False))

    def applied(self, *arguments: str) -> Outcome:
        """An apply that must succeed."""
        result = self.apply(*arguments)
        assert result.code == 0, result.text
        return result

    def destroy(self) -> Outcome:
        """`terraform destroy -auto-approve`, which must succeed."""
        result = outcome(self.run("destroy", "-json", "-auto-approve", check=False))
        assert result.code == 0, result.text
        return result

    def resources(self) -> dict[str, dict[str, Any]]:
        """Address -> resource in the state, its attributes as `values`, and whether it is tainted.

        Read from the file: `terraform show` says the same, and launches the provider for it.
        """
        return resources_in(self.stored()) if self.state.exists() else {}

    def values(self, address: str) -> dict[str, Any]:
        """The values of a resource in the state."""
        found: dict[str, Any] = self.resources()[address]["values"]
        return found

    def stored(self) -> str:
        """The state file as it is."""
        return self.state.read_text()


def resources_in(state: str) -> dict[str, dict[str, Any]]:
    """The same of a state file's text; a deposed instance is named as Terraform shows it."""
    return {
        f"{address_of(resource, instance)}{_deposed(instance)}": {
            "values": instance["attributes"],
            "tainted": instance.get("status") == "tainted",
        }
        for resource in json.loads(state)["resources"]
        for instance in resource["instances"]
    }


def _deposed(instance: dict[str, Any]) -> str:
    return f" (deposed {instance['deposed']})" if "deposed" in instance else ""


def outcome(done: subprocess.CompletedProcess[str]) -> Outcome:
    """What a command with -json said."""
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    changes = {
        event["change"]["resource"]["addr"]: event["change"]["action"]
        for event in events
        if event["type"] == "planned_change"
    }
    diagnostics = [_diagnostic(e["diagnostic"]) for e in events if e["type"] == "diagnostic"]
    return Outcome(done.returncode, diagnostics, changes, events)


def _diagnostic(item: dict[str, Any]) -> Diagnostic:
    snippet = item.get("snippet") or {}
    attribute = snippet.get("code", "").partition("=")[0].strip()
    return Diagnostic(item["severity"], item["summary"], item.get("detail", ""), attribute)


def interrupt(process: subprocess.Popen[str]) -> None:
    """Ctrl-C, as a terminal sends it: to the whole group."""
    os.killpg(process.pid, signal.SIGINT)


def provider_pids(process: subprocess.Popen[str]) -> list[int]:
    """The provider processes a running command has launched."""
    return [
        int(found.name)
        for found in Path("/proc").glob("[0-9]*")
        if _parent(found) == process.pid and _PROVIDER in _arguments(found)
    ]


def at_work(folder: Path) -> list[int]:
    """The provider's processes in a working directory: those launched, and those that serve."""
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if _directory(process) == folder and _PROVIDER in _arguments(process)
    ]


#: In the command line of each, whether launched or forked; and not in that of the engine.
_PROVIDER = b"shim_provider.__main__"


def _directory(process: Path) -> Path | None:
    try:
        return (process / "cwd").readlink()
    except OSError:
        return None


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _arguments(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
