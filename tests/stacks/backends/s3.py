"""An S3 for tests, in memory: moto's server, which knows conditional writes, and so locks."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from tests.waiting import until

BUCKET, SECRET = "states", "a-very-secret-key"

# It looks at the service alone, to know that S3 is meant.
_HEADERS = {"Authorization": "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request"}


@contextmanager
def running() -> Iterator[str]:
    """One at work, with a bucket; yields its address."""
    with TemporaryDirectory(prefix="s3-") as folder, Path(folder, "log").open("w") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        with subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server:
            try:
                url = until(lambda: _address(Path(folder, "log"), server))
                put(url, "", "")  # the bucket
                yield url
            finally:
                server.terminate()


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    said = log.read_text()
    assert server.poll() is None, said
    found = re.search(r"Running on (http://[\d.:]+)", said)
    return found[1] if found else ""


def backend(url: str, key: str) -> dict[str, Any]:
    """As a template has it, with locks in the bucket itself."""
    skipped = ("credentials_validation", "metadata_api_check", "region_validation")
    return {
        "s3": {
            "bucket": BUCKET,
            "key": key,
            "region": "us-east-1",
            "endpoints": {"s3": url},
            "access_key": "any",
            "secret_key": SECRET,
            "use_lockfile": True,
            "use_path_style": True,
            "skip_requesting_account_id": True,
            **{f"skip_{each}": True for each in skipped},
        }
    }


def put(url: str, key: str, text: str) -> None:
    """Write an object, whoever has written it before."""
    requests.put(f"{url}/{BUCKET}/{key}", text, headers=_HEADERS, timeout=9).raise_for_status()


def content(url: str, key: str) -> str:
    """Of an object; empty where there is none."""
    found = requests.get(f"{url}/{BUCKET}/{key}", headers=_HEADERS, timeout=9)
    return found.text if found.ok else ""
