"""Pieces of Python text: docstrings, calls, parameters. Knows no schema."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

WIDTH = 100


def docstring(indent: int, *paragraphs: str) -> str:
    """A docstring, each line of it within the width."""
    first, *others = paragraphs
    space = " " * indent
    if not others and len(first) + indent + 6 <= WIDTH:
        return f'{space}"""{first}"""\n'
    lines = [f'{space}"""{_wrapped(first, space, more=3)}', *others]
    return "\n\n".join(lines) + f'\n{space}"""\n'


def entries(indent: int, title: str, about: Iterable[tuple[str, str]]) -> str:
    """A section of a docstring: a line for each name, the rest of its sentence below."""
    space = " " * (indent + 4)
    told = [f"{space}{_wrapped(f'{name}: {doc}', space, hang=4)}" for name, doc in about]
    return "\n".join([f"{' ' * indent}{title}:", *told])


def comment(indent: int, text: str) -> str:
    """A comment that documents what stands below it."""
    space = f"{' ' * indent}#: "
    return f"{space}{_wrapped(text, space, hang=-1)}\n"


def keywords(indent: int, parameters: Iterable[tuple[str, str, str]]) -> str:
    """Parameters by keyword: name, annotation, default (or nothing)."""
    space = " " * indent
    return "".join(
        f"{space}{name}: {annotation}{default and ' = ' + default},\n"
        for name, annotation, default in parameters
    )


def _wrapped(text: str, space: str, *, hang: int = 0, more: int = 0) -> str:
    """The text over several lines, of which the first is to be put behind `space` and `more`.

    The others get the space themselves, and `hang` besides.
    """
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * (len(space) + more),
        subsequent_indent=space + " " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)[len(space) + more :]
