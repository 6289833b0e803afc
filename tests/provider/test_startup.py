"""What the provider has imported when it says the handshake line, and when it answers.

Terraform launches it two to five times per command, and waits: see docs/architecture.md.
Modules, not milliseconds: those are in `benchmarks/`.
"""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from shim_provider.engine.values import encode
from shim_provider.schemas.image import IMAGE
from shim_provider.schemas.provider import PROVIDER
from shim_provider.unknown import UNKNOWN
from tests.plugin.client import Client, Launched, launch_environment, make_certificate

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
    *("re", "struct", "warnings", "string", "weakref", "signal", "hashlib"),
    *("ssl", "h2", "hpack", "hyperframe", "msgpack", "logging", "threading", "typing", "json"),
    *("pathlib", "tempfile", "re", "dataclasses", "shim_provider.provider", "shim_provider.engine"),
    *("shim_provider.schemas", "shim_provider.resources", "shim_provider.wire"),
)
#: Not needed to answer the schema.
NOT_AT_THE_SCHEMA = (
    *("requests", "urllib3", "certifi", "http", "email", "asyncio", "socketserver"),
    *("importlib.metadata", "cdktf", "cdktf_linode_image", "constructs", "jsii", "typeguard"),
    *("sqlite3", "werkzeug", "cheroot", "cryptography", "google", "grpc", "subprocess"),
    *("unittest", "decimal", "tempfile", "json", "hashlib", "signal", "pathlib", "secrets"),
    *("shim_provider.plugin.warm.spawn", "shim_provider.plugin.warm.process", "fcntl", "resource"),
    *("shim_provider.emulator", "shim_provider.linode.http.session"),
)
#: What h2, ssl and msgpack import, and nobody uses unless something fails. From 3.12 on,
#: `dataclasses` does use the first.
NOT_UNLESS_IT_FAILS = (
    *(("inspect", "ast", "dis", "opcode") if sys.version_info < (3, 12) else ()),
    *("traceback", "linecache", "tokenize", "textwrap"),
)
#: Nor to plan an image, where nothing need be asked of the API.
NOT_AT_A_PLAN = ("requests", "urllib3", "http", "email", "secrets", "tempfile", "zipfile")
#: Of no use to one who asks the API, although requests would like to have it.
NOT_WITH_THE_API = ("charset_normalizer", "chardet", "cryptography", "OpenSSL", "html")


def modules_of_a_launch(work: Callable[[Client], object]) -> tuple[set[str], set[str]]:
    """The modules at the handshake line, and when the process ends that did this work."""
    certificate = make_certificate()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", PROGRAM.format(path=[p for p in sys.path if p])],
        env={**launch_environment(certificate), "LINODE_SHIM_WARM": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        provider = Launched(process, certificate)
        try:
            client = provider.connect()
            work(client)
            client.shut_down()
            provider.end()
            assert process.stderr is not None
            first, last = (set(json.loads(line)) for line in process.stderr.read().splitlines())
        finally:
            provider.close()
            process.kill()  # whatever failed before its orderly end must not be waited for
    return first, last


def plan(client: Client, url: str, **asked: object) -> None:
    """Configure the provider, and plan an image; fails when it does not work."""
    config = encode({"url": url, "token": "t"}, PROVIDER)
    assert client.rpc("ConfigureProvider", config=config)["diagnostics"] == []
    image = encode({"label": "golden", **asked}, IMAGE)
    assert (
        client.rpc(
            "PlanResourceChange",
            type_name="linode_image",
            prior_state={"msgpack": b"\xc0"},
            proposed_new_state=image,
            config=image,
        )["diagnostics"]
        == []
    )


class OneDisk(http.server.BaseHTTPRequestHandler):
    """An API that has one disk, whatever it is asked for."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        page = {"data": [{"id": 2, "filesystem": "ext4"}], "page": 1, "pages": 1, "results": 1}
        self.wfile.write(json.dumps(page).encode())

    def log_message(self, *_: object) -> None:
        """To nobody."""


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """Its URL."""
    with http.server.HTTPServer(("127.0.0.1", 0), OneDisk) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def loaded() -> tuple[set[str], set[str]]:
    """The modules at the handshake line, and in the end of a launch for the schema."""
    return modules_of_a_launch(lambda client: client.rpc("GetProviderSchema"))


@pytest.fixture(scope="module")
def planned() -> set[str]:
    """The modules of a launch that plans what it need not ask about."""

    def work(client: Client) -> None:
        plan(client, "http://127.0.0.1:1", file_path=UNKNOWN, region=UNKNOWN)

    return modules_of_a_launch(work)[1]


@pytest.fixture(scope="module")
def asked(api: str) -> set[str]:
    """The modules of a launch that has asked the API."""
    return modules_of_a_launch(lambda client: plan(client, api, linode_id=1, disk_id=2))[1]


@pytest.mark.parametrize("module", NOT_AT_THE_LINE + NOT_AT_THE_SCHEMA)
def test_the_handshake_line_is_said_without(module: str, loaded: tuple[set[str], set[str]]) -> None:
    assert module not in loaded[0]


@pytest.mark.parametrize("module", NOT_AT_THE_SCHEMA + NOT_UNLESS_IT_FAILS)
def test_the_schema_is_answered_without(module: str, loaded: tuple[set[str], set[str]]) -> None:
    assert module not in loaded[1]


@pytest.mark.parametrize("module", NOT_AT_A_PLAN)
def test_an_image_is_planned_without(module: str, planned: set[str]) -> None:
    assert module not in planned


@pytest.mark.parametrize("module", NOT_WITH_THE_API)
def test_the_api_is_asked_without(module: str, asked: set[str]) -> None:
    assert module not in asked


def test_the_lists_name_modules_that_exist(loaded: tuple[set[str], set[str]]) -> None:
    """A misspelt name would be absent for ever."""
    assert {"h2", "ssl", "shim_provider.provider", "shim_provider.schemas"} <= loaded[1]
    assert not {"logging", "typing", "collections"} - loaded[1]  # h2 has them of its own
    assert len(loaded[0]) < 100
