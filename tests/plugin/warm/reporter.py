"""A program that is launched warm or cold, and says on standard output what it was given.

`wait` as an argument makes it live until it is killed or told to end; `exit=N` ends it with N;
`lock=FILE` has it lock a file for as long as it lives. `terminable`: SIGTERM ends it with 5;
`tidy=FILE`: SIGTERM has it remove a file.
`large` makes it take the system some time to clear away.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import random
import resource
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from shim_provider.plugin.warm import place, stub
from shim_provider.plugin.warm.process import keep_warm
from shim_provider.plugin.warm.spawn import leave_warm_process

_HELD: list[bytes] = []

PROGRAM = "from tests.plugin.warm.reporter import warm; warm({given})"


def main() -> None:
    """As the provider's own: warm where it can be, otherwise cold, with a warm one left behind."""
    began = time.monotonic()
    try:
        stub.serve()
    except place.OddError as odd:
        _prepare()
        report(
            host=os.getppid(),
            **{"cold": str(odd), "seconds to go cold": time.monotonic() - began},
        )
        try:
            leave_warm_process(PROGRAM)
        except (OSError, RuntimeError) as error:
            report(none_left=str(error))
        os._exit(_obey())


def warm(seconds: float, path: bytes, began: float) -> None:
    gc.disable()
    keep_warm(_load, _run, seconds, path, began)


def _load() -> None:
    """A package of the test's own, where it has one in the way of modules."""
    with contextlib.suppress(ImportError):
        import_module("linode_shim_package")


def _run(host: int) -> int:
    _prepare()
    report(host=host)
    return _obey()


def report(**more: object) -> None:
    print(json.dumps({**state(), **more}), flush=True)


def state() -> dict[str, Any]:
    """All that a process has from whoever launched it, and who it is."""
    umask = os.umask(0)
    os.umask(umask)
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {
        "pid": os.getpid(),
        "parent": os.getppid(),
        "arguments": sys.argv[1:],
        "environment": dict(os.environ),
        "directory": str(Path.cwd()),
        "umask": umask,
        "descriptors": {
            file.name: str(file.readlink())
            for file in Path("/proc/self/fd").iterdir()
            if file.is_symlink() and "/proc/" not in str(file.readlink())
        },
        "signals": {
            number: str(signal.getsignal(number))
            for number in sorted(signal.valid_signals())
            if number not in (signal.SIGINT, signal.SIGKILL, signal.SIGSTOP)
        },
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "limits": {name: resource.getrlimit(getattr(resource, name)) for name in names},
        "kind": place.kind(os.environb).hex(),
        "zone": time.strftime("%Z"),
        "random": random.random(),
        "standard input": sys.stdin.read() if "read" in sys.argv else "",
    }


def _prepare() -> None:
    if "terminable" in sys.argv:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))


def _obey() -> int:
    for word in sys.argv[1:]:
        if word == "wait":
            signal.pause()
        elif word == "large":
            _HELD.append(b"x" * (256 << 20))
        elif word == "fail":
            raise ValueError("as asked for")
        elif word.startswith("lock="):
            fcntl.flock(os.open(word[5:], os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)
        elif word.startswith("tidy="):
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            try:
                signal.pause()
            finally:
                Path(word.removeprefix("tidy=")).unlink()
        elif word.startswith("exit="):
            return int(word.removeprefix("exit="))
    return 0
