"""Questions to the API while a plan is made.

What cannot be asked (no connection, an error of the service) fails no plan: the apply asks again.
Answers that hold for a day are kept beside Terraform's data.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..linode import errors
from .failures import as_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..engine.contract import Change

_DAY = 24 * 3600.0


def ask(
    change: Change, attribute: str, question: Callable[[], None], *, told_to_all: bool = False
) -> None:
    """Put a question of which `attribute` is the reason; a bad token fails the plan.

    `told_to_all`: it is answered without a token, so a 403 says nothing of the token's scopes.
    """
    try:
        question()
    except errors.ApiError as failure:
        if failure.status == 401 or (failure.status == 403 and not told_to_all):
            problem = as_problem("check the plan at Linode", failure)
            change.error(attribute, problem.summary, problem.detail)
        elif failure.status >= 500:
            change.out_of_reach()
    except errors.LinodeError:
        change.out_of_reach()


def kept(change: Change, kind: str) -> Any:
    """The answer of that kind which was heard within a day; None without one."""
    context = change.context()
    entry = context.cache.get(kind, context.configuration.url) if context else None
    if not entry or time.time() - entry.get("heard", 0.0) >= _DAY:
        return None
    return entry["answer"]


def keep(change: Change, kind: str, answer: Any) -> None:
    """Keep an answer for a day."""
    if context := change.context():
        entry = {"heard": time.time(), "answer": answer}
        context.cache.put(kind, context.configuration.url, entry)


def nearest(name: str, names: Sequence[str]) -> str:
    """` Did you mean ...?`, or nothing where no name is like it."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), names, n=3)
    return f" Did you mean {' or '.join(near)}?" if near else ""
