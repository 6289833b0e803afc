"""`python -m tests.emulator.recorded`: how many recorded exchanges the emulator answers alike."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.emulator import Clock, create_app
from tests.emulator.conftest import DAWN, Api
from tests.emulator.peers import linodego
from tests.emulator.recorded import recordings
from tests.emulator.recorded.replay import Outcome, Replay

if TYPE_CHECKING:
    from tests.emulator.recorded.exchanges import Exchange


def main() -> None:
    module = linodego.module(recordings.VERSION, Path(tempfile.mkdtemp()))
    _print("2018, from the module", recordings.of_2018(module))
    _print("2022 to 2026", recordings.later())


def _print(title: str, all_of_them: dict[str, list[Exchange]]) -> None:
    agree = asked = 0
    for name, exchanges in all_of_them.items():
        outcomes = _replayed(exchanges)
        alike = sum(not outcome.differences for outcome in outcomes)
        agree, asked = agree + alike, asked + len(outcomes)
        print(f"{alike:4} of {len(outcomes):3}  {name}")
        for exchange, lines in recordings.told(outcomes).items():
            print("".join(f"              {exchange}: {line}\n" for line in lines), end="")
    print(f"{agree:4} of {asked:3}  {title}, in {len(all_of_them)} recordings\n")


def _replayed(exchanges: list[Exchange]) -> list[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock(DAWN, held=True)
        app = create_app(Path(folder), clock=clock, durations="realistic")
        try:
            return Replay(Api(app, clock)).run(exchanges)
        finally:
            app.close()


if __name__ == "__main__":
    main()
