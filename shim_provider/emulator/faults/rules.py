"""Rules that make chosen requests go wrong, and those in force. Decides; carries nothing out.

Rules can be set from Python (`faults.add(...)`), from a JSON file (a list of objects with the same
names) and over HTTP (control). Each rule counts on its own; the first that applies wins.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import threading
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from .bad_day import BAD_DAY
from .kinds import LABELLED, SERVICE, WIRE
from .settings import FaultError, check, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# What a rule tells of itself: a list of rules as it was shown can be given again, without these.
_TOLD = ("number", "befell")


@dataclass
class Fault:
    """One rule.

    `kind`: a name of WIRE or SERVICE. `method`: any if empty. `path`: a regular expression
    searched for in the decoded path without version (`/images/private/15`), so anchor it with `^`
    and `$` where that matters; uploads have the path `/uploads/<number>`. `status`, `body` (JSON
    value, or text sent as it is), `headers`: of the reply. `delay`: real seconds to wait first.
    `skip`: let that many pass before. `count`: befall that many, None for all. `probability`: of
    each, 0 to 1, drawn from `seed`. `account`: only requests of this account. `label`: a regular
    expression searched for in the Linode's label, for the kinds that befall builders. `on`: False
    lets all requests pass, and nothing is counted, until it is set to True again.

    `number`: its name among those in force, which no other gets. `befell`: how often it struck.
    """

    kind: str = "reply"
    method: str = ""
    path: str = ""
    status: int = 500
    body: Any = field(default_factory=lambda: {"errors": [{"reason": "An error occurred"}]})
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    skip: int = 0
    count: int | None = None
    probability: float = 1.0
    seed: int = 0
    after_bytes: int = 0
    region: str = ""
    account: str = ""
    label: str = ""
    on: bool = True
    number: int = 0
    befell: int = 0

    def __post_init__(self) -> None:
        check({name: value for name, value in vars(self).items() if name not in _TOLD})
        if self.kind not in WIRE and self.kind not in SERVICE:
            raise wrong("kind", f"one of {', '.join([*WIRE, *SERVICE])}", self.kind)
        if self.kind == "region_down" and not self.region:
            raise wrong("region", "the region that kind region_down is about", self.region)
        if self.label and self.kind not in LABELLED:
            raise wrong("label", f"nothing, but with kind {' or '.join(LABELLED)}", self.label)
        self._pattern = re.compile(self.path)
        self._labels = re.compile(self.label)
        self._random = random.Random(self.seed)

    def concerns(self, method: str, path: str, account: str, label: str) -> bool:
        return (
            self.on
            and self._labels.search(label) is not None
            and self.method.upper() in ("", method)
            and self._pattern.search(path) is not None
            and self.account in ("", account)
        )

    def strikes(self) -> bool:
        """Whether it befalls the request at hand, which it concerns; counts."""
        if self.count is not None and self.befell >= self.count:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self._random.random() >= self.probability:
            return False
        self.befell += 1
        return True


class Faults:
    """The rules in force. Safe to change while requests are served."""

    def __init__(self, rules: Iterable[Fault] = ()) -> None:
        self._lock = threading.Lock()
        self._rules: list[Fault] = []
        self._numbers = itertools.count(1)
        for rule in rules:
            self._append(rule)

    @classmethod
    def read(cls, path: Path) -> Faults:
        """Rules from a JSON file. Raises ValueError when it is none, OSError when unreadable."""
        try:
            rules = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as problem:
            raise ValueError(f"{path}: expected JSON: {problem}") from problem
        if not isinstance(rules, list):
            raise ValueError(f"{path}: expected a JSON list of faults")
        return cls(_entry(path, place, rule) for place, rule in enumerate(rules))

    @classmethod
    def chaos(cls, seed: int) -> Faults:
        """A bad day of the service: all kinds of faults that trying again helps against.

        The same sequence for the same seed.
        """
        faults = cls()
        faults.add_chaos(seed)
        return faults

    def add_chaos(self, seed: int) -> None:
        """Add the rules of `chaos` behind those in force."""
        for number, rule in enumerate(BAD_DAY):
            self.add(**rule, seed=seed + number)

    def add(self, kind: str = "reply", **settings: Any) -> Fault:
        """Add a rule, see Fault; its `befell` tells how often it has struck."""
        fault = fault_of({"kind": kind, **settings})
        self._append(fault)
        return fault

    def _append(self, fault: Fault) -> None:
        with self._lock:
            fault.number = next(self._numbers)
            self._rules.append(fault)

    def find(self, number: int) -> Fault:
        """The rule in force that has this number. Raises LookupError when none has."""
        with self._lock:
            for rule in self._rules:
                if rule.number == number:
                    return rule
        raise LookupError(f"there is no fault {number}")

    def remove(self, which: Fault | int) -> None:
        """Take a rule, or the one of this number, out of force. Raises LookupError without it."""
        rule = self.find(which if isinstance(which, int) else which.number)
        with self._lock:
            self._rules = [other for other in self._rules if other is not rule]

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(rule) for rule in self._rules]

    def wire(self, method: str, path: str, account: str = "") -> Fault | None:
        """The fault of the wire which befalls this request, if any."""
        return self._first(frozenset(WIRE), method, path, account)

    def service(
        self, kind: str, method: str, path: str, account: str = "", label: str = ""
    ) -> bool:
        return self._first(frozenset([kind]), method, path, account, label) is not None

    def region_down(self, region: str) -> bool:
        with self._lock:
            down = [r for r in self._rules if r.kind == "region_down" and r.on]
        return any(rule.region == region for rule in down)

    def _first(
        self, kinds: frozenset[str], method: str, path: str, account: str, label: str = ""
    ) -> Fault | None:
        if not self._rules:
            return None
        with self._lock:
            for rule in self._rules:
                concerned = rule.kind in kinds and rule.concerns(method, path, account, label)
                if concerned and rule.strikes():
                    return rule
        return None


def fault_of(settings: Mapping[str, Any]) -> Fault:
    """A rule from plain settings. Raises FaultError which names what is wrong."""
    given = {name: value for name, value in settings.items() if name not in _TOLD}
    check(given)
    return Fault(**given)


def _entry(path: Path, place: int, settings: object) -> Fault:
    """A rule from a file, whose entries count from 0 as in `faults[0]`."""
    if not isinstance(settings, dict):
        raise ValueError(f"{path}: [{place}]: expected an object, found {settings!r}")
    try:
        return fault_of(settings)
    except FaultError as problem:
        raise ValueError(f"{path}: [{place}].{problem}") from problem
