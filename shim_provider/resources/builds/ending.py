"""Where a build ends otherwise: interrupted, it goes on; failed, it is cleared away."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from ...linode.errors import ImageVanished, LinodeError
from ...problem import Problem
from ..images import life
from . import failures

if TYPE_CHECKING:
    from ...engine.contract import Values
    from .work import Work

#: Private state of a build that failed when the state held it already: it is replaced.
FAILED = "failed"

# To clear away what a failed build has made may take so many seconds, though its time be up.
CLEARING_SECONDS = 30.0


def unfinished(work: Work) -> Values:
    """An interrupt ends the wait, not the build; what is then true."""
    operation = work.operation
    operation.private[life.UNFINISHED] = True
    operation.warn(
        f"Image {work.label} is still being built",
        f"Terraform was interrupted. The build, {operation.saved['id']}, is in the state and goes"
        " on at Linode: the next apply waits for it, and a destroy removes image and builder.",
    )
    return dict(operation.saved)


def still_there(work: Work, problem: Problem) -> None:
    """The builder of a build that is done could not be deleted."""
    work.operation.warn(
        f"Builder {work.builder} is still there",
        f"{problem.summary}: {problem.detail.rstrip('.')}. The image is available, and the next"
        " apply deletes the builder.",
    )


def judge_size(work: Work, image: Values) -> None:
    """Warn of an image that is smaller than what it was built from: nothing may be in it."""
    with contextlib.suppress(LinodeError):
        base = work.api.images.get(work.planned["image"])
        least, size = (base or {}).get("size"), image.get("size")
        if isinstance(least, int) and isinstance(size, int) and size < least:
            work.operation.warn(
                f"Image {image['id']} is smaller than what it was built from",
                f"It has {size} MB, and {work.planned['image']} has {least} MB. Builder"
                f" {work.builder} may have died in its first boot: see whether the image boots"
                " before you use it.",
            )


def given_up(work: Work, problem: Problem) -> Problem:
    """The problem with all that is known of it, once the build is cleared away."""
    if not work.step:
        return problem  # the image is there
    api = work.api.at_last(CLEARING_SECONDS)
    told = failures.told(work, api, problem)
    fate = _cleared_away(work, api, problem.__cause__)
    return Problem(told.summary, f"{told.detail} {fate}".rstrip(), told.attribute)


def _cleared_away(work: Work, api: Any, cause: BaseException | None) -> str:
    """Remove what there is of the build, or keep it; what became of it, as a sentence."""
    if work.builder is None:
        return ""
    if isinstance(cause, ImageVanished):
        _without_image(work)
    if work.planned["keep_failed"] and _is_there(work, api):
        _keep(work)
        return f"Builder {work.builder} is kept, as `keep_failed` says."
    builder = work.builder
    try:
        _remove(work, api)
    except (Problem, LinodeError) as another:
        _keep(work)
        why = another.detail if isinstance(another, Problem) else str(another)
        return f"Nor could what there is of it be removed: {why.rstrip('.')}."
    if failures.is_gone(cause):
        return "Nothing is left of the build."
    return f"Builder {builder} was deleted; nothing is left of the build."


def _remove(work: Work, api: Any) -> None:
    if work.builder is not None:
        work.remove_builder(api)
    if work.image is not None:
        life.delete(work.operation, work.image["id"], api)
    work.image = None
    work.settle()
    work.operation.saved.clear()


def _without_image(work: Work) -> None:
    work.image = None
    work.operation.saved.clear()
    if work.capture:
        work.capture.settled()
    work.hold()


def _is_there(work: Work, api: Any) -> bool:
    with contextlib.suppress(LinodeError):
        return api.instances.get(work.builder) is not None
    return True


def _keep(work: Work) -> None:
    work.hold()
    if work.recorded:
        work.operation.private[FAILED] = True
