"""Takes any PUT on a free port, throws it away, answers 200.

`python -m benchmarks.programs.sink`

What is sent to it costs the sender and nobody else. Knows as much HTTP as that needs.
"""

from __future__ import annotations

import re
import socket
import threading

_BUFFER = 1 << 20


def main() -> None:
    """Prints its URL, then serves until it is killed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(f"http://127.0.0.1:{server.getsockname()[1]}/", flush=True)
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_serve, args=(connection,), daemon=True).start()


def _serve(connection: socket.socket) -> None:
    with connection:
        while head := _read_head(connection):
            text, _, rest = head.partition(b"\r\n\r\n")
            if re.search(rb"(?im)^expect: *100-continue", text):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            length = re.search(rb"(?im)^content-length: *(\d+)", text)
            _discard(connection, int(length[1]) - len(rest) if length else 0)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def _read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65536)
        if not more:
            return b""
        head += more
    return head


def _discard(connection: socket.socket, size: int) -> None:
    buffer = bytearray(_BUFFER)
    while size > 0:
        taken = connection.recv_into(buffer, min(size, _BUFFER))
        if not taken:
            return
        size -= taken


if __name__ == "__main__":
    main()
