"""The emulator in a process of its own, where nothing takes time, and what it was asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from .measure import RunError


class Asked(NamedTuple):
    """Requests of one command, uploads included; `polls` are those which only look at images."""

    requests: int
    polls: int


class Api:
    """Serves from a new data folder while its block runs."""

    def __init__(self, data: Path) -> None:
        self._command = [sys.executable, "-m", "shim_provider.emulator"]
        self._command += ["--data", str(data), "--profile", "zero"]

    def __enter__(self) -> Api:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = re.search(r"http://\S+", line)
        if not found:
            self._process.wait()
            raise RunError(f"the emulator did not start: {line}")
        self.url = found[0]
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        with self._process:
            self._process.terminate()

    def forget(self) -> None:
        """Begin to count anew."""
        self._control("DELETE")

    def asked(self) -> Asked:
        """What was asked since `forget`."""
        entries = [each for each in self._control("GET") if each["path"][:2] != "/_"]
        looks = [each for each in entries if each["method"] == "GET" and "/images" in each["path"]]
        return Asked(len(entries), len(looks))

    @contextmanager
    def upload(self) -> Iterator[str]:
        """The URL that takes the data of a new image, which is deleted in the end."""
        made = self._call("POST", "/v4/images/upload", {"label": "upload", "region": "us-east"})
        try:
            yield made["upload_to"]
        finally:
            self._call("DELETE", f"/v4/images/{made['image']['id']}")

    def _control(self, method: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self._call(method, "/_emulator/requests")["requests"]
        return found

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(
            self.url + path,
            None if body is None else json.dumps(body).encode(),
            {"Authorization": "Bearer benchmark", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)
