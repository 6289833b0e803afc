"""What importing the room costs: nothing of requests before the first request."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
from shim_provider.linode.client import Client, Settings
from shim_provider.linode.patience import Patience
from shim_provider.linode import errors
Client(Settings(token="x")).within(Patience(1))
heavy = {"requests", "urllib3", "http.client", "ssl", "email", "concurrent.futures"}
print(sorted(heavy & set(sys.modules)))
"""


def test_a_client_is_made_without_requests() -> None:
    ran = subprocess.run([sys.executable, "-c", CHECK], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
