"""Ways to launch the provider: cold, first (there is no warm process yet) and warm.

Each has a folder of its own for the sockets of warm processes. Those in there end with the block;
nobody else's are asked, counted or ended. Knows no Terraform.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from shim_provider.plugin.warm.asking import warm_processes

from .measure import Cost, RunError
from .memory import processor_time, resident, started_with

COLD = "cold"
FIRST = "first"
WARM = "warm"
WAYS = (COLD, FIRST, WARM)

#: A warm process is there for as long as any benchmark takes.
_SECONDS = "3600"

#: Seconds until a warm process is ready, or has ended.
_PATIENCE = 20.0


class Launches:
    """One way to launch, and the warm process of those launches."""

    def __init__(self, way: str) -> None:
        self.way = way
        self._folder = Path(tempfile.mkdtemp(prefix="bench-"))

    def __enter__(self) -> Launches:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the host's environment needs for launches of this way."""
        seconds = "0" if self.way == COLD else _SECONDS
        return {"XDG_RUNTIME_DIR": str(self._folder), "LINODE_SHIM_WARM": seconds}

    def prepare(self, launch: Callable[[], object]) -> None:
        """Before each run. `launch` launches once, where that is to be left behind."""
        if self.way == FIRST:
            self.end()
        if self.way == WARM and not self.ready():
            launch()
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Until there is a warm process. Raises RunError when none comes."""
        self._until(lambda: bool(self.ready()))

    def timed(self, command: Callable[[], Cost]) -> Cost:
        """The cost of a command, with the processor time of those who serve it elsewhere."""
        before = self._processor_time()
        cost = command()
        return cost._replace(cpu=cost.cpu + self._processor_time() - before)

    def ready(self) -> Sequence[int]:
        """The warm processes that serve."""
        return [each.pid for each in warm_processes({b"XDG_RUNTIME_DIR": bytes(self._folder)})]

    def memory(self) -> int:
        """Bytes of memory that the warm process has; 0 where there is none."""
        return max(map(resident, self.ready()), default=0)

    def end(self) -> None:
        """End the warm processes, also those that do not serve yet."""
        self._until(lambda: not self._told_to_end())

    def _told_to_end(self) -> list[int]:
        found = self._processes()
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        return found

    def _processor_time(self) -> float:
        """Seconds of its warm process, loading and children with it; each tick is 10 ms."""
        self._until(lambda: set(self._processes()) == set(self.ready()))
        return sum(map(processor_time, self.ready()))

    def _processes(self) -> list[int]:
        """Started with this folder, and as warm ones without the rest of a host's environment."""
        folder = f"XDG_RUNTIME_DIR={self._folder}"
        found = [
            pid
            for pid, names in started_with(folder).items()
            if not any(name.startswith("LINODE_SHIM_WARM=") for name in names)
        ]
        return found or list(self.ready())  # elsewhere than on Linux, only those that serve

    def _until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise RunError(f"no warm process came or went in {_PATIENCE} s")
            time.sleep(0.01)
