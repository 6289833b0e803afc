"""What is said of a resource, in words and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .course import Line

_DOING = {"create": "creating", "update": "changing", "delete": "destroying"}
_DONE = {"create": "created", "update": "changed", "delete": "destroyed"}

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def doing(line: Line) -> str:
    """What is being done: the step where the provider tells one."""
    action = _DOING.get(line.action, line.action)
    return (line.note.step if line.note else "") or action


def percent(line: Line) -> int | None:
    """How much of the step is done; None where nothing tells."""
    note = line.note
    if note is None:
        return None
    return int(100 * note.done / note.total) if note.total else note.percent


def figures(line: Line, now: float) -> str:
    """Rate and time left of an upload; of all else for how long it has been going on."""
    note, rate = line.note, line.pace.rate
    left = line.pace.seconds_left(note.total) if note else None
    # Once all is sent, the other side has to say so: that takes as long as it takes.
    if note is None or rate is None or left is None or note.done == note.total:
        return duration(line.seconds(now))
    return f"{size(rate)}/s, {duration(left)} left"


def ended(line: Line, now: float) -> str:
    """How it has ended."""
    took = duration(line.seconds(now))
    if line.outcome == "done":
        id = f" [id={line.id}]" if line.id and line.action == "create" else ""
        return f"{_DONE.get(line.action, line.action)} in {took}{id}"
    what = _DOING.get(line.action, line.action)
    return f"{what} {'failed' if line.outcome == 'failed' else 'broke off'} after {took}"


def progress(line: Line, now: float) -> str:
    """How it goes on, in one line of text."""
    share = percent(line)
    note = line.note
    told = [doing(line)]
    if note and note.total:
        told.append(f"{share} % of {size(note.total)}")
    elif share is not None:
        told.append(f"{share} %")
    return ", ".join([*told, figures(line, now)])


def duration(seconds: float) -> str:
    """`8s`, `1m05s`, `2h03m`."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02}m"


def size(count: float) -> str:
    """In the units of the API: a kB has 1000 bytes."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count, unit = count / 1000, unit + 1
    return f"{count:.{1 if unit and count < 100 else 0}f} {_UNITS[unit]}"


def shortened(text: str, width: int) -> str:
    """With its middle left out where it is longer: both ends tell more."""
    if len(text) <= width:
        return text
    if width < 3:
        return text[:width]
    head = (width - 1) // 2
    return f"{text[:head]}…{text[head + 1 - width :]}"


def named(line: Line, *, several: bool) -> str:
    """Its name, with the stack where that alone does not tell it from another stack's."""
    told = line.name.partition("/")[0] == line.stack
    return f"{line.stack}: {line.name}" if several and not told else line.name
