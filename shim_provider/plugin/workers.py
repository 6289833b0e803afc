"""Threads for the RPCs which wait for the network: as many as there are such RPCs, reused.

There is no limit: Terraform has one (`-parallelism`), and an RPC which waited here for
another would be one Terraform believes to be running. Does not cancel anything.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

Job = Callable[[], object]

_log = logging.getLogger(__name__)


class Workers:
    """Runs jobs at once, each in a thread which has nothing else to do."""

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self._jobs_wait = threading.Semaphore(0)
        self._finished = threading.Condition()
        self._unfinished = 0
        self._threads = 0

    def run(self, job: Job) -> None:
        """Starts `job`; does not wait for it."""
        with self._finished:
            self._unfinished += 1
            missing = self._unfinished > self._threads
            self._threads += missing
        self._jobs.append(job)
        self._jobs_wait.release()
        if missing:
            # Daemons: the process may leave while one of them waits for the network.
            threading.Thread(target=self._work, daemon=True).start()

    def wait_until_idle(self, timeout: float) -> bool:
        """Whether all jobs have ended within `timeout` seconds."""
        with self._finished:
            return self._finished.wait_for(lambda: not self._unfinished, timeout)

    def _work(self) -> None:
        while True:
            self._jobs_wait.acquire()
            job = self._jobs.popleft()
            try:
                job()
            except Exception:  # a defect of ours: the thread serves the next job all the same
                _log.exception("a job failed without an answer")
            finally:
                with self._finished:
                    self._unfinished -= 1
                    self._finished.notify_all()
