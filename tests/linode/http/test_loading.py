"""What the client imports: nothing of requests before the first request, then only what is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

CLIENT = """
import sys
from shim_provider.linode.client import Client
from shim_provider.linode.patience import Patience
from shim_provider.linode.settings import Settings
from shim_provider.linode import errors
Client(Settings(token="x")).within(Patience(1))
heavy = {"requests", "urllib3", "http.client", "ssl", "email", "concurrent.futures"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""

LOADED = """
import gc, sys
from shim_provider.linode.http.loading import load_requests
load_requests()
assert gc.isenabled()
assert "requests" in sys.modules
"""

NO_DETECTOR = """
assert not {"chardet", "charset_normalizer"} & set(sys.modules)
"""

USED = """
import http.server, threading
class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write('{"label": "Z\\u00fcrich"}'.encode())
    def log_message(self, *_):
        return
server = http.server.HTTPServer(("127.0.0.1", 0), Pages)
threading.Thread(target=server.serve_forever, daemon=True).start()
reply = sys.modules["requests"].get(f"http://127.0.0.1:{server.server_port}/")
assert reply.json() == {"label": "Z\\u00fcrich"}
assert "Z\\u00fcrich" in reply.text
"""

IMPORTED_BY_OTHERS = """
import charset_normalizer
assert charset_normalizer.from_bytes(b"a text").best()
"""

PROGRAMS = {
    "a client is made without requests": CLIENT,
    "requests is loaded, and collection of garbage is on again": LOADED,
    "it is loaded without a detector of encodings": LOADED + NO_DETECTOR,
    "it works without one": LOADED + USED + NO_DETECTOR,
    "others can import the detector afterwards": LOADED + IMPORTED_BY_OTHERS,
    "one that is there already is left to it": "import charset_normalizer"
    + LOADED
    + "import requests.compat\nassert requests.compat.chardet is charset_normalizer",
    "a requests that is there already is left alone": "import requests"
    + LOADED
    + "import requests.compat\nassert requests.compat.chardet is not None",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_in_a_process_of_its_own(program: str) -> None:
    # `-W error`: requests complains of a detector that is missing, and nobody is to hear it.
    command = [sys.executable, "-W", "error", "-c", program]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
