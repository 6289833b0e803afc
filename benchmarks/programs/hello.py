"""Cheroot and an application that says hello, on a free port.

`python -m benchmarks.programs.hello`

What the emulator's requests are held against: the same server, with nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cheroot import wsgi

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_HELLO = b"hello"


def app(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The same five bytes to whatever is asked."""
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(_HELLO)))]
    start_response("200 OK", headers)
    return [_HELLO]


def main() -> None:
    """Prints its URL, then serves until it is killed."""
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    print(f"http://127.0.0.1:{server.bind_addr[1]}", flush=True)
    server.serve()


if __name__ == "__main__":
    main()
