"""Where Terraform connects: a unix socket in a directory of its own, or a loopback port.

What is said on a connection is `transport.py`'s matter.
This is all that must be there before the handshake line, so it imports neither TLS nor HTTP/2,
and `os` in place of `pathlib` and `tempfile`, which import a dozen modules.
"""

from __future__ import annotations

import contextlib
import os
import socket

#: The shortest limit for the path of a unix socket among the systems we know (macOS: 104),
#: less the name of our directory and socket.
_LONGEST_PARENT = 60


class Listener:
    """A listening socket. `network` and `address` are what the handshake line says.

    `directory` is its own: only this user can enter it.
    """

    def __init__(self, network: str, address: str, directory: str, listening: socket.socket):
        self.network = network
        self.address = address
        self.directory = directory
        self._socket = listening

    def accept(self) -> socket.socket:
        """The next connection. Raises `OSError` once closed."""
        connection, _ = self._socket.accept()
        if self.network == "tcp":
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def close(self) -> None:
        """Stops listening and removes the socket and the directory."""
        self._socket.close()
        with contextlib.suppress(OSError):  # on TCP there is no such file
            os.unlink(f"{self.directory}/socket")  # noqa: PTH108
        with contextlib.suppress(OSError):  # somebody else has removed it
            os.rmdir(self.directory)  # noqa: PTH106


def listen(ports: range) -> Listener:
    """A unix socket, or where Python has none (Windows) the first free one of `ports`.

    Raises `OSError` when there is none.
    """
    directory = _make_directory()
    try:
        if hasattr(socket, "AF_UNIX"):
            address = f"{directory}/socket"
            return Listener("unix", address, directory, _bound(socket.AF_UNIX, address))
        listening, port = _first_free(ports)
        return Listener("tcp", f"127.0.0.1:{port}", directory, listening)
    except OSError:
        os.rmdir(directory)  # noqa: PTH106
        raise


def _make_directory() -> str:
    parent = os.environ.get("TMPDIR") or os.environ.get("TEMP") or "/tmp"
    if hasattr(socket, "AF_UNIX") and len(os.fsencode(parent)) > _LONGEST_PARENT:
        parent = "/tmp"
    path = f"{parent.rstrip('/')}/linode-shim-{os.urandom(8).hex()}"
    os.mkdir(path, 0o700)  # noqa: PTH102
    return path


def _bound(family: socket.AddressFamily, address: str | tuple[str, int]) -> socket.socket:
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.bind(address)
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def _first_free(ports: range) -> tuple[socket.socket, int]:
    for port in ports:
        with contextlib.suppress(OSError):
            listening = _bound(socket.AF_INET, ("127.0.0.1", port))
            return listening, listening.getsockname()[1]
    raise OSError(f"none of the ports {ports.start} to {ports.stop - 1} of 127.0.0.1 is free")
