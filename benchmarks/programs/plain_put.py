"""The least that can send a file; for want of curl.

`python -m benchmarks.programs.plain_put URL FILE`

The kernel copies the file into the socket. Checks nothing but the answer's status.
"""

from __future__ import annotations

import http.client
import sys
from pathlib import Path
from urllib.parse import urlsplit


def main(url: str, path: str) -> int:
    """Returns 0 if the file was taken, else 1."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc)
    connection.putrequest("PUT", f"{place.path}?{place.query}")
    connection.putheader("Content-Length", str(Path(path).stat().st_size))
    connection.endheaders()
    with open(path, "rb") as file:  # noqa: PTH123
        connection.sock.sendfile(file)
    return 0 if connection.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
