"""Stand-ins for modules that are imported and not used: nobody can tell, and none lasts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def said(program: str) -> str:
    """By a Python in which nothing is loaded yet."""
    found = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path[:0] = [{str(ROOT)!r}]\n{program}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip()


def test_a_module_is_loaded_when_something_is_asked_of_it() -> None:
    program = """
from shim_provider.plugin import deferred
deferred.defer()
import traceback as early
deferred.restore()
print("linecache" in sys.modules)
try:
    1 / 0
except ZeroDivisionError:
    print(early.format_exc().splitlines()[-1])
import traceback
print(traceback.format_exc is early.format_exc)
"""
    assert said(program).splitlines() == ["False", "ZeroDivisionError: division by zero", "True"]


def test_a_module_asked_for_something_before_it_is_restored_stays() -> None:
    program = """
from shim_provider.plugin import deferred
deferred.defer()
import inspect
inspect.signature
deferred.restore()
print(type(sys.modules["inspect"]).__name__, hasattr(inspect, "no such thing"))
"""
    assert said(program) == "module False"


def test_a_module_that_another_thread_has_just_restored_is_no_error() -> None:
    program = """
from shim_provider.plugin import deferred
deferred.defer()
import inspect
del sys.modules["inspect"]
deferred.restore()
print(inspect.isclass(int))
"""
    assert said(program) == "True"


def test_a_module_that_was_loaded_already_is_left_alone() -> None:
    program = """
import inspect
from shim_provider.plugin import deferred
deferred.defer()
deferred.restore()
print(sys.modules["inspect"] is inspect)
"""
    assert said(program) == "True"


def test_an_exception_is_logged_with_its_traceback() -> None:
    program = """
from shim_provider.plugin import deferred
deferred.defer()
import logging
deferred.restore()
logging.basicConfig(stream=sys.stdout, format="%(message)s")
try:
    1 / 0
except ZeroDivisionError:
    logging.exception("it failed")
"""
    lines = said(program).splitlines()
    assert lines[0] == "it failed"
    assert lines[-1] == "ZeroDivisionError: division by zero"
