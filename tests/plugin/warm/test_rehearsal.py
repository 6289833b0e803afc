"""The launch a warm process serves to itself: it is a whole one, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider.plugin.server import Handlers
from shim_provider.plugin.warm.rehearsal import rehearse

if TYPE_CHECKING:
    import pytest

#: Two forks of a process that has rehearsed each say what OpenSSL takes for random.
FORKS = """
import os, ssl, sys
sys.path[:0] = {path}
from shim_provider.plugin.server import Handlers
from shim_provider.plugin.warm.rehearsal import rehearse
rehearse(lambda: Handlers({{"GetProviderSchema": lambda _: {{}}}}, frozenset()))
for _ in range(2):
    if os.fork() == 0:
        print(ssl.RAND_bytes(16).hex(), flush=True)
        os._exit(0)
    os.wait()
"""


def test_the_schema_is_asked_for_often_enough_for_python_to_adapt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    asked: list[Any] = []

    def schema(request: dict[str, Any]) -> dict[str, Any]:
        asked.append(request)
        return {"provider": {"version": 1, "block": {"description": "long " * 20_000}}}

    before = threading.active_count()
    rehearse(lambda: Handlers({"GetProviderSchema": schema}, frozenset()))
    assert len(asked) >= 8
    assert threading.active_count() == before
    assert list(tmp_path.iterdir()) == []


def test_forks_of_one_that_has_rehearsed_draw_different_random_numbers() -> None:
    program = FORKS.format(path=[each for each in sys.path if each])
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    assert len(set(said.stdout.split())) == 2
