"""What fails: with a sentence, and with Terraform's own diagnostics where it was Terraform."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .template import without_keys


class Diagnostic(NamedTuple):
    """One error of Terraform's. Address and construct path are empty where it names no resource."""

    summary: str
    detail: str
    address: str = ""
    construct_path: str = ""

    def __str__(self) -> str:
        place = f"{self.construct_path} ({self.address})" if self.construct_path else self.address
        head = f"{place}: {self.summary}" if place else self.summary
        return f"{head}\n\n{self.detail}" if self.detail else head


class Failure(RuntimeError):  # noqa: N818 - what a user is told of
    """What ends a command: the sentence, then Terraform's errors, one by one."""

    def __init__(self, sentence: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__("\n\n".join([sentence, *map(str, diagnostics)]))
        self.sentence = sentence
        #: What machines are told beside it.
        self.facts: Mapping[str, Any] = {}
        self.diagnostics = tuple(diagnostics)


class Refused(Failure):
    """The question was answered no."""


class Misuse(Failure):
    """A command was called with what there is not: a stack, an address, a variable."""


def diagnostics_of(output: str, paths: Mapping[str, str]) -> list[Diagnostic]:
    """The errors among what a command with `-json` said; `paths`: address -> construct path."""
    said = (json.loads(line) for line in output.splitlines() if line.startswith("{"))
    return [diagnostic(found, paths) for found in errors_in(said)]


def errors_in(events: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Of Terraform's events the errors, as it words them."""
    for event in events:
        if event.get("type") == "diagnostic" and event["diagnostic"]["severity"] == "error":
            yield event["diagnostic"]


def diagnostic(found: Mapping[str, Any], paths: Mapping[str, str]) -> Diagnostic:
    """Terraform's diagnostic, with the path of its construct."""
    address = found.get("address", "")
    return Diagnostic(
        found["summary"],
        found.get("detail", "").strip(),
        address,
        paths.get(without_keys(address), ""),
    )
