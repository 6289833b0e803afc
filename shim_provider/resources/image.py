"""`linode_image`: capture or upload, replicate, update, delete, import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..problem import Problem
from ..unknown import UNKNOWN
from . import left_behind
from .failures import telling
from .images import checks, life, replicas
from .images.file_hash import REMEMBERED, plan_file_hash
from .images.file_memory import facts_of
from .images.life import KIND
from .images.values import image_values

if TYPE_CHECKING:
    from ..engine.contract import Change, Operation, Values
    from ..journal import Entry

_SOURCE = ("disk_id", "linode_id", "file_path", "region")
_ASKED = (
    "label",
    "description",
    "disk_id",
    "linode_id",
    "region",
    "file_hash",
    "cloud_init",
)


def plan(change: Change) -> None:
    """Refine the plan: the source, what was left out, replicas, and checks at the API."""
    if change.prior is not None:
        left_behind.forget(change.context(), change.prior["id"])
    _plan_source(change)
    plan_file_hash(change)
    life.plan_left_out(change)
    replicas.plan(change)
    if change.private.get(life.UNFINISHED) and change.was("status") != "available":
        change.unknown(*life.SETTLING)
    if not change.diagnostics.failed:
        checks.check(change)


def _plan_source(change: Change) -> None:
    if any(change.config[name] is not None for name in _SOURCE):
        return
    if change.creating:
        change.error(
            "label",
            "No source for the image",
            "Give `disk_id` and `linode_id` to capture a disk, or `file_path` and `region` to"
            " upload a file. An image that exists already can be imported instead.",
        )
    # An image that exists needs no source any more: forgetting it replaces nothing.
    change.replace.difference_update(_SOURCE)


def create(operation: Operation, planned: Values) -> Values:
    """Capture or upload, then wait until the image is available, replicas included.

    An image that a killed apply left behind of the very same creation is taken up.
    """
    upload = planned["file_path"] is not None
    if upload:
        planned["file_hash"] = _checked_hash(operation, planned)
    with left_behind.creating(operation, "Image"):
        image = _taken_up(operation, planned)
        if image is None:
            image = (_upload if upload else _capture)(operation, planned)
        return _finish(operation, planned, image)


def _asked(planned: Values) -> Values:
    """What makes two creations the same."""
    asked = {name: planned[name] for name in _ASKED}
    return {**asked, "tags": sorted(planned["tags"] or ())}


def _taken_up(operation: Operation, planned: Values) -> Values | None:
    entry = left_behind.claimed(operation, KIND, _asked(planned))
    if entry is None:
        return None
    images = operation.api.images
    with telling(f"look for what an interrupted apply left of image {entry.label!r}"):
        image = _find(operation, entry, planned)
        if image is not None and image["status"] == "pending_upload":
            # Its upload address died with the process that held it.
            images.delete(image["id"])
            operation.warn(
                f"Image {image['id']} was removed",
                "An interrupted apply had left it behind in the middle of its upload. The file is"
                " uploaded again.",
            )
            image = None
    if image is None:
        operation.context.journal.refused(entry)
        return None
    operation.context.journal.made(entry, image["id"])
    operation.save({**image_values(image), "file_hash": planned["file_hash"]})
    operation.warn(
        f"Image {image['id']} was taken up",
        "An interrupted apply had made it without recording it; it is in the state now.",
    )
    return image


def _find(operation: Operation, entry: Entry, planned: Values) -> Values | None:
    """The image of a creation that ended without being recorded."""
    found: Values | None = operation.api.images.find_made(
        entry,
        label=planned["label"],
        description=planned["description"] or "",
        tags=planned["tags"] or (),
        linode_id=planned["linode_id"],
        upload=planned["file_path"] is not None,
    )
    return found


def _capture(operation: Operation, planned: Values) -> Values:
    disk, linode = planned["disk_id"], planned["linode_id"]
    # A capture has no region of its own: it is the Linode's that is refused.
    with telling(f"capture disk {disk} of Linode {linode}", {"region": "linode_id"}):
        operation.api.instances.wait_disk_ready(linode, disk)
        with left_behind.noted(operation, KIND, planned["label"], _asked(planned)) as note:
            image: Values = operation.api.images.capture(
                disk,
                linode_id=linode,
                label=planned["label"],
                description=planned["description"] or "",
                cloud_init=planned["cloud_init"],
                tags=planned["tags"] or (),
                noting=note,
            )
            note.made(image["id"])
    operation.save(image_values(image))
    return image


def _checked_hash(operation: Operation, planned: Values) -> str:
    """The MD5 of the file, which must be what the plan saw."""
    remembered = operation.private.get(REMEMBERED)
    facts = facts_of(planned["file_path"], remembered, operation.context)
    expected = planned["file_hash"]
    if expected in (None, UNKNOWN) or expected.lower() == facts.md5:
        return expected if isinstance(expected, str) else facts.md5
    raise Problem(
        "The file changed between plan and apply",
        f"The MD5 of {planned['file_path']!r} was {expected} when this was planned and is"
        f" {facts.md5} now. Nothing was uploaded: plan again.",
        "file_path",
    )


def _upload(operation: Operation, planned: Values) -> Values:
    path, file_hash = planned["file_path"], planned["file_hash"]
    with (
        telling(f"start the upload to {planned['region']}"),
        left_behind.noted(operation, KIND, planned["label"], _asked(planned)) as note,
    ):
        image: Values
        image, address = operation.api.images.start_upload(
            planned["region"],
            label=planned["label"],
            description=planned["description"] or "",
            cloud_init=planned["cloud_init"],
            tags=planned["tags"] or (),
            noting=note,
        )
        note.made(image["id"])
    operation.save({**image_values(image), "file_hash": file_hash})
    with telling(f"upload {path!r} to image {image['id']}"):
        operation.api.images.send_file(address, path, md5_expected=file_hash.lower())
    return image


def _finish(operation: Operation, planned: Values, image: Values) -> Values:
    values = life.finish(operation, planned, image)
    return {**values, "file_hash": planned["file_hash"]}


def read(operation: Operation, state: Values) -> Values | None:
    """The image as the API shows it now; None when it is gone."""
    return life.read(operation, state)


def update(operation: Operation, state: Values, planned: Values) -> Values:
    """Send what changed, and no more; then replicas; then wait where a wait was cut off."""
    values = life.update(operation, state, planned)
    return {**values, "file_hash": planned["file_hash"]}


def delete(operation: Operation, state: Values) -> None:
    """Delete the image and its replicas; one already gone counts as deleted."""
    life.delete(operation, state["id"])


def import_state(text: str) -> Values:
    """`private/12345` or `12345`."""
    return life.import_state(text)


def _of_build(state: Values) -> Values:
    if state["builder_id"] is not None or not state["id"].startswith("private/"):
        raise Problem(
            f"Image {state['label']!r} is not built yet",
            f"It is {state['id']}, with builder {state['builder_id']}, which a linode_image does"
            " not know: apply it as a linode_image_build once more, then move it.",
        )
    return life.handed_over(state)


#: Source type -> what is taken over of its state.
MOVED_FROM = {"linode_image_build": _of_build}
