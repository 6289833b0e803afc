"""The environment a host sets, and the line a plugin answers."""

from __future__ import annotations

import base64
import json

import pytest

from shim_provider.plugin import handshake

COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

LAUNCHES = {
    "by Terraform": ({"TF_PLUGIN_MAGIC_COOKIE": COOKIE}, True),
    "by a human": ({}, False),
    "by another host of plugins": ({"TF_PLUGIN_MAGIC_COOKIE": "chocolate"}, False),
}


@pytest.mark.parametrize(("environ", "launched"), LAUNCHES.values(), ids=LAUNCHES)
def test_the_cookie_tells_a_launch_by_terraform(environ: dict[str, str], launched: bool) -> None:
    assert handshake.launched_by_host(environ) is launched


def test_the_line_without_tls_ends_with_an_empty_field() -> None:
    assert handshake.line("unix", "/tmp/x/socket", None) == "1|6|unix|/tmp/x/socket|grpc|\n"


@pytest.mark.parametrize("size", [1, 2, 3, 300])
def test_the_certificate_is_in_base64_without_padding_and_line_breaks(size: int) -> None:
    certificate = bytes(range(256))[:size] * 2
    line = handshake.line("tcp", "127.0.0.1:1234", certificate)
    *start, encoded = line.removesuffix("\n").split("|")
    assert start == ["1", "6", "tcp", "127.0.0.1:1234", "grpc"]
    assert "=" not in encoded
    assert base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True) == certificate


def test_an_empty_client_certificate_is_none() -> None:
    assert handshake.client_certificate({"PLUGIN_CLIENT_CERT": ""}) is None
    assert handshake.client_certificate({}) is None
    assert handshake.client_certificate({"PLUGIN_CLIENT_CERT": "PEM"}) == "PEM"


PORTS = {
    "as the host says": ("10000", "10002", range(10000, 10003)),
    "a single one": ("5", "5", range(5, 6)),
    "no limits": ("0", "0", range(1)),
    "not set": (None, None, range(1)),
    "half set": ("10000", None, range(1)),
    "upside down": ("5", "4", range(1)),
    "beyond the last port": ("1", "65536", range(1)),
    "no numbers": ("a", "b", range(1)),
}


@pytest.mark.parametrize(("first", "last", "ports"), PORTS.values(), ids=PORTS)
def test_the_ports_allowed(first: str | None, last: str | None, ports: range) -> None:
    given = {"PLUGIN_MIN_PORT": first, "PLUGIN_MAX_PORT": last}
    assert handshake.ports({k: v for k, v in given.items() if v is not None}) == ports


def test_the_reattach_line_is_the_value_of_the_variable() -> None:
    line = handshake.reattach_line("terraform.local/test/toy", "unix", "/tmp/x", 17)
    assert line.count("\n") == 1
    assert json.loads(line) == {
        "terraform.local/test/toy": {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": 17,
            "Test": True,
            "Addr": {"Network": "unix", "String": "/tmp/x"},
        }
    }
