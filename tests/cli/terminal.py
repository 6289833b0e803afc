"""`linode-shim` on a terminal, where a person answers its questions."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.end_to_end.cdktf.project import on_a_terminal

from .programs import environment


def answered(cwd: Path, *arguments: str, answers: str = "", **more: str) -> tuple[int, str]:
    """Run it with what is typed there; its code and all it shows."""
    program = "from shim_provider.cli.main import main; exit(main())"
    command = [sys.executable, "-c", program, *arguments]
    terminal = on_a_terminal(command, cwd, environment(Path(more.pop("HOME", cwd)), **more))
    terminal.type(answers.encode())
    return terminal.wait(), terminal.shown.replace("\r\n", "\n")
