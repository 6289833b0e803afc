"""Works on stacks in the order of their dependencies, on independent ones side by side.

Knows neither what the work is nor what a stack is, but for its name. The main thread waits, asks
what is to be asked, and passes a Ctrl-C on.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from .failures import Failure

if TYPE_CHECKING:
    from .crew import Crew

Result = TypeVar("Result")

# Ctrl-C, a runner's end of patience, a terminal that was closed.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]

#: How many stacks are worked on at a time, if nobody says otherwise.
PARALLEL = 8


class NotTried(Failure):
    """A stack whose work was not begun, as another one that comes before it has failed."""

    def __init__(self, name: str, first: str) -> None:
        super().__init__(f"{name}: not tried, as it comes after {first}")
        self.first = first


class _Asked(NamedTuple):
    question: Callable[[], bool]
    answer: Future[bool]


class _Ended(NamedTuple, Generic[Result]):
    name: str
    result: Result | Failure


class Ask:
    """Has the main thread ask a question; for the threads that work."""

    def __init__(self, inbox: SimpleQueue[object]) -> None:
        self._inbox = inbox

    def __call__(self, question: Callable[[], bool]) -> bool:
        """The answer, once it is given."""
        answer: Future[bool] = Future()
        self._inbox.put(_Asked(question, answer))
        return answer.result()


def in_order(
    needs: Mapping[str, AbstractSet[str]],
    work: Callable[[str, Ask], Result],
    crew: Crew,
    parallel: int = PARALLEL,
) -> dict[str, Result | Failure]:
    """Work on each name after those that it needs; a Failure of one stops what needs it, alone.

    Ctrl-C has the engines under way end in order, and no other begin.
    """
    inbox: SimpleQueue[object] = SimpleQueue()
    ask = Ask(inbox)
    results: dict[str, Result | Failure] = {}
    waiting, at_work = dict(needs), set[str]()
    unexpected: list[BaseException] = []
    asking = threading.Event()

    def one(name: str) -> None:
        try:
            ended = _Ended(name, work(name, ask))
        except Failure as failure:
            ended = _Ended(name, failure)
        except BaseException as problem:
            unexpected.append(problem)
            ended = _Ended(name, Failure(f"{name}: {problem!r}"))
        inbox.put(ended)

    with _signals_to(crew, asking):
        while waiting or at_work:
            _give_up(waiting, results)
            for name in _ready(waiting, results)[: parallel - len(at_work)]:
                del waiting[name]
                at_work.add(name)
                threading.Thread(target=one, args=(name,), daemon=True).start()
            if not at_work:
                break
            message = inbox.get()
            if isinstance(message, _Asked):
                message.answer.set_result(_answered(message, crew, asking))
            elif isinstance(message, _Ended):
                at_work.discard(message.name)
                results[message.name] = message.result
    if unexpected:
        raise unexpected[0]
    return {name: results[name] for name in needs}


def _ready(waiting: Mapping[str, AbstractSet[str]], results: Mapping[str, object]) -> list[str]:
    return [name for name, needed in waiting.items() if needed <= results.keys()]


def _give_up(waiting: dict[str, AbstractSet[str]], results: dict[str, Result | Failure]) -> None:
    """Those that need what has failed, and so on down the line."""
    while True:
        lost = {
            name: each
            for name, needed in waiting.items()
            for each in sorted(needed)
            if isinstance(results.get(each), Failure)
        }
        for name, needed_one in lost.items():
            del waiting[name]
            results[name] = NotTried(name, needed_one)
        if not lost:
            return


@contextmanager
def _signals_to(crew: Crew, asking: threading.Event) -> Iterator[None]:
    """Within it, what else would end this process has the engines end first.

    They have process groups of their own, which a terminal's signals do not reach.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        crew.end()
        if asking.is_set():
            raise KeyboardInterrupt

    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
                before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _answered(asked: _Asked, crew: Crew, asking: threading.Event) -> bool:
    if crew.is_ending:
        return False
    asking.set()
    try:
        return asked.question()
    except KeyboardInterrupt:
        return False
    finally:
        asking.clear()
