"""Threads for RPCs which wait."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from shim_provider.plugin.workers import Workers

if TYPE_CHECKING:
    import pytest

PATIENCE = 20.0


def test_any_number_of_jobs_run_at_the_same_time() -> None:
    workers = Workers()
    together = threading.Barrier(61)
    for _ in range(60):
        workers.run(lambda: together.wait(PATIENCE))
    together.wait(PATIENCE)
    assert workers.wait_until_idle(PATIENCE)


def test_threads_are_used_again() -> None:
    workers = Workers()
    used = set()
    for _ in range(20):
        workers.run(lambda: used.add(threading.get_ident()))
        assert workers.wait_until_idle(PATIENCE)
    assert len(used) == 1


def test_it_is_not_idle_while_a_job_runs() -> None:
    workers = Workers()
    finish = threading.Event()
    workers.run(lambda: finish.wait(PATIENCE))
    assert not workers.wait_until_idle(0.01)
    finish.set()
    assert workers.wait_until_idle(PATIENCE)


def test_nothing_to_do_is_idle() -> None:
    assert Workers().wait_until_idle(0)


def test_a_job_which_raises_is_logged_and_its_thread_lives_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    workers = Workers()
    done = threading.Event()
    with caplog.at_level(logging.ERROR):
        workers.run(lambda: [][0])
        assert workers.wait_until_idle(PATIENCE)
        workers.run(done.set)
        assert done.wait(PATIENCE)
    assert "IndexError" in caplog.text
