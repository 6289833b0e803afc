"""`python -m shim_provider.emulator --data PATH`: serve the emulator until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from .clock import Clock
from .durations import DURATIONS
from .faults import Faults
from .limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_EXAMPLES = """\
examples:
  linode-shim emulator --data world --port 8080
  linode-shim emulator --data world --profile realistic --speed 10
  LINODE_URL=http://127.0.0.1:8080 LINODE_TOKEN=any terraform apply
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Serve; prints one line with the URL when ready. Returns 0 after a clean stop, else 1."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        faults = Faults.read(options.faults) if options.faults else Faults()
        clock = Clock(held=options.hold_clock, speed=options.speed)
    except (OSError, ValueError) as problem:
        parser.error(str(problem))
    return _serve(options, clock, faults)


def _serve(options: argparse.Namespace, clock: Clock, faults: Faults) -> int:
    from .server import Emulator
    from .store import StoreError

    emulator = Emulator(
        options.data,
        host=options.host,
        port=options.port,
        clock=clock,
        durations=options.profile,
        faults=faults,
        token=options.token,
        limits=Limits(rate=options.rate_limits),
    )
    stopped = threading.Event()
    restore = _on_signals(stopped.set)
    try:
        emulator.start()
    except (StoreError, OSError) as problem:
        restore()
        print(f"emulator: {problem}", file=sys.stderr)
        return 1
    try:
        print(f"Linode API emulator ready at {emulator.url}{_warning(options.host)}", flush=True)
        stopped.wait()
    finally:
        emulator.stop()
        restore()
    return 0


def _on_signals(stop: Callable[[], None]) -> Callable[[], None]:
    """Stop on SIGTERM and SIGINT; returns what puts the old handlers back."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stop()) for number in numbers]

    def restore() -> None:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

    return restore


def _warning(host: str) -> str:
    local = host in ("127.0.0.1", "::1", "localhost")
    return "" if local else " (reachable from other machines; any token is a key)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="linode-shim emulator",
        description="Serve an emulator of the Linode API: images, uploads, Linodes.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="PATH", help="folder that keeps the world")
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=0, help="port to listen on (default: a free one)")
    add("--profile", choices=sorted(DURATIONS), default="fast", help="how long things take")
    add("--speed", type=float, default=1.0, help="seconds of the world per real second")
    add("--hold-clock", action="store_true", help="begin with time standing still")
    add("--faults", type=Path, metavar="FILE", help="JSON file with a list of faults")
    add("--token", help="the only token to accept (default: every token)")
    add("--rate-limits", action="store_true", help="refuse with 429 as the service does")
    return parser


if __name__ == "__main__":
    sys.exit(main())
