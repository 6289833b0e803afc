"""Threads for the RPCs which wait for the network: as many as there are such RPCs, reused.

There is no limit: Terraform has one (`-parallelism`), and an RPC which waited here for
another would be one Terraform believes to be running. Does not cancel anything.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

Job = Callable[[], None]

_log = logging.getLogger(__name__)


class Workers:
    """Runs jobs at once, each in a thread which has nothing else to do."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._changed = threading.Condition()
        self._unfinished = 0
        self._threads = 0

    def run(self, job: Job) -> None:
        """Starts `job`; does not wait for it."""
        with self._changed:
            self._unfinished += 1
            missing = self._unfinished > self._threads
            self._threads += missing
        if missing:
            # Daemons: the process may leave while one of them waits for the network.
            threading.Thread(target=self._work, daemon=True).start()
        self._jobs.put(job)

    def wait_until_idle(self, timeout: float) -> bool:
        """Whether all jobs have ended within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._unfinished, timeout)

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            except Exception:
                _log.exception("a job failed without an answer")
            finally:
                with self._changed:
                    self._unfinished -= 1
                    self._changed.notify_all()
