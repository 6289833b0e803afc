"""Failures of the Linode API, in the words of the resource they happened to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..linode import errors
from ..problem import Problem

if TYPE_CHECKING:
    from ..engine.contract import Operation

_REMEDIES = {
    401: "The token is not valid: create another, and set `token` or LINODE_TOKEN.",
    403: "The token may not do this: it needs the scopes images:read_write and linodes:read_write"
    " (to read alone: images:read_only and linodes:read_only).",
}


@contextmanager
def telling(
    doing: str,
    fields: Mapping[str, str] | None = None,
    *,
    but: type[errors.LinodeError] | None = None,
) -> Iterator[None]:
    """Say what was being done when the API failed: `Could not <doing>`.

    `fields` maps the API's field names to attributes where they differ; `but` is left to the
    caller.
    """
    try:
        yield
    except errors.LinodeError as failure:
        if but is not None and isinstance(failure, but):
            raise
        raise as_problem(doing, failure, fields or {}) from failure


@contextmanager
def telling_what_stays(operation: Operation, kind: str) -> Iterator[None]:
    """Say of a creation that failed after something was made that it is kept, and how."""
    try:
        yield
    except Problem as problem:
        if not operation.saved:
            raise
        kept = (
            f" {kind} {operation.saved['id']} is in the state, tainted: the next apply replaces it"
            " (`terraform untaint` keeps it)."
        )
        detail = problem.detail.rstrip(".") + "."
        raise Problem(problem.summary, detail + kept, problem.attribute) from problem


def as_problem(
    doing: str, failure: errors.LinodeError, fields: Mapping[str, str] | None = None
) -> Problem:
    """The failure as a problem: what was attempted, what the API said, what to do."""
    detail = str(failure)
    attribute = ""
    if isinstance(failure, errors.ApiError):
        if remedy := _REMEDIES.get(failure.status):
            detail = f"{detail.rstrip('.')}. {remedy}"
        attribute = next((field for field, _ in failure.reasons if field), "").split(".")[0]
        attribute = (fields or {}).get(attribute, attribute)
    return Problem(f"Could not {doing}", detail, attribute)
