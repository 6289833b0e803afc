"""`file_hash` at plan time: computed when left out, held against the file when given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...problem import Problem
from ...unknown import UNKNOWN
from .file_memory import facts_of
from .uploads import memory

if TYPE_CHECKING:
    from ...engine.contract import Change

#: The key of private state under which the file is remembered.
REMEMBERED = "file"


def plan_file_hash(change: Change) -> None:
    """Plan the file's MD5; a content other than the one uploaded replaces the image."""
    path = change.config["file_path"]
    if path is None:
        if change.config["file_hash"] is None:
            change.planned["file_hash"] = None
            change.replace.discard("file_hash")
        return
    if path is UNKNOWN:
        _plan_unknown(change)
        return
    try:
        facts = facts_of(path, change.private.get(REMEMBERED), change.context())
    except Problem as problem:
        if _needs_file(change):
            change.error("file_path", problem.summary, problem.detail)
        return
    _plan_known(change, facts.md5)
    remembered = memory(facts)
    if remembered:
        change.private[REMEMBERED] = remembered


def _plan_unknown(change: Change) -> None:
    if change.config["file_hash"] is None:
        change.unknown("file_hash")
        if change.was("file_hash") is not None:
            change.replace.add("file_hash")


def _plan_known(change: Change, md5: str) -> None:
    given = change.config["file_hash"]
    if given is UNKNOWN:
        return
    if given is not None and given.lower() != md5:
        change.error(
            "file_hash",
            "file_hash does not match the file",
            f"`file_hash` is {given}, and the MD5 of {change.config['file_path']!r} is {md5}."
            " Leave `file_hash` out, or set it to filemd5() of the file.",
        )
        return
    before = change.was("file_hash")
    if before is not None and before.lower() == md5:
        change.keep("file_hash")
        return
    change.planned["file_hash"] = given if given is not None else md5
    if before is not None:
        change.replace.add("file_hash")


def _needs_file(change: Change) -> bool:
    """Whether the plan depends on a file that cannot be read here.

    An image that exists stays as it is where its file is not at hand, as on a
    machine that only plans.
    """
    if change.creating or change.replace:
        return True
    given: Any = change.config["file_hash"]
    if given is not None:
        return False
    return bool(change.was("file_path") != change.config["file_path"])
