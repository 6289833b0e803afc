"""What an app that failed has said, made short: the user's own lines of the last traceback.

Reads Python's tracebacks as text. What it cannot read stays as it is.
"""

from __future__ import annotations

import re

_TRACEBACK = "Traceback (most recent call last):\n"
_LINE = re.compile(r'  File "(?P<file>[^"]*)", line \d+, in ')

# Where no user's code is: installed packages, Python's own library, and this package's source.
_FOREIGN = re.compile(
    r"[/\\](site|dist)-packages[/\\]|[/\\]lib[/\\]python3|^<frozen |"
    r"[/\\](cdktf_linode_image|cdktn_linode_image|shim_provider)[/\\]"
)
# Below a frame's code, what of it failed: mostly all of it.
_MARKS = re.compile(r"[\s^~]*")

# A line of a stack of JavaScript's: `    at Kernel._create (/tmp/jsii/lib/program.js:1:2)`.
_JAVASCRIPT = re.compile(r"\s*at .*(\(.*\)|:\d+:\d+)$")

# Python's words between the tracebacks of exceptions that led to each other.
_LINKS = (
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)


def shortened(said: str) -> str:
    """The text without frames of others', and without the exceptions that led to the last one."""
    before, traceback, last = said.rpartition(_TRACEBACK)
    if not traceback:
        return _without_javascript(said)
    if any(before.rstrip().endswith(link) for link in _LINKS):
        before = before.partition(_TRACEBACK)[0]
        # jsii's exception of JavaScript's has no frame of Python's, and so no such opening.
        before = re.split(r"^jsii\.errors\.", before, maxsplit=1, flags=re.M)[0]
    return _without_javascript(before + traceback + _own_frames(last))


def _own_frames(text: str) -> str:
    """Without the frames of others; if there is no other, with them."""
    frames, message = _split(text)
    own = [frame for frame in frames if not _FOREIGN.search(_file(frame))]
    return "".join([*(own or frames), message])


def _split(text: str) -> tuple[list[str], str]:
    """The frames, each with the lines of code below it, and what follows."""
    frames: list[str] = []
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if _LINE.match(line):
            frames.append(line)
        elif frames and line.startswith("    "):
            frames[-1] += "" if _MARKS.fullmatch(line) else line
        elif not line.startswith("  [Previous line repeated"):
            return frames, "".join(lines[number:])
    return frames, ""


def _file(frame: str) -> str:
    found = _LINE.match(frame)
    return found["file"] if found else ""


def _without_javascript(text: str) -> str:
    return "".join(x for x in text.splitlines(keepends=True) if not _JAVASCRIPT.match(x.rstrip()))
