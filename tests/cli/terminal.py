"""A terminal in a test: a program whose questions are answered as a person would."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from .programs import environment


def answered(cwd: Path, *arguments: str, answers: str = "", **more: str) -> tuple[int, str]:
    """Run `linode-shim` on a terminal, with what is typed there; its code and all it shows."""
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-c", "from shim_provider.cli.main import main; exit(main())", *arguments],
        cwd=cwd,
        env=environment(Path(more.pop("HOME", cwd)), **more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    os.write(ours, answers.encode())
    shown = b""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                data = os.read(ours, 65536)
            except OSError:  # Linux says so when the last other end is closed
                break
            if not data:
                break
            shown += data
    os.close(ours)
    return program.wait(timeout=10), shown.decode().replace("\r\n", "\n")
