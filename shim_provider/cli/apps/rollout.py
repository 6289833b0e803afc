"""What `deploy` and `destroy` have in common: plan all, show it, ask, do it, tell how it went."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from shim_provider.cli.page import complain

from . import arguments, shown, synthesis

if TYPE_CHECKING:
    from rich.console import Console

    from shim_provider.stacks.backends.moving import Move
    from shim_provider.stacks.failures import Failure
    from shim_provider.stacks.fleet import Fleet
    from shim_provider.stacks.manifest import Stack
    from shim_provider.stacks.outputs import Outputs
    from shim_provider.stacks.plans import Change, Plan
    from shim_provider.view.plain import PlainView


class Words(NamedTuple):
    """How a command calls what it does."""

    verb: str
    done: str
    #: Where there is nothing to do.
    nothing: str


DEPLOY = Words("deploy", "deployed", "No changes.")
DESTROY = Words("destroy", "destroyed", "Nothing is deployed.")


def main(options: argparse.Namespace, parser: argparse.ArgumentParser, words: Words) -> int:
    """Run the app, and deploy or destroy what was chosen of it."""
    if _is_refused(options, words):
        return 1
    with arguments.failures_told(parser):
        _check_outputs_file(options)
        stacks = synthesis.synthesized(options)
        return Rollout(options, words, _chosen(options, words, stacks)).run()
    if options.json:  # programs read on until this line
        shown.say_json(type="result", code=1, stacks={})
    return 1


def _is_refused(options: argparse.Namespace, words: Words) -> bool:
    """Whether nobody can be asked, and somebody should be; then that is said."""
    if options.auto_approve or (sys.stdin.isatty() and not options.json):
        return False
    where = "with --json" if sys.stdin.isatty() else "without a terminal"
    complain(f"nobody can be asked {where}: add --auto-approve to {words.verb} without a question")
    return True


def _check_outputs_file(options: argparse.Namespace) -> None:
    from shim_provider.stacks import outputs

    if file := getattr(options, "outputs_file", None):
        outputs.check(file)


def _chosen(options: argparse.Namespace, words: Words, stacks: Sequence[Stack]) -> list[Stack]:
    from shim_provider.stacks import manifest

    named = synthesis.chosen(options, stacks)
    if options.ignore_missing_stack_dependencies:
        return named
    taken_along = manifest.with_dependants if words is DESTROY else manifest.with_dependencies
    return taken_along(named, stacks)


class Rollout:
    """One run of either command on some stacks."""

    def __init__(self, options: argparse.Namespace, words: Words, stacks: Sequence[Stack]) -> None:
        from shim_provider.stacks.fleet import Fleet
        from shim_provider.view.tables import console

        self._options = options
        self._words = words
        self._console: Console = console(no_color=options.no_color)
        self._view: PlainView | None = None
        self._lock = threading.Lock()
        self._fleet: Fleet = Fleet(
            stacks,
            arguments.wanted(options),
            listener=self._hear,
            ask_move=self._is_moved,
            destroy=words is DESTROY,
            parallel=options.parallel,
        )

    def run(self) -> int:
        """Do it all; returns the exit code."""
        from shim_provider.progress.running import running

        with self._fleet, running(each.directory for each in self._fleet.stacks.values()):
            results = self._fleet.plan(details=not self._options.json)
            plans, failures = _parted(results)
            self._tell_plans(plans)
            self._tell_failures(failures)
            if self._fleet.is_interrupted:
                return 1
            if any(not plan.is_empty for plan in plans.values()) and not self._is_approved():
                print("Nothing was changed.", file=sys.stderr)
                return 1
            with self._viewed(plans):
                done = self._fleet.apply(plans, self._approve_more)
            self._tell_failures(_parted(done)[1])
            return self._told({**results, **done}, plans)

    def _is_approved(self) -> bool:
        if self._options.auto_approve:
            return True
        return shown.confirmed(f"{self._words.verb.capitalize()} these changes?")

    def _approve_more(self, plan: Plan, changes: Sequence[Change]) -> bool:
        """Whether changes may be made that nobody has seen yet; in the main thread."""
        if self._options.auto_approve:
            return True
        with self._view_paused():
            self._console.print(f"\n{plan.stack} has more to change than was seen before:")
            shown.show_changes(self._console, changes)
            return shown.confirmed(f"{self._words.verb.capitalize()} these too?")

    def _is_moved(self, move: Move) -> bool:
        """Whether a state may be copied into another backend; in the main thread."""
        with self._view_paused():
            return shown.confirmed(str(move))

    def _hear(self, stack: str, event: Mapping[str, Any]) -> None:
        if self._options.json:
            with self._lock:
                shown.say_json(type="event", stack=stack, event=event)
        elif (waiting := shown.waiting(stack, event)) and self._view is None:
            print(waiting, file=sys.stderr)
        elif self._view is not None:
            if waiting:
                self._view.say(waiting)
            self._view.event(stack, event)

    @contextmanager
    def _viewed(self, plans: Mapping[str, Plan]) -> Iterator[None]:
        """Show what is under way, if there is anything."""
        if self._options.json or all(plan.is_empty for plan in plans.values()):
            yield
            return
        from shim_provider.view.names import Names
        from shim_provider.view.opened import view

        stacks = self._fleet.stacks
        folders = {name: stack.directory for name, stack in stacks.items()}
        names = {name: Names(each.construct_paths, each.labels) for name, each in stacks.items()}
        self._console.print()
        with view(self._console, folders, names) as self._view:
            for name, plan in plans.items():
                self._view.expect(name, shown.steps(plan.changes))
            yield
        self._view = None

    @contextmanager
    def _view_paused(self) -> Iterator[None]:
        view = self._view
        if view is not None:
            view.__exit__(None, None, None)
        try:
            yield
        finally:
            if view is not None:
                view.__enter__()

    def _tell_plans(self, plans: Mapping[str, Plan]) -> None:
        if self._options.json:
            for plan in plans.values():
                shown.say_json(type="plan", **shown.plan_json(plan))
        elif not self._fleet.stacks:
            self._console.print("The app has no stacks.")
        else:
            nothing = "" if len(plans) < len(self._fleet.stacks) else self._words.nothing
            shown.show_plans(self._console, plans.values(), nothing)

    def _tell_failures(self, failures: Mapping[str, Failure]) -> None:
        for name, each in failures.items():
            if self._options.json:
                shown.say_json(type="error", **shown.failure_json(name, each))
            shown.show_failure(each)

    def _told(self, results: Mapping[str, Plan | Failure], plans: Mapping[str, Plan]) -> int:
        """Say how it went with each stack; returns the exit code."""
        well, failures = _parted(results)
        code = 1 if failures else 0
        outputs = self._outputs([*well]) if self._words is DEPLOY else {}
        done = self._words.done
        if self._options.json:
            ends = {name: shown.end_json(each, done) for name, each in results.items()}
            shown.say_json(type="result", code=code, stacks=ends)
            return code
        if failures or any(not plan.is_empty for plan in plans.values()):
            self._console.print()
            for name, each in results.items():
                style = "red" if name in failures else None
                self._console.print(f"{name}: {shown.end(each, done)}", style=style)
        shown.show_outputs(self._console, outputs)
        return code

    def _outputs(self, names: Sequence[str]) -> dict[str, Outputs]:
        """Those of the stacks; written to a file where one is asked for."""
        from shim_provider.stacks import outputs

        found, failures = _parted(self._fleet.outputs(names))
        self._tell_failures(failures)
        sensitive = self._options.with_sensitive
        if self._options.outputs_file:
            outputs.save(found, self._options.outputs_file, with_sensitive=sensitive)
        if self._options.json:
            said = outputs.as_json(found, with_sensitive=sensitive)
            shown.say_json(type="outputs", outputs=said)
        return found


_Result = TypeVar("_Result")


def _parted(
    results: Mapping[str, _Result | Failure],
) -> tuple[dict[str, _Result], dict[str, Failure]]:
    """What went well, and what failed."""
    from shim_provider.stacks.failures import Failure

    well = {name: each for name, each in results.items() if not isinstance(each, Failure)}
    failed = {name: each for name, each in results.items() if isinstance(each, Failure)}
    return well, failed
