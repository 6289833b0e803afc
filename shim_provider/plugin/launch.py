"""The life of the process: handshake line, connections, leaving.

Terraform launches the provider several times per command, and waits each time. So the line
comes first, with as few imports as it needs; HTTP/2 and TLS are loaded while the host reads
it and connects. Knows signals and processes; does not know any message.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]  # `signal` itself is mostly enums
import gc
import os
import sys

from . import certificate, deferred, handshake
from .listener import Listener, listen

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from .server import Handlers, Server
    from .tls import Channel

#: Seconds between two looks at whether the host still lives, while none is connected.
_PARENT_CHECK = 1.0

_host = 0


def serve(
    load: Callable[[], Handlers],
    reattach: str = "",
    launched_by: int = 0,
    loaded: Callable[[], None] | None = None,
) -> int:
    """Serves the handlers which `load` gives, until the host is done; answers the exit status.

    `load` is called after the handshake line, and garbage collection enabled after that; then
    `loaded`. `launched_by`: the host, where that is not this one's parent; whether it lives is then
    looked after elsewhere.
    `reattach`: a provider's source address; then no host needs to have launched this process:
    it prints the value of TF_REATTACH_PROVIDERS for that address, and stays until SIGTERM or
    Ctrl-C.
    """
    if not reattach and not handshake.launched_by_host(os.environ):
        sys.stderr.write(handshake.BY_HAND)
        return 1
    # A terminal sends Ctrl-C to the whole group; a host tells us what to do about it.
    signal.signal(signal.SIGINT, _leave if reattach else signal.SIG_IGN)
    parent = os.getppid()
    global _host
    _host = 0 if reattach else launched_by or parent
    listener = listen(handshake.ports(os.environ))
    try:
        signal.signal(signal.SIGTERM, _leave)
        channel = _introduce_to_all(reattach, listener) if reattach else _introduce(listener)
        server = _server(load, stays=bool(reattach))
        _in_background(_accept, listener, channel, server)
        _load(server)
        if loaded:
            loaded()
        return _wait(server, lambda: bool(launched_by) or os.getppid() == parent)
    finally:
        listener.close()


def host() -> int:
    """The process that has launched this one; 0 where none need have."""
    return _host


def _introduce(listener: Listener) -> Callable[[], Channel]:
    """Says the handshake line; answers what makes the channel of each connection."""
    client = handshake.client_certificate(os.environ)
    shown, pem = certificate.create() if client else (None, "")
    _say(handshake.line(listener.network, listener.address, shown))
    deferred.defer()
    from . import tls

    if not client:
        return tls.Plain
    context = tls.context(pem, client, listener.directory)
    return lambda: tls.Tls(context)


def _introduce_to_all(source: str, listener: Listener) -> Callable[[], Channel]:
    """Says the value of TF_REATTACH_PROVIDERS. Reattached providers are without TLS."""
    _say(handshake.reattach_line(source, listener.network, listener.address, os.getpid()))
    deferred.defer()
    from . import tls

    return tls.Plain


def _leave(_signal: int, _frame: object) -> None:
    """The main thread, which does nothing but wait, cleans up and ends the process."""
    sys.exit(0)


def _say(line: str) -> None:
    """The only line on standard output: whatever else is printed goes to the log."""
    sys.stdout.write(line)
    sys.stdout.flush()
    sys.stdout = sys.stderr


def _server(load: Callable[[], Handlers], stays: bool) -> Server:
    from . import log
    from .server import Server

    log.set_up(os.environ, sys.stderr)
    return Server(load, stays)


def _in_background(target: Callable[..., None], *arguments: object) -> None:
    """The main thread is left to signals, and to leaving."""
    from threading import Thread

    Thread(target=target, args=arguments, daemon=True).start()


def _accept(listener: Listener, channel: Callable[[], Channel], server: Server) -> None:
    while True:
        try:
            connection = listener.accept()
        except ConnectionAbortedError:
            continue  # it left before its turn
        except OSError:
            return  # closed: the process leaves
        _in_background(_attend, connection, channel(), server)


def _attend(connection: socket.socket, channel: Channel, server: Server) -> None:
    import logging

    with connection:
        try:
            channel.shake_hands(connection)
        except OSError as error:
            logging.getLogger(__name__).warning("a connection was refused: %s", error)
            return
        from . import transport  # which the main thread loads during the TLS handshake

        transport.serve(connection, channel, server)


def _load(server: Server) -> None:
    """Imports the rest while the host computes its part of the TLS handshake."""
    from . import transport  # noqa: F401

    deferred.restore()
    server.load()
    # What has been imported stays: no need to look through it for garbage again and again.
    gc.freeze()
    gc.enable()


def _wait(server: Server, host_lives: Callable[[], bool]) -> int:
    """Until the host says Shutdown, hangs up, or died before it connected."""
    while not server.wait(_PARENT_CHECK):
        if server.waits_for_host() and not host_lives():
            return 0
    server.say_farewell()
    return 0
