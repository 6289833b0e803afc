"""Requests to the emulator, one after the other on one connection, against its server's hello.

Emulator, hello and client share one core. Each world has its images and 10,000 events, written
straight into the data folder before anything is timed. The client is a bare socket: what it costs,
it costs both.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from shim_provider.emulator import seeds
from shim_provider.emulator.world import events
from shim_provider.emulator.world.moment import Moment
from shim_provider.emulator.world.world import World

from .api import Api
from .measure import Cost, RunError, in_turn, ratio, wall, warm_up
from .table import Report, Row, Target

EVENTS = 10_000
HELLO = "hello"

#: Requests of one run; what a run costs is what they all cost.
_REQUESTS = 100
_MOST_MS = 50.0
_LARGEST = 1000

#: What `-m benchmarks.NAME` is found from.
_ROOT = Path(__file__).parent.parent

_OWN = {"is_public": False, "+order_by": "created", "+order": "desc"}


class Question(NamedTuple):
    """A request that is timed. `body`: of the changes, which are durable when they are answered."""

    name: str
    method: str
    path: str
    x_filter: Mapping[str, object] | None = None
    body: Callable[[int], Mapping[str, object]] | None = None

    def sent(self, number: int) -> bytes:
        """The request as it goes over the wire; `number` makes each change another."""
        body = json.dumps(self.body(number)).encode() if self.body else b""
        head = [f"{self.method} {self.path} HTTP/1.1", "Host: localhost"]
        head += ["Authorization: Bearer benchmark", f"Content-Length: {len(body)}"]
        if self.x_filter:
            head.append(f"X-Filter: {json.dumps(self.x_filter)}")
        return "\r\n".join([*head, "", ""]).encode() + body


QUESTIONS = (
    Question("GET an image", "GET", "/v4/images/private/1"),
    Question("list, one by label", "GET", "/v4/images", {"label": "image-1"}),
    Question("list, own, newest first", "GET", "/v4/images", _OWN),
    Question("list, own, pages of 500", "GET", "/v4/images?page_size=500", _OWN),
    Question(
        "events of an image",
        "GET",
        "/v4/account/events",
        {"entity.id": "private/1", "action": "image_update", "+order_by": "created"},
    ),
    Question(
        "events of all, newest first",
        "GET",
        "/v4/account/events",
        {"action": "image_update", "+order_by": "created", "+order": "desc"},
    ),
    Question(
        "PUT an image",
        "PUT",
        "/v4/images/private/1",
        body=lambda number: {"description": f"change {number}"},
    ),
)


def report(runs: int, images: Sequence[int]) -> Report:
    """Every question, for each number of images."""
    with tempfile.TemporaryDirectory() as name, _one_core(), ExitStack() as open_:
        hello = open_.enter_context(_hello())
        subjects = {HELLO: _subject(hello, Question(HELLO, "GET", "/"))}
        for size in images:
            data = Path(name) / str(size)
            _fill(data, size)
            api = open_.enter_context(Api(data))
            for question in QUESTIONS:
                subjects[_name(question, size)] = _subject(api.url, question)
        costs = in_turn(subjects, runs, warm_up(runs))
    return Report(
        f"emulator: {_REQUESTS} requests a run, {runs} runs, {EVENTS} events; ratio to {HELLO}",
        [_row(subject, costs) for subject in costs],
        [target for size in images if size == _LARGEST for target in _targets(size, costs)],
    )


def _name(question: Question, images: int) -> str:
    return f"{question.name}, {images} image{'s' * (images != 1)}"


def _fill(data: Path, images: int) -> None:
    """As many images, and the events of changes to them."""
    world = World(data)
    entries = [{"id": n, "label": f"image-{n}", "size": 1 + n} for n in range(1, images + 1)]
    seeds.load(world, {"images": entries})
    with world.store.write() as tables:
        rows = list(tables.select("image", "account <> ''"))
        for number in range(EVENTS):
            entity = events.entity_of(rows[number % images])
            moment = Moment(tables, world.clock.now(), world.durations, "default", "default")
            events.record(moment, "image_update", entity, status="finished")
    world.close()


@contextmanager
def _one_core() -> Iterator[None]:
    """Whoever is started from here stays on one core, and so do we; where the system can do it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _hello() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.programs.hello"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


def _subject(url: str, question: Question) -> Callable[[], Cost]:
    parts = urlsplit(url)
    return partial(_ask, (parts.hostname or "", parts.port or 0), question, count())


def _ask(address: tuple[str, int], question: Question, numbers: Iterator[int]) -> Cost:
    requests = [question.sent(next(numbers)) for _ in range(_REQUESTS)]
    with socket.create_connection(address, 60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.perf_counter()
        for request in requests:
            connection.sendall(request)
            _read_reply(connection, question)
        return Cost(time.perf_counter() - began)


def _read_reply(connection: socket.socket, question: Question) -> None:
    data = _received(connection, question)
    while b"\r\n\r\n" not in data:
        data += _received(connection, question)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RunError(f"{question.name} was answered: {data.decode()}")
    missing = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]) - len(body)
    while missing > 0:
        missing -= len(_received(connection, question))


def _received(connection: socket.socket, question: Question) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise RunError(f"{question.name} was not answered")
    return data


def _row(subject: str, costs: Mapping[str, Sequence[Cost]]) -> Row:
    seconds = wall(costs[subject])
    each = {"requests/s": round(_REQUESTS / seconds.median), "ms each": _ms(costs[subject])}
    to_hello = None if subject == HELLO else ratio(costs[subject], costs[HELLO])
    return Row(subject, seconds, to_hello, each)


def _ms(costs: Sequence[Cost]) -> float:
    return wall(costs).median / _REQUESTS * 1000


def _targets(size: int, costs: Mapping[str, Sequence[Cost]]) -> list[Target]:
    """The lists at the size that was promised."""
    lists = [question for question in QUESTIONS if question.x_filter]
    return [
        Target(_name(each, size), _ms(costs[_name(each, size)]), _MOST_MS, "ms") for each in lists
    ]
