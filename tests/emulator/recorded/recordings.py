"""Every recording there is, by name, and what is known to differ in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.emulator.recorded import known
from tests.emulator.recorded.exchanges import Exchange, cassette
from tests.emulator.recorded.sequences import SEQUENCES

if TYPE_CHECKING:
    from tests.emulator.recorded.replay import Outcome

#: Of linodego, with cassettes of 2018; none of its later releases has any.
VERSION = "v0.10.0"


def of_2018(module: Path) -> dict[str, list[Exchange]]:
    """Those that have anything to do with what the emulator serves."""
    files = sorted((module / "fixtures").glob("*.yaml"))
    wanted = [file for file in files if known.is_wanted(file.stem)]
    read = {
        file.stem: [each for each in cassette(file) if known.is_served(each)] for file in wanted
    }
    return {name: exchanges for name, exchanges in read.items() if exchanges}


def later() -> dict[str, list[Exchange]]:
    return SEQUENCES


def name_of(exchange: Exchange) -> str:
    """Without numbers, which say nothing to a reader."""
    return re.sub(r"\b\d{3,}\b", "N", f"{exchange.method} {exchange.path.partition('?')[0]}")


def told(outcomes: list[Outcome]) -> dict[str, list[str]]:
    """The differences, by the exchange that shows them."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.differences:
            found.setdefault(name_of(outcome.exchange), []).extend(outcome.differences)
    return found
