"""The life of the process: handshake line, connections, leaving.

Terraform launches the provider several times per command, and waits each time. So the line
comes first, with as few imports as it needs; HTTP/2 and TLS are loaded while the host reads
it and connects. Knows signals and processes; does not know any message.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable

from . import certificate, handshake
from .listener import Listener, listen

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    import socket

    from .server import Handlers, Server
    from .tls import Channel

#: Seconds between two looks at whether the host still lives, while none is connected.
_PARENT_CHECK = 1.0


def serve(load: Callable[[], Handlers], reattach: str = "") -> int:
    """Serves the handlers `load` gives (called at the first RPC) until the host is done.

    Answers the exit status. `reattach`: a provider's source address; the server then needs
    no host which launched it, prints the value of TF_REATTACH_PROVIDERS for that address,
    and stays until SIGTERM.
    """
    if not reattach and not handshake.launched_by_host(os.environ):
        sys.stderr.write(handshake.BY_HAND)
        return 1
    gc.disable()  # imports make no garbage; looking for it takes a tenth of their time
    if not reattach:
        # A terminal sends Ctrl-C to the whole group; the host tells us what to do about it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    client = None if reattach else handshake.client_certificate(os.environ)
    shown, pem = certificate.create() if client else (None, "")
    listener = listen(handshake.ports(os.environ))
    try:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        if reattach:
            _say(handshake.reattach_line(reattach, listener.network, listener.address, os.getpid()))
        else:
            _say(handshake.line(listener.network, listener.address, shown))
        channel = _channels(pem, client, listener)
        server = _server(load, stays=bool(reattach))
        _in_background(_accept, listener, channel, server)
        _load(server)
        return _wait(server, parent)
    finally:
        listener.close()


def _say(line: str) -> None:
    """The only line on standard output: whatever else is printed goes to the log."""
    sys.stdout.write(line)
    sys.stdout.flush()
    sys.stdout = sys.stderr


def _channels(pem: str, client: str | None, listener: Listener) -> Callable[[], Channel]:
    """What makes the channel of each connection."""
    from . import tls

    if not client:
        return tls.Plain
    context = tls.context(pem, client, listener.directory)
    return lambda: tls.Tls(context)


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

    server.load()
    # What has been imported stays: no need to look through it for garbage again and again.
    gc.freeze()
    gc.enable()


def _wait(server: Server, parent: int) -> int:
    """Until the host says Shutdown, hangs up, or died before it connected."""
    while not server.wait(_PARENT_CHECK):
        if server.waits_for_host() and os.getppid() != parent:
            return 0
    server.say_farewell()
    return 0
