"""What go-plugin and a plugin say to each other before the first connection.

The host sets environment variables, the plugin answers with one line on standard output.
Pure: the environment comes as a mapping, the line is returned. Does not listen anywhere.

go-plugin: `server.go` (`Serve`), `client.go` (`Start`); docs/internals.md.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    from collections.abc import Mapping

#: Terraform's and OpenTofu's own. No secret: it tells a launch by them from one by a human.
COOKIE_NAME = "TF_PLUGIN_MAGIC_COOKIE"
COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

_CORE_PROTOCOL = 1
#: The version of Terraform's plugin protocol this provider speaks.
PROTOCOL = 6

BY_HAND = """\
This program is a Terraform provider: Terraform and OpenTofu start it, it does nothing by itself.
`linode-shim install` puts it where they find it, `linode-shim --help` explains the rest.
"""


def launched_by_host(environ: Mapping[str, str]) -> bool:
    """Whether Terraform or OpenTofu started this process, rather than a human."""
    return environ.get(COOKIE_NAME) == COOKIE


def client_certificate(environ: Mapping[str, str]) -> str | None:
    """The host's certificate in PEM, if it wants TLS on both sides."""
    return environ.get("PLUGIN_CLIENT_CERT") or None


def ports(environ: Mapping[str, str]) -> range:
    """The TCP ports the host allows, for systems without unix sockets.

    Without limits, only port 0: the system chooses.
    """
    try:
        first, last = int(environ["PLUGIN_MIN_PORT"]), int(environ["PLUGIN_MAX_PORT"])
    except (KeyError, ValueError):
        return range(1)
    return range(first, last + 1) if 0 < first <= last < 1 << 16 else range(1)


def line(network: str, address: str, certificate: bytes | None) -> str:
    """The answer: where to connect, and the certificate (DER) to expect there.

    An empty certificate field means no TLS; the host fails on one it did not ask for.
    """
    fields = (str(_CORE_PROTOCOL), str(PROTOCOL), network, address, "grpc", _base64(certificate))
    return "|".join(fields) + "\n"


def reattach_line(source: str, network: str, address: str, pid: int) -> str:
    """The value of TF_REATTACH_PROVIDERS for a provider which runs already: one JSON line.

    `Test` tells Terraform that it is not to stop the provider.
    """
    import json

    entry = {
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL,
        "Pid": pid,
        "Test": True,
        "Addr": {"Network": network, "String": address},
    }
    return json.dumps({source: entry}) + "\n"


def _base64(data: bytes | None) -> str:
    """Standard base64 without padding, as Go's `base64.RawStdEncoding` expects."""
    import binascii

    return binascii.b2a_base64(data or b"", newline=False).rstrip(b"=").decode()
