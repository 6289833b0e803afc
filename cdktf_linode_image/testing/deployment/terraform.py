"""Terraform at work in a directory: launched, waited for, ended with whoever waits.

Knows which variables of the environment may reach it. Does not know what it works on.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from shim_provider import engines

from .failures import DeploymentError

# Of Terraform's variables those that say where it finds providers, and what it logs. All others,
# such as TF_WORKSPACE, TF_DATA_DIR or TF_CLI_ARGS, are about deployments of another kind.
_KEPT = (
    *("TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR", "TF_LOG", "TF_REGISTRY_", "TF_TOKEN_"),
    *("TF_VAR_", "LINODE_SHIM_"),
)
_REPLACED = ("LINODE_", "TF_")

# The emulator is on this machine, whatever proxy leads out of it.
_LOCAL = "127.0.0.1"

# Seconds that an interrupted Terraform has to end what it has begun, and to write its state.
_PATIENCE = 10


class Done(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    output: str
    errors: str


def environment(*, url: str, token: str) -> dict[str, str]:
    """What Terraform and the provider get: this environment, and nothing of another Linode."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_KEPT) or not name.startswith(_REPLACED)
    }
    unproxied = {
        name: ",".join(filter(None, (kept.get(name), _LOCAL))) for name in ("NO_PROXY", "no_proxy")
    }
    return {
        **kept,
        **unproxied,
        "CHECKPOINT_DISABLE": "1",
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        "LINODE_URL": url,
        "LINODE_TOKEN": token,
    }


def variables() -> set[str]:
    """The names of the variables whose values the environment has."""
    prefix = "TF_VAR_"
    return {name.removeprefix(prefix) for name in os.environ if name.startswith(prefix)}


def run(arguments: tuple[str, ...], directory: Path, environment: Mapping[str, str]) -> Done:
    """Run the engine at hand to its end.

    It has a process group of its own: a Ctrl-C reaches this process alone, which then interrupts
    Terraform once. A second interrupt would make it leave without a state.
    """
    command = _command(os.environ.get("PATH", ""), os.environ.get(engines.CHOICE, ""))
    process = subprocess.Popen(
        [*command, *arguments],
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        output, errors = process.communicate()
    except BaseException:
        _end(process)
        raise
    return Done(process.returncode, output, errors)


def _end(process: subprocess.Popen[str]) -> None:
    """Have it end what it has begun; whoever cannot wait for that (a second Ctrl-C) kills it."""
    # What is left of the group then: a provider on its way out, a provisioner's command.
    last = signal.SIGKILL
    # With it, its pipes are closed: what has left the group might hold their other ends for ever.
    with process, contextlib.suppress(ProcessLookupError):
        try:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=_PATIENCE)
            last = signal.SIGTERM
        except subprocess.TimeoutExpired:
            pass
        finally:
            os.killpg(process.pid, last)


@cache
def _command(path: str, wanted: str) -> tuple[str, ...]:
    """The engine for such a PATH; asking for versions takes longer than what is to be done."""
    choice = engines.choose({"PATH": path, engines.CHOICE: wanted})
    if choice.engine is None:
        reasons = "".join(f"; {each}" for each in choice.passed_over)
        raise DeploymentError(f"there is no Terraform to run{reasons}; {engines.HOW_TO_GET_ONE}")
    return choice.engine.command
