"""One stack at work: initialized, planned, applied by an engine in its folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import terraform
from .backends import initialization, locks
from .backends.masks import Mask
from .backends.moving import Moving
from .backends.places import data_folder, recorded, wanted
from .crew import Crew, Interrupted
from .details import details
from .failures import Diagnostic, Failure, Refused, diagnostic, errors_in
from .plans import Hearing, Plan
from .terraform import Done, Event

if TYPE_CHECKING:
    from .choices import Choice, Wanted
    from .manifest import Stack

#: Hears every event of an apply, and of a plan that it waits; with the stack; from any thread.
Listener = Callable[[str, Event], None]

# What a plan's exit code says, by -detailed-exitcode.
_CHANGES = 2

# Nobody is asked, and a program reads what is said.
_QUIET = ("-json", "-input=false")

#: The event that says that a lock is waited for.
WAITS = "state_lock_acquire"

_STALE = "Saved plan is stale"


def deaf(_stack: str, _event: Event) -> None:
    """Listens to nothing."""


class Stale(Failure):
    """Somebody has changed the state since the plan was made; nothing was done."""


class Work:
    """What the engines do for one stack. `plans`: a folder for saved plans."""

    def __init__(
        self,
        stack: Stack,
        crew: Crew,
        choice: Choice,
        wanted: Wanted,
        plans: Path,
        listener: Listener = deaf,
    ) -> None:
        self.stack = stack
        self._crew = crew
        self._choice = choice
        self._wanted = wanted
        self._plans = plans
        self._listener = listener
        self._moving = Moving()

    def initialize(self, moving: Moving | None = None) -> bool:
        """Have its folder ready, if it is not; returns whether there was anything to do.

        Raises:
            Refused: its state is elsewhere, and is to stay there.
            Failure: in Terraform's words, or a state would be lost.
        """
        self._moving = moving or self._moving
        try:
            return initialization.initialize(
                self.stack, self._silently, terraform.command(), self._moving, self._lock("init")
            )
        except Failure as failure:
            self._check_interrupted()
            self._check_lock(str(failure), "init")
            words = f"{self.stack.name}: {self._mask(failure.sentence)}"
            raise (Refused if isinstance(failure, Refused) else Failure)(words) from None

    def plan(self, *, destroy: bool = False) -> Plan:
        """What would change; the plan is saved, to be applied as it is.

        Raises:
            Failure: in Terraform's words.
        """
        try:
            return self._planned(destroy=destroy)
        except Failure as failure:
            if not initialization.is_wanted(failure):
                raise
        initialization.forget(self.stack)
        self.initialize()
        return self._planned(destroy=destroy)

    def _planned(self, *, destroy: bool) -> Plan:
        hearing = Hearing(self.stack, refresh_only=self._wanted.refresh_only)
        file = self._plans / self.stack.name
        arguments = [
            "plan",
            *_QUIET,
            "-detailed-exitcode",
            *([] if self._runs_elsewhere else [f"-out={file}"]),
            *(["-destroy"] if destroy else []),
            *self._choice.arguments(self._wanted),
            *self._lock("plan"),
        ]
        self._run("plan", arguments, hearing.hear)
        return replace(hearing.plan(), file=None if self._runs_elsewhere else file)

    def apply(self, plan: Plan, *, destroy: bool = False) -> None:
        """Do what the plan says.

        Raises:
            Stale: its state is another one than when it was planned.
            Failure: in Terraform's words. What it has done stays done.
        """
        parallelism = self._wanted.parallelism
        arguments = ["apply", *_QUIET, *self._lock("apply")]
        if plan.file is None:
            arguments += ["-auto-approve", *(["-destroy"] if destroy else [])]
            arguments += self._choice.arguments(self._wanted)
        else:
            arguments += [f"-parallelism={parallelism}"] if parallelism else []
            arguments.append(str(plan.file))
        try:
            self._run("destroy" if destroy else "apply", arguments, self._pass_on)
        finally:
            if plan.file is not None:
                plan.file.unlink(missing_ok=True)

    def detailed(self, plan: Plan) -> Plan:
        """The plan, with what changes of each resource.

        Raises:
            Failure: in Terraform's words.
        """
        found = details(self._document("show", "-json", str(plan.file)))
        changes = (replace(each, details=found.get(each.address, ())) for each in plan.changes)
        return replace(plan, changes=tuple(changes))

    def outputs(self) -> Mapping[str, Any]:
        """`terraform output -json`, where the state cannot be read from a file.

        Raises:
            Failure: in Terraform's words.
        """
        return self._document("output", "-json")

    def _document(self, *arguments: str) -> Mapping[str, Any]:
        """The one JSON document that a command says, on one line or on many."""
        events: list[Event] = []
        done = self._crew.run(self.stack.directory, arguments, events.append)
        if done.code:
            self._check_interrupted()
            raise self._failure(arguments[0], done, ())
        return events[0] if events else json.loads(done.output)

    def _pass_on(self, event: Event) -> None:
        self._listener(self.stack.name, event)

    @property
    def _runs_elsewhere(self) -> bool:
        """Whether its plans are HashiCorp's servers', and may not be saved here."""
        settings = self.stack.template.get("terraform", {})
        return "cloud" in settings or "remote" in settings.get("backend", {})

    def _run(self, verb: str, arguments: Sequence[str], hear: Callable[[Event], None]) -> None:
        said: list[Event] = []

        def listen(event: Event) -> None:
            if event.get("type") == "diagnostic":
                event = self._mask.of(event)
                said.append(event)
            elif event.get("type") == WAITS and verb == "plan":
                self._pass_on(event)
            hear(event)

        done = self._crew.run(self.stack.directory, arguments, listen)
        if done.code in (0, _CHANGES if verb == "plan" else 0):
            return
        self._check_interrupted()
        raise self._failure(verb, done, said)

    def _failure(self, verb: str, done: Done, said: Sequence[Event]) -> Failure:
        paths = self.stack.construct_paths
        diagnostics = [diagnostic(found, paths) for found in errors_in(said)]
        self._check_lock("\n".join(map(str, diagnostics)), verb)
        if any(_STALE in each.summary for each in diagnostics):
            return Stale(f"{self.stack.name}: its state was changed since it was planned")
        if diagnostics:
            return _of(self.stack, f"terraform {verb} failed:", diagnostics)
        words = self._mask(initialization.from_first_error(done))
        return _of(self.stack, f"terraform {verb} failed with exit code {done.code}:\n\n{words}")

    def _check_interrupted(self) -> None:
        if self._crew.is_ending:
            raise Interrupted(f"{self.stack.name}: interrupted")

    def _check_lock(self, text: str, verb: str) -> None:
        lock = locks.lock_in(text)
        if lock is not None:
            waited = locks.waited(self._lock("apply" if verb == "destroy" else verb))
            raise locks.locked(self.stack, wanted(self.stack.template).type, lock, waited)

    def _lock(self, verb: str) -> tuple[str, ...]:
        return locks.flags(verb, self._wanted.lock_timeout, os.environ)

    @cached_property
    def _mask(self) -> Mask:
        before = recorded(data_folder(self.stack.directory, os.environ))
        backends = (wanted(self.stack.template), *([before] if before else []))
        return Mask(*backends, environment=os.environ)

    def _silently(
        self,
        *arguments: str,
        directory: Path | None = None,
        variables: Mapping[str, str | None] | None = None,
    ) -> Done:
        return self._crew.run(directory or self.stack.directory, arguments, _unheard, variables)


def _unheard(_event: Event) -> None:
    return


def _of(stack: Stack, sentence: str, diagnostics: Sequence[Diagnostic] = ()) -> Failure:
    return Failure(f"{stack.name}: {sentence}", diagnostics)


def environment() -> dict[str, str]:
    """What engines run with: whatever the user has set, and no look for updates."""
    return {"CHECKPOINT_DISABLE": "1", **os.environ}
