"""Work in the order of dependencies: side by side, stopped by failures, asked about, ended."""

from __future__ import annotations

import os
import signal
import threading
from unittest.mock import Mock

import pytest

from shim_provider.stacks.crew import Crew, Interrupted
from shim_provider.stacks.failures import Failure
from shim_provider.stacks.order import Ask, NotTried, in_order

#: b and c come after a, d after both; x is alone.
NEEDS = {"a": set[str](), "b": {"a"}, "c": {"a"}, "d": {"b", "c"}, "x": set[str]()}


@pytest.fixture
def crew() -> Crew:
    return Crew({})


def test_each_is_worked_on_after_those_it_needs(crew: Crew) -> None:
    done: list[str] = []

    def work(name: str, _ask: Ask) -> str:
        assert NEEDS[name] <= {*done}
        done.append(name)
        return name.upper()

    assert in_order(NEEDS, work, crew) == {name: name.upper() for name in NEEDS}


def test_what_is_independent_is_worked_on_side_by_side(crew: Crew) -> None:
    both = threading.Barrier(2, timeout=10)
    in_order({"a": set(), "b": set()}, lambda _name, _ask: both.wait(), crew)


def test_no_more_at_a_time_than_are_allowed(crew: Crew) -> None:
    at_work, most = 0, 0

    def work(_name: str, _ask: Ask) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        threading.Event().wait(0.01)
        at_work -= 1

    in_order({name: set[str]() for name in "abcde"}, work, crew, parallel=2)
    assert most == 2


def test_a_failure_stops_what_needs_it_and_nothing_else(crew: Crew) -> None:
    def work(name: str, _ask: Ask) -> str:
        if name == "b":
            raise Failure("b: no")
        return "done"

    found = in_order(NEEDS, work, crew)
    assert [name for name, each in found.items() if each == "done"] == ["a", "c", "x"]
    assert isinstance(found["d"], NotTried)
    assert str(found["d"]) == "d: not tried, as it comes after b"


def test_an_error_of_our_own_is_raised_once_all_has_ended(crew: Crew) -> None:
    ended = []

    def work(name: str, _ask: Ask) -> None:
        ended.append(name)
        if name == "a":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_order({"a": set(), "x": set()}, work, crew)
    assert sorted(ended) == ["a", "x"]


def test_questions_are_asked_in_the_main_thread_one_at_a_time(crew: Crew) -> None:
    asked: list[threading.Thread] = []

    def question() -> bool:
        asked.append(threading.current_thread())
        return len(asked) == 1

    found = in_order({"a": set(), "b": set()}, lambda _name, ask: ask(question), crew)
    assert sorted(found.values(), key=str) == [False, True]
    assert asked == [threading.main_thread()] * 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_interrupts_engines_once_and_the_second_kills(number: int, crew: Crew) -> None:
    running = Mock()
    crew._running.add(running)
    before = signal.getsignal(number)

    def work(name: str, _ask: Ask) -> None:
        if name == "a":
            for told in (running.interrupt, running.kill):
                os.kill(os.getpid(), number)
                while not told.called:
                    threading.Event().wait(0.01)
            return
        crew.run(Mock(), (), Mock())

    found = in_order({"a": set(), "b": {"a"}}, work, crew)
    running.interrupt.assert_called_once_with()
    running.kill.assert_called_once_with()
    assert isinstance(found["b"], Interrupted)
    assert signal.getsignal(number) is before


def test_ctrl_c_at_a_question_is_a_no(crew: Crew) -> None:
    def question() -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(10)
        return True

    assert in_order({"a": set()}, lambda _name, ask: ask(question), crew) == {"a": False}
    assert crew.is_ending
