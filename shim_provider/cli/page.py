"""What the pages of all commands have in common: form, program name, and the words of a failure."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Callable, Collection


def page(
    command: str, description: str, epilog: str, *, usage: str | None = None, add_help: bool = True
) -> argparse.ArgumentParser:
    """The parser of a command, whose texts are shown as they are written.

    Wrong arguments end the process with code 2, and the usage on standard error.
    """
    return argparse.ArgumentParser(
        prog=f"linode-shim {command}",
        usage=usage,
        add_help=add_help,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def complain(sentence: object) -> None:
    """Say on standard error what has failed."""
    if isinstance(sentence, OSError) and sentence.filename:
        sentence = f"{os.fsdecode(sentence.filename)}: {sentence.strerror}"
    print(f"linode-shim: {sentence}", file=sys.stderr)


def one_of(known: Collection[str]) -> Callable[[str], str]:
    """The type of an argument with a few values, for beside `choices`, which name no near one."""

    def value(word: str) -> str:
        if word in known:
            return word
        raise argparse.ArgumentTypeError(unknown(word, known))

    return value


def unknown(word: str, known: Collection[str]) -> str:
    """A sentence on a word that is none of the known."""
    near = difflib.get_close_matches(word, known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{word!r} is not known; {hint}there are: {', '.join(known)}"
