"""The course of a build: from a builder to an image without one, from wherever it stands.

Make a Linode, boot it, wait until it has switched itself off, capture its first disk, wait until
the image is available, delete the Linode, replicate. Any step can be the last of a process: what is
made is noted before it is asked for, and Linode tells the rest, so that the next one goes on there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...linode.errors import Interrupted
from ...problem import Problem
from .. import left_behind
from ..failures import telling
from ..images import life
from ..images.values import image_values
from .builder import FIELDS, body_of, builder_in, builder_of, new_label
from .ending import given_up, judge_size, still_there, unfinished
from .failures import vanished
from .work import BEGAN, BOOTED, KIND, Work, asked, of_builder

if TYPE_CHECKING:
    from ...engine.contract import Operation, Values
    from ...journal import Entry


def begun(operation: Operation, planned: Values) -> Work:
    """A build to come, or what a killed apply has left of the very same one."""
    work = Work(operation, planned, recorded=False)
    entry = left_behind.claimed(operation, KIND, asked(planned))
    if entry is None:
        return work
    with telling(f"look for what an interrupted apply left of image {work.label}"):
        if not _take_up(work, entry):
            operation.context.journal.refused(entry)
        elif work.image is not None:
            work.image = _as_planned(work, work.image)
    return work


def resumed(operation: Operation, planned: Values, state: Values) -> Work:
    """A build that the state holds as unfinished."""
    work = Work(operation, planned, recorded=True)
    work.builder = builder_of(state)
    work.seconds = state["build_seconds"]
    if builder_in(state["id"]) is None:
        work.image = life.edit(operation, state, planned) or life.there(operation, state["id"])
    work.hold()
    return work


def finish(work: Work) -> Values:
    """Do what is left to do; what is then true. A build that fails is cleared away.

    Raises Problem, which tells of the step, of the builder, and what to do.
    """
    operation = work.operation
    try:
        image = work.image or _made(work)
        work.step = "image" if work.builder is not None else ""
        values = life.finish(operation, work.planned, image, lambda image: _end(work, image))
    except Interrupted:
        return unfinished(work)
    except Problem as problem:
        raise given_up(work, problem) from problem
    return {**values, "builder_id": work.builder, "build_seconds": work.seconds}


def _take_up(work: Work, entry: Entry) -> bool:
    """Whether there is anything of the entry."""
    operation, instances = work.operation, work.api.instances
    heard = builder_in(entry.id) if entry.id else None
    linode: Values | None = None
    if entry.id and heard is None:
        work.image = work.api.images.get(entry.id)
    else:
        trail = entry._replace(id=None if heard is None else str(heard))
        linode = instances.find_made(trail, body_of(work.planned, entry.label))
    if linode is None and heard is not None:
        # Deleted at the end of the build, or by somebody else.
        work.image = left_of(work, heard)
    if linode is None and work.image is None:
        return False
    work.builder = linode["id"] if linode else None
    work.note = left_behind.Noted(operation.context.journal, entry)
    work.hold()
    operation.private[BEGAN] = work.api.builders.made_at(linode) if linode else entry.asked
    operation.warn(
        f"The build of image {work.label} was taken up",
        f"An interrupted apply had left {operation.saved['id']} behind without recording it. It is"
        " in the state now, and the build goes on where it stood.",
    )
    return True


def left_of(work: Work, builder: int) -> Values | None:
    """The image that was captured of the builder already; None if there is none."""
    planned, journal = work.planned, work.operation.context.journal
    entry = left_behind.claimed(work.operation, life.KIND, of_builder(builder))
    image: Values | None = None
    if entry is not None:
        note = left_behind.Noted(journal, entry)
        image = work.api.images.find_made(
            entry,
            label=planned["label"],
            description=planned["description"] or "",
            tags=planned["tags"] or (),
            linode_id=builder,
        )
        if image is None:
            note.settled()
        else:
            note.made(image["id"])
            work.capture = note
    return image or work.api.builders.captured(builder)


def _made(work: Work) -> Values:
    """The image, which is being made."""
    if work.builder is None:
        _make(work)
    image = None if work.is_new else _captured_before(work)
    if image is None:
        just_booted = _boot(work)
        _await_off(work, just_booted=just_booted)
        image = _capture(work)
    work.image = image
    work.hold()
    return image


def _captured_before(work: Work) -> Values | None:
    builder = work.builder
    assert builder is not None
    with telling(f"look for the image of builder {builder}", but=Interrupted):
        image = left_of(work, builder)
    return None if image is None else _as_planned(work, image)


def _as_planned(work: Work, image: Values) -> Values:
    """What it was to be called may have changed since it was asked for."""
    return life.edit(work.operation, image_values(image), work.planned) or image


def _make(work: Work) -> None:
    work.step = "make"
    operation, planned = work.operation, work.planned
    label = new_label(planned["label"])
    with (
        telling(f"make the builder of image {work.label}", FIELDS),
        left_behind.noted(operation, KIND, label, asked(planned)) as note,
    ):
        linode = work.api.instances.create(body_of(planned, label), noting=note)
        work.note, work.builder, work.is_new = note, linode["id"], True
        work.hold()
    operation.private[BEGAN] = work.api.builders.made_at(linode)


def _boot(work: Work) -> bool:
    """Boot the builder, unless it was booted; whether it was not."""
    work.step = "boot"
    with telling(f"boot builder {work.builder}", but=Interrupted):
        if not work.is_new and _was_booted(work):
            return False
        work.api.instances.update(work.builder, {"watchdog_enabled": False})
        work.api.builders.boot(work.builder)
    work.operation.private[BOOTED] = True
    return True


def _was_booted(work: Work) -> bool:
    """Whether the builder was booted. One of which nothing tells makes room for another."""
    linode = work.api.instances.get(work.builder)
    if linode is None:
        raise vanished(work.builder)
    told: bool | None = work.api.builders.was_booted(linode)
    if told is None:  # its events cannot be read
        told = work.operation.private.get(BOOTED) or None
    if told is None and not linode.get("watchdog_enabled"):
        # It is off, before its first boot or after it.
        work.remove_builder(work.api)
        _make(work)
        work.step = "boot"
    return bool(told)


def _await_off(work: Work, *, just_booted: bool) -> None:
    work.step = "off"
    with telling(f"wait for builder {work.builder} to switch itself off", but=Interrupted):
        work.api.builders.wait_off(work.builder, just_booted=just_booted)


def _capture(work: Work) -> Values:
    work.step = "capture"
    operation, planned, builder = work.operation, work.planned, work.builder
    assert builder is not None
    with telling(f"capture the disk of builder {builder}", but=Interrupted):
        disk = work.api.instances.first_disk(builder)
        with left_behind.noted(operation, life.KIND, planned["label"], of_builder(builder)) as note:
            image: Values = work.api.images.capture(
                disk["id"],
                linode_id=builder,
                label=planned["label"],
                description=planned["description"] or "",
                cloud_init=planned["cloud_init"],
                tags=planned["tags"] or (),
                noting=note,
            )
            note.made(image["id"])
            work.capture = note
    return image


def _end(work: Work, image: Values) -> None:
    """The image is available: the builder has done its work."""
    work.image = image
    if work.builder is not None:
        judge_size(work, image)
    if work.seconds is None:
        work.seconds = round(work.age())
    work.operation.private.pop(BEGAN, None)
    work.operation.save({"build_seconds": work.seconds})
    work.step = ""
    if work.builder is None:
        return
    try:
        work.remove_builder(work.api)
    except Problem as problem:
        still_there(work, problem)
