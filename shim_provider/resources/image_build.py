"""`linode_image_build`: build on a Linode of its own, then all that is done with an image.

Its parts are in `builds/`; what becomes of the image is `images/life.py`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..problem import Problem
from ..schemas.image import FACTS
from ..unknown import UNKNOWN
from . import left_behind
from .builds import checks, course, work
from .builds.builder import TAG, build_id, builder_in, builder_of, is_builder
from .builds.ending import FAILED
from .failures import telling, telling_what_stays
from .images import life, replicas

if TYPE_CHECKING:
    from ..engine.contract import Change, Operation, Values


def plan(change: Change) -> None:
    """Refine the plan: triggers, what was left out, what is unfinished, and checks at the API."""
    if change.prior is not None:
        work.forget(change.context(), change.prior)
    _plan_triggers(change)
    life.plan_left_out(change)
    replicas.plan(change)
    _plan_unfinished(change)
    if not change.diagnostics.failed:
        checks.check(change)


def _plan_triggers(change: Change) -> None:
    """A trigger that is new adopts: only one that was there builds anew when it changes or goes."""
    before, after = change.was("triggers"), change.planned["triggers"]
    if before is None or after is UNKNOWN:
        return
    now = after or {}
    if all(value is None or now.get(name) == value for name, value in before.items()):
        change.replace.discard("triggers")


def _plan_unfinished(change: Change) -> None:
    """What an interrupted apply has left to do, or a failed one to replace."""
    if change.prior is None or change.replace:
        return
    if change.private.get(FAILED):
        change.unknown("id")
        change.replace.add("id")
    elif builder_in(change.prior["id"]) is not None:
        change.unknown("id", *FACTS, "builder_id", "build_seconds")
    elif change.was("builder_id") is not None:
        change.unknown("builder_id", "build_seconds")
        if change.was("status") != "available":
            change.unknown(*life.SETTLING)
    elif change.private.get(life.UNFINISHED) and change.was("status") != "available":
        change.unknown(*life.SETTLING)


def timeout_of(kind: str, prior: Values | None) -> str:
    """To go on with a build may take as long as a new one."""
    unfinished = prior is not None and builder_of(prior) is not None
    return "create" if kind == "update" and unfinished else kind


def create(operation: Operation, planned: Values) -> Values:
    """Build the image, or go on with what a killed apply left of the very same build."""
    with work.answering(operation), telling_what_stays(operation, "Build"):
        return course.finish(course.begun(operation, planned))


def read(operation: Operation, state: Values) -> Values | None:
    """The image, and the builder where there is one; None when both are gone."""
    builder = builder_of(state)
    there = builder is not None and _is_there(operation, builder)
    if builder_in(state["id"]) is None:
        found = life.read(operation, state)
        if found is not None:
            return {**found, "builder_id": builder if there else None}
        return _without_image(builder) if there else None
    work.forget(operation.context, state)
    left = left_behind.is_left(operation.context, life.KIND, work.of_builder(builder or 0))
    return {"builder_id": builder} if there or left else None


def _is_there(operation: Operation, builder: int) -> bool:
    with telling(f"read builder {builder}"):
        linode = operation.api.instances.get(builder)
    if linode is not None and not is_builder(linode):
        raise Problem(
            f"Linode {builder} is no builder",
            f"It has neither the tag `{TAG}` nor a label such as `build-web-1f2e3d`, so no build"
            " has made it, and an apply would delete it. To import a build, give the id that"
            " `linode-shim orphans` shows; `terraform state rm` takes out what is no build.",
        )
    return linode is not None


def _without_image(builder: int | None) -> Values:
    """The image of a failed build is gone; its builder is not."""
    return {**dict.fromkeys(FACTS), "id": build_id(builder or 0), "builder_id": builder}


def update(operation: Operation, state: Values, planned: Values) -> Values:
    """Go on with what is unfinished; else change the image in place."""
    if builder_of(state) is None:
        return life.update(operation, state, planned)
    with work.answering(operation):
        return course.finish(course.resumed(operation, planned, state))


def delete(operation: Operation, state: Values) -> None:
    """Delete image and builder; what is gone already counts as deleted."""
    at_work = work.Work(operation, state, recorded=True)
    at_work.builder = builder = builder_of(state)
    if builder_in(state["id"]) is not None and builder is not None:
        with telling(f"look for the image of builder {builder}"):
            left = course.left_of(at_work, builder)
        if left is not None:
            # Before its builder, which leads to it.
            life.delete(operation, left["id"])
    if builder is not None:
        with telling(f"delete builder {builder}"):
            at_work.remove_builder(operation.api)
    if builder_in(state["id"]) is None:
        # After its builder: while that is being captured, Linode deletes no image.
        life.delete(operation, state["id"])
    at_work.settle()


def import_state(text: str) -> Values:
    """`private/12345` or `12345`; a build that is unfinished by `build/` and its builder."""
    builder = text.removeprefix("build/")
    if text != builder and builder.isascii() and builder.isdigit():
        return {"id": build_id(int(builder)), "builder_id": int(builder)}
    return life.import_state(text)


#: Source type -> what is taken over of its state.
MOVED_FROM = {"linode_image": life.handed_over}
