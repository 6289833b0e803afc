"""How a build's failure reads: the step, after how long, the builder and its last events, what to
do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...linode import errors
from ...problem import Problem

if TYPE_CHECKING:
    from .work import Work

_NEVER_OFF = (
    "It is still {status} after {time}; does `user_data` end with poweroff? Its last step must"
    " switch the Linode off: `power_state: {{mode: poweroff}}` in cloud-config, `poweroff` in a"
    " script or a StackScript. cloud-init reads only what begins with `#cloud-config` or `#!`, and"
    " no cloud-config that is not YAML. If it only needs longer, raise `create` in `timeouts`."
)
_FULL = "If the account has reached a limit, delete what it needs no more, or ask Linode support."
_LOOK = "To look into the builder, `keep_failed = true` leaves it."
#: Step -> what to do where it fails.
_TO_DO = {
    "make": _FULL,
    "boot": _LOOK,
    "off": _LOOK,
    "capture": _FULL,
    "image": "A smaller image: remove package caches and logs at the end of `user_data`. " + _LOOK,
}
#: In what Linode says of an account that is full.
_LIMIT = "limit"
_VANISHED = "Somebody has deleted it: apply again, and another one is made."


def vanished(builder: int | None) -> Problem:
    """The builder is no more, and there is no image of it."""
    return Problem(f"Builder {builder} is gone", f"Linode {builder} no longer exists. {_VANISHED}")


def told(work: Work, api: Any, problem: Problem) -> Problem:
    """The problem, with what is known of the builder, and what to do."""
    cause = problem.__cause__
    summary, detail, attribute = problem.summary, problem.detail, problem.attribute
    linode = _looked_at(work, api)
    if work.step == "off" and isinstance(cause, errors.TimeUp) and linode and cause.last is None:
        detail = _NEVER_OFF.format(status=linode["status"], time=_duration(cause.seconds))
        summary, attribute = f"Builder {work.builder} never switched itself off", "user_data"
    parts = [
        detail.rstrip(".") + ("." if not detail.endswith("?") else ""),
        f"It failed {_duration(work.age())} into the build.",
        _of_builder(work, api, linode),
        _VANISHED if is_gone(cause) else _to_do(work, detail),
    ]
    return Problem(summary, " ".join(part for part in parts if part), attribute)


def _to_do(work: Work, detail: str) -> str:
    told = _TO_DO.get(work.step, "")
    if told == _FULL and _LIMIT not in detail.lower():
        return ""
    return told.replace(_LOOK, "").rstrip() if work.planned["keep_failed"] else told


def is_gone(cause: BaseException | None) -> bool:
    """Whether it failed because the builder is no more."""
    return isinstance(cause, errors.Vanished) and not isinstance(cause, errors.ImageVanished)


def _looked_at(work: Work, api: Any) -> dict[str, Any] | None:
    if work.builder is None:
        return None
    try:
        linode: dict[str, Any] | None = api.instances.get(work.builder)
    except errors.LinodeError:
        return None
    return linode


def _of_builder(work: Work, api: Any, linode: dict[str, Any] | None) -> str:
    if work.builder is None:
        return ""
    try:
        events = api.builders.last_events(work.builder)
    except errors.LinodeError:
        events = []
    status = f" ({linode['label']}), is {linode['status']}" if linode else ", is gone"
    last = f"; its last events: {', '.join(events)}" if events else ""
    return f"The builder, Linode {work.builder}{status}{last}."


def _duration(seconds: float) -> str:
    """`60m`, `90s`: as a timeout is written."""
    whole = round(seconds)
    return f"{whole // 60}m" if whole and whole % 60 == 0 else f"{whole}s"
