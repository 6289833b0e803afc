"""Whether an error raised now would be caught by somebody, read off the code that is running.

Looks at the `try` and `with` blocks around the current line of every function that is running.
Where that cannot be told, somebody catches. Knows no core.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import sys
from collections.abc import Iterator
from functools import lru_cache
from types import FrameType
from typing import NamedTuple


class Line(NamedTuple):
    """A line of a function that is running; nobody beyond it is asked."""

    frame: FrameType
    number: int


class _Block(NamedTuple):
    """Lines of a source file on which an exception may be caught."""

    #: The line of `try` or `with`.
    start: int
    first: int
    last: int
    #: What is named after `except`; nothing where anything may be caught.
    names: tuple[str, ...] = ()


_EVERYWHERE = _Block(sys.maxsize, 0, sys.maxsize)


def is_caught(error: Exception, frame: FrameType | None, until: Line | None = None) -> bool:
    """Whether `error`, raised in `frame`, would be caught before it ends the program.

    With `until`, whether it would be caught before it gets there.
    """
    while frame is not None:
        if until is not None and frame is until.frame:
            return _catches(frame, error, until.number + 1)
        if _catches(frame, error):
            return True
        frame = frame.f_back
    # The interactive interpreter catches in C what comes so far.
    return bool(sys.flags.inspect) or hasattr(sys, "ps1")


def _catches(frame: FrameType, error: Exception, since: int = 0) -> bool:
    code = frame.f_code
    # The frozen modules under an app import and run modules, and catch nothing that those raise.
    # From Python 3.11 on, code without `try` and `with` says so by itself.
    if code.co_filename.startswith("<frozen ") or getattr(code, "co_exceptiontable", None) == b"":
        return False
    source = "".join(linecache.getlines(code.co_filename, frame.f_globals))
    if not source:
        return True
    since = max(since, code.co_firstlineno)
    return any(
        block.start >= since
        and block.first <= frame.f_lineno <= block.last
        and (not block.names or any(_takes(frame, name, error) for name in block.names))
        for block in _blocks(source)
    )


def _takes(frame: FrameType, name: str, error: Exception) -> bool:
    """Whether `except name` there catches the error."""
    named = frame.f_globals.get(name, getattr(builtins, name, None))
    return not isinstance(named, type) or isinstance(error, named)


@lru_cache(maxsize=64)
def _blocks(source: str) -> tuple[_Block, ...]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a template, of which another file was made
        return (_EVERYWHERE,)
    return tuple(block for node in ast.walk(tree) for block in _of_node(node))


def _of_node(node: ast.AST) -> Iterator[_Block]:
    # `except*` is an ast.TryStar, which Python 3.10 does not have.
    if handlers := getattr(node, "handlers", ()):
        yield _block(node, _names(handlers))
    # An open file lets every exception through; of other managers that is not known.
    if isinstance(node, (ast.With, ast.AsyncWith)) and not all(map(_opens, node.items)):
        yield _block(node)


def _block(node: ast.AST, names: tuple[str, ...] = ()) -> _Block:
    body: list[ast.stmt] = node.body  # type: ignore[attr-defined]
    last = body[-1].end_lineno or body[-1].lineno
    return _Block(node.lineno, body[0].lineno, last, names)  # type: ignore[attr-defined]


def _names(handlers: list[ast.ExceptHandler]) -> tuple[str, ...]:
    """All names after `except`, if there is nothing but names."""
    named = [
        each
        for handler in handlers
        for each in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
    ]
    names = [each.id for each in named if isinstance(each, ast.Name)]
    return tuple(names) if len(names) == len(named) else ()


def _opens(item: ast.withitem) -> bool:
    call = item.context_expr
    if not isinstance(call, ast.Call):
        return False
    return "open" in (getattr(call.func, "id", ""), getattr(call.func, "attr", ""))
