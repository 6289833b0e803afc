"""What a deployment fails with: Terraform's own words, and the constructs they are about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


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


class DeploymentError(RuntimeError):
    """A stack could not be synthesized for a deployment, or Terraform failed.

    Its text is Terraform's, each error after the construct that it is about.
    """

    def __init__(self, sentence: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__("\n\n".join([sentence, *map(str, diagnostics)]))
        #: Terraform's errors, one by one.
        self.diagnostics = tuple(diagnostics)


def diagnostics_of(output: str, paths: Mapping[str, str]) -> list[Diagnostic]:
    """The errors among what a command with `-json` said; `paths`: address -> construct path."""
    return [
        Diagnostic(
            found["summary"],
            found.get("detail", "").strip(),
            address := found.get("address", ""),
            paths.get(address.partition("[")[0], ""),
        )
        for found in _errors(output)
    ]


def _errors(output: str) -> Iterator[dict[str, Any]]:
    for line in output.splitlines():
        said = json.loads(line) if line.startswith("{") else {}
        if said.get("type") == "diagnostic" and said["diagnostic"]["severity"] == "error":
            yield said["diagnostic"]
