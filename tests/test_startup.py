"""What the provider has imported when it says the handshake line, and when it answers.

Terraform launches it two to five times per command, and waits: see docs/architecture.md.
Modules, not milliseconds: those are in `benchmarks/`.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.plugin.client import Launched, launch_environment, make_certificate

#: A launch which reports on standard error what is loaded: when the line is written, and at
#: the end. Without `site`, whose `.pth` files import what they like.
PROGRAM = """
import sys
sys.path[:0] = {path}
write = sys.stdout.write
class Reporting:
    def write(self, line):
        report()
        write(line)
    def flush(self):
        sys.__stdout__.flush()
def report():
    sys.stderr.write(repr(sorted(sys.modules)).replace("'", '"') + chr(10))
    sys.stderr.flush()
sys.stdout = Reporting()
import os
leave = os._exit
def leaving(status):
    report()
    leave(status)
os._exit = leaving
from shim_provider.__main__ import main
main()
"""

#: Not needed to say where we listen.
NOT_AT_THE_LINE = (
    *("ssl", "h2", "hpack", "hyperframe", "msgpack", "logging", "threading", "typing", "json"),
    *("pathlib", "tempfile", "re", "dataclasses", "shim_provider.provider", "shim_provider.engine"),
    *("shim_provider.schemas", "shim_provider.resources", "shim_provider.wire"),
)
#: Not needed to answer the schema.
NOT_AT_THE_SCHEMA = (
    *("requests", "urllib3", "certifi", "http", "email", "asyncio", "socketserver"),
    *("importlib.metadata", "cdktf", "cdktf_linode_image", "constructs", "jsii", "typeguard"),
    *("sqlite3", "werkzeug", "cheroot", "cryptography", "google", "grpc", "subprocess"),
    *("unittest", "decimal", "tempfile", "shim_provider.emulator", "shim_provider.linode.session"),
)


@pytest.fixture(scope="module")
def loaded() -> tuple[set[str], set[str]]:
    """The modules at the handshake line, and when the process ends."""
    certificate = make_certificate()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", PROGRAM.format(path=[p for p in sys.path if p])],
        env=launch_environment(certificate),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        provider = Launched(process, certificate)
        client = provider.connect()
        client.rpc("GetProviderSchema")
        client.shut_down()
        provider.end()
        assert process.stderr is not None
        first, last = (set(json.loads(line)) for line in process.stderr.read().splitlines())
        provider.close()
    return first, last


@pytest.mark.parametrize("module", NOT_AT_THE_LINE + NOT_AT_THE_SCHEMA)
def test_the_handshake_line_is_said_without(module: str, loaded: tuple[set[str], set[str]]) -> None:
    assert module not in loaded[0]


@pytest.mark.parametrize("module", NOT_AT_THE_SCHEMA)
def test_the_schema_is_answered_without(module: str, loaded: tuple[set[str], set[str]]) -> None:
    assert module not in loaded[1]


def test_the_lists_name_modules_that_exist(loaded: tuple[set[str], set[str]]) -> None:
    """A misspelt name would be absent for ever."""
    assert {"h2", "ssl", "shim_provider.provider", "shim_provider.schemas"} <= loaded[1]
    assert len(loaded[0]) < 100
