"""How the provider of an end-to-end test is started: cold each time, or warm as users have it.

Both ways for each test would take twice the time, so by default a test runs one way, and about half
of the tests of each file each way; the next commit runs each the other way. Those that are marked
`starts` always run in the ways they name.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest

VARIABLE = "LINODE_SHIM_WARM"

COLD, WARM = WAYS = ("cold", "warm")

#: What `--starts` takes; the first is the default.
HALVES, BOTH = "halves", "both"
CHOICES = (HALVES, BOTH, *WAYS)

#: `@pytest.mark.starts(WAY...)`: runs always, and in these ways.
MARK = "starts"

#: Of tests of what a warm start could change most, and of nothing else: each takes twice the time.
EVERY_START = pytest.mark.starts(*WAYS)


def ways(marked: pytest.Mark | None) -> tuple[str, ...]:
    """In which ways a test is collected; those not wanted are left out afterwards."""
    return marked.args if marked else WAYS


def is_wanted(test: pytest.Item, choice: str) -> bool:
    """Whether a test, collected in one way, is to run in that way."""
    way = way_of(test)
    if not way or choice == BOTH:
        return True
    if choice in WAYS:
        return way == choice
    return bool(test.get_closest_marker(MARK)) or way == half_of(test)


def way_of(test: pytest.Item) -> str:
    """Empty for a test which is no end-to-end one."""
    called = getattr(test, "callspec", None)
    return str(called.params.get("start", "")) if called else ""


def half_of(test: pytest.Item) -> str:
    """The way of a test among halves: the same in each run of a commit, whatever else runs.

    The functions of a file take turns; of one function's tests, a hash of the parameters decides.
    """
    assert isinstance(test, pytest.Function)
    functions = sorted(name for name in vars(test.module) if name.startswith("test_"))
    parameters = {part for part in re.split(r"[\[\]-]", test.name)[1:] if part not in WAYS}
    turn = functions.index(test.originalname) + crc32(str(sorted(parameters)).encode())
    return WAYS[(turn + _commits()) % 2]


@cache
def _commits() -> int:
    """How many there are up to the one that is tested; 0 where this is no checkout."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-list", "--count", "HEAD"]
    counted = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(counted.stdout) if counted.returncode == 0 else 0
