"""What goes wrong becomes a diagnostic: what, where, what to do. Never a gRPC error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ..problem import Problem
from ..wire.protobuf import WireError

#: Where in a configuration: names of attributes, indexes of lists.
Steps = tuple[str | int, ...]

_ERROR, _WARNING = 1, 2  # Diagnostic.Severity of the protocol

_REPORT = (
    "Nothing that exists was dropped from the state. Please report it together with the log of"
    " TF_LOG_PROVIDER=DEBUG."
)


class Diagnostics:
    """The diagnostics of one reply, in the order they were found."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []

    def error(self, summary: str, detail: str, path: Steps = ()) -> None:
        """Add an error: Terraform stops here."""
        self._add(_ERROR, summary, detail, path)

    def warn(self, summary: str, detail: str, path: Steps = ()) -> None:
        """Add a warning: Terraform shows it and goes on."""
        self._add(_WARNING, summary, detail, path)

    def add(self, failure: Exception) -> None:
        """Add a failure: a `Problem` in its own words, anything else as our own fault."""
        if isinstance(failure, Problem):
            path: Steps = (failure.attribute,) if failure.attribute else ()
            self.error(failure.summary, failure.detail, path)
        elif isinstance(failure, WireError):
            # Its text names attributes, and shows no value.
            self.error("A value does not fit the schema", f"{failure}. {_REPORT}")
        else:
            self.error(*_unexpected(failure))

    @property
    def failed(self) -> bool:
        """Whether there is an error among them."""
        return any(item["severity"] == _ERROR for item in self.items)

    def _add(self, severity: int, summary: str, detail: str, path: Steps) -> None:
        item = {"severity": severity, "summary": summary, "detail": detail}
        if path:
            item["attribute"] = {"steps": [_step(step) for step in path]}
        self.items.append(item)


def attribute_path(*steps: str | int) -> dict[str, Any]:
    """An AttributePath message: names of attributes, indexes of lists."""
    return {"steps": [_step(step) for step in steps]}


def _step(step: str | int) -> dict[str, str | int]:
    return {"element_key_int": step} if isinstance(step, int) else {"attribute_name": step}


def _unexpected(failure: Exception) -> tuple[str, str]:
    import traceback

    logging.getLogger(__name__).error("unexpected failure\n%s", _trail(failure))
    places = [
        f" at {'/'.join(frame.filename.split('/')[-2:])}:{frame.lineno}"
        for frame in traceback.extract_tb(failure.__traceback__)[-1:]
    ]
    return (
        "The provider met a failure it does not know",
        f"{type(failure).__name__}{''.join(places)}. {_REPORT}",
    )


def _trail(failure: BaseException) -> str:
    """Types and places of a failure and of what led to it.

    Not the texts: those of foreign exceptions may hold a value, and so a secret.
    """
    import traceback

    chain: list[BaseException] = []
    cause: BaseException | None = failure
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    return "\n".join(
        f"{''.join(traceback.format_tb(link.__traceback__))}{type(link).__name__}"
        for link in reversed(chain)
    )


Handler = Callable[[Any, dict[str, Any], Diagnostics], dict[str, Any]]


def answering(handler: Handler, catalogue: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The RPC of a handler: its reply, with every failure among the diagnostics."""

    def rpc(request: dict[str, Any]) -> dict[str, Any]:
        diagnostics = Diagnostics()
        reply: dict[str, Any] = {}
        try:
            reply = handler(catalogue, request, diagnostics)
        except Exception as failure:
            diagnostics.add(failure)
        if diagnostics.items:
            reply["diagnostics"] = diagnostics.items
        return reply

    return rpc
