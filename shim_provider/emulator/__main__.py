"""`python -m shim_provider.emulator --data PATH`: serve the emulator until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from .faults.rules import Faults
from .requests.access import read_tokens
from .world.clock import Clock
from .world.durations import DURATIONS
from .world.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Seconds. A signal that arrives just before a wait is handled at its end; one without end has none.
_LOOK = 0.5

_EXAMPLES = """\
examples:
  linode-shim emulator --data world --port 8080
  linode-shim emulator --data world --profile realistic --speed 10
  linode-shim emulator export --data world > world.json
  linode-shim emulator export --data world --format yaml > world.yaml
  linode-shim emulator --data other --seed world.yaml
  LINODE_URL=http://127.0.0.1:8080 LINODE_TOKEN=any terraform apply

A page of what there is, and switches for faults, is at the same address. The exit code is 0 after
SIGTERM or Ctrl-C, 1 when it cannot serve, 2 for wrong arguments. Of the other command:
linode-shim emulator export --help
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Serve; prints one line with the URL when ready. Returns 0 after a clean stop, else 1.

    With `export` as first argument: print the world of a folder, and end.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["export"]:
        options = _export_parser().parse_args(arguments[1:])
        return _export(options)
    reader = parser()
    options = reader.parse_args(arguments)
    try:
        options.token = read_tokens(options.tokens) if options.tokens else options.token
        faults = _faults(options)
        clock = Clock(held=options.hold_clock, speed=options.speed)
    except (OSError, ValueError) as problem:
        reader.error(str(problem))
    return _serve(options, clock, faults)


def _faults(options: argparse.Namespace) -> Faults:
    """Those of the file, which come first as they are more particular, and those of a bad day."""
    faults = Faults.read(options.faults) if options.faults else Faults()
    if options.chaos is not None:
        faults.add_chaos(options.chaos)
    return faults


def _export(options: argparse.Namespace) -> int:
    from . import seeds
    from .app import create_app
    from .seeds import worldtext
    from .world.store import DATABASE, StoreError

    if not (options.data / DATABASE).exists():
        print(f"emulator: there is no world in {options.data}", file=sys.stderr)
        return 1
    try:
        app = create_app(options.data)
    except StoreError as problem:
        print(f"emulator: {problem}", file=sys.stderr)
        return 1
    try:
        found = seeds.export(app.world, events=options.events)
        print(worldtext.written(found.world, options.format), end="")
    except ImportError as problem:
        print(f"emulator: {problem}", file=sys.stderr)
        return 1
    finally:
        app.close()
    for words in found.left_out:
        print(f"emulator: left out: {words}", file=sys.stderr)
    return 0


def _serve(options: argparse.Namespace, clock: Clock, faults: Faults) -> int:
    from . import seeds
    from .server import Emulator
    from .world.store import StoreError

    try:
        seed = seeds.read(options.seed) if options.seed else None
    except (OSError, seeds.SeedError) as problem:
        print(f"emulator: {problem}", file=sys.stderr)
        return 1
    emulator = Emulator(
        options.data,
        host=options.host,
        port=options.port,
        clock=clock,
        durations=options.profile,
        faults=faults,
        token=options.token,
        limits=Limits(rate=options.rate_limits),
        seed=seed,
    )
    stopped = threading.Event()
    restore = _on_signals(stopped.set)
    try:
        emulator.start()
    except (StoreError, seeds.SeedError, OSError) as problem:
        restore()
        print(f"emulator: {_told(problem, options)}", file=sys.stderr)
        return 1
    if options.seed and not emulator.seeded:
        print(f"emulator: {options.data} is not new; {options.seed} is not loaded", file=sys.stderr)
    try:
        print(f"Linode API emulator ready at {emulator.url}{_warning(options)}", flush=True)
        while not stopped.wait(_LOOK):
            continue
    finally:
        emulator.stop()
        restore()
    return 0


def _told(problem: Exception, options: argparse.Namespace) -> str:
    from .seeds import SeedError

    if isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE:
        return f"port {options.port} is in use; give another, or none to have a free one"
    return f"{options.seed}:\n{problem}" if isinstance(problem, SeedError) else str(problem)


def _on_signals(stop: Callable[[], None]) -> Callable[[], None]:
    """Stop on SIGTERM and SIGINT; returns what puts the old handlers back."""
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stop()) for number in numbers]

    def restore() -> None:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

    return restore


def _warning(options: argparse.Namespace) -> str:
    if options.host in ("127.0.0.1", "::1", "localhost"):
        return ""
    keys = "any token is a key"
    if options.tokens:
        keys = "the tokens of --tokens are the keys"
    elif options.token is not None:
        keys = "the token of --token is the only key"
    return f" (reachable from other machines; {keys})"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, found {text!r}")
    return int(text)


def _export_parser() -> argparse.ArgumentParser:
    from .seeds.worldtext import FORMATS

    parser = argparse.ArgumentParser(
        prog="linode-shim emulator export",
        description="Print the world of a data folder, for --seed, as it will be once all that is"
        " under way has ended.",
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="PATH", help="folder that keeps the world")
    add("--format", choices=FORMATS, default="json", help="default: %(default)s")
    add("--events", action="store_true", help="the account events too")
    return parser


def parser() -> argparse.ArgumentParser:
    """The arguments; not those of `export`."""
    parser = argparse.ArgumentParser(
        prog="linode-shim emulator",
        description="Serve an emulator of the Linode API: images, uploads, Linodes.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="PATH", help="folder that keeps the world")
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=_port, default=0, help="port to listen on (default: a free one)")
    add("--profile", choices=sorted(DURATIONS), default="fast", help="how long things take")
    add("--speed", type=float, default=1.0, help="seconds of the world per real second")
    add("--hold-clock", action="store_true", help="begin with time standing still")
    add("--faults", type=Path, metavar="FILE", help="JSON file with a list of faults")
    add("--chaos", type=int, metavar="SEED", help="faults of a bad day, the same per seed")
    add("--seed", type=Path, metavar="FILE", help="JSON or YAML file a new world begins with")
    one = parser.add_mutually_exclusive_group().add_argument
    one("--token", help="the only token to accept (default: every token)")
    one("--tokens", type=Path, metavar="FILE", help="JSON file of tokens, accounts and scopes")
    add("--rate-limits", action="store_true", help="refuse with 429 as the service does")
    return parser


if __name__ == "__main__":
    sys.exit(main())
