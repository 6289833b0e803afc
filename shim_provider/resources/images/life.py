"""An image once it is there: awaited, read, changed, deleted; however it came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...linode.errors import ApiError, Interrupted, NotFound
from ...problem import Problem
from ...schemas.image import FACTS, WISHES
from .. import left_behind
from ..failures import telling
from . import replicas
from .values import image_values, regions_held

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...engine.contract import Change, Operation, Values

KIND = "linode_image"

#: Private state of an image whose wait was interrupted: the next apply goes on waiting.
UNFINISHED = "unfinished"
#: What settles while an image is being made.
SETTLING = ("status", "size", "total_size", "capabilities", "replications")

_EDITABLE = ("label", "description", "tags")


def plan_left_out(change: Change) -> None:
    """What the configuration leaves out is empty, and removed where it was not."""
    change.empty_if_left_out("description", None)
    change.empty_if_left_out("tags", [])
    if change.config["cloud_init"] is None and change.private.get("adopted"):
        # What an imported image was made for is a fact, not a wish.
        change.keep("cloud_init")


def finish(
    operation: Operation,
    planned: Values,
    image: Values,
    once_available: Callable[[Values], None] = lambda _: None,
) -> Values:
    """Wait for the image and its replicas; an interrupt ends the wait, not the image."""
    name = image["id"]
    with telling(f"wait for image {name}", replicas.FIELDS):
        try:
            image = operation.api.images.wait_available(name)
            operation.save(image_values(image))
            once_available(image)
            image = replicas.apply(operation, planned, image)
        except Interrupted:
            operation.private[UNFINISHED] = True
            operation.warn(
                f"Image {name} is still being made",
                "Terraform was interrupted. The image is in the state, Linode goes on making it,"
                " and the next apply waits for it.",
            )
        else:
            operation.private.pop(UNFINISHED, None)
    return image_values(image)


def read(operation: Operation, state: Values) -> Values | None:
    """The image as the API shows it now; None when it is gone."""
    with telling(f"read image {state['id']}"):
        image = operation.api.images.refresh(state["id"])
    left_behind.forget(operation.context, state["id"])
    if image is None:
        return None
    values = image_values(image)
    if state["replica_regions"] is not None:
        values["replica_regions"] = regions_held(image)
    if state["cloud_init"] is None:
        values["cloud_init"] = "cloud-init" in values["capabilities"]
    if state["wait_for_replications"] is None:
        values["wait_for_replications"] = False
    return values


def edit(operation: Operation, state: Values, planned: Values) -> Values | None:
    """Send what changed of what the image is called, and no more; None where nothing did."""
    name = state["id"]
    changes: dict[str, Any] = {
        field: planned[field] if planned[field] is not None else ""
        for field in _EDITABLE
        if planned[field] != state[field]
    }
    if not changes:
        return None
    with telling(f"update image {name}"):
        image = _updated(operation, name, changes)
    operation.save({**image_values(image), "id": name})
    return image


def update(operation: Operation, state: Values, planned: Values) -> Values:
    """Send what changed; then replicas; then wait where a wait was cut off."""
    image = edit(operation, state, planned)
    if operation.private.get(UNFINISHED) or replicas.changed(state, planned):
        return finish(operation, planned, image or there(operation, state["id"]))
    return image_values(image) if image else {}


def there(operation: Operation, name: str) -> Values:
    """The image, which must be there."""
    with telling(f"read image {name}"):
        image: Values | None = operation.api.images.get(name)
    if image is None:
        raise _gone(name)
    return image


def _updated(operation: Operation, name: str, changes: dict[str, Any]) -> Values:
    try:
        image: Values = operation.api.images.update(name, changes)
    except NotFound as failure:
        raise _gone(name) from failure
    return image


def _gone(name: str) -> Problem:
    return Problem(f"Image {name} is gone", "It no longer exists at Linode: plan again.")


def delete(operation: Operation, name: str, api: Any = None) -> None:
    """Delete the image and its replicas; one already gone counts as deleted.

    `api`: where that of the operation, whose time may be up, is not to be used.
    """
    images = (api or operation.api).images
    with telling(f"delete image {name}"):
        try:
            images.delete(name)
        except ApiError as refused:
            if refused.status != 400:
                raise
            # Refused while Linode is at work on it: an image being made or replicated.
            images.wait_settled(name)
            images.delete(name)
    left_behind.forget(operation.context, name)


def handed_over(state: Values) -> Values:
    """What an image's state has for whatever type it moves to: not how it was made."""
    return {name: state[name] for name in ("id", *WISHES, *FACTS, "timeouts")}


def import_state(text: str) -> Values:
    """`private/12345` or `12345`."""
    number = text.removeprefix("private/")
    if not number.isascii() or not number.isdigit():
        raise Problem(
            f"Cannot import {text!r}",
            "Give the id of a private image: `private/12345` or `12345`. Public (`linode/...`) and"
            " shared (`shared/...`) images cannot be managed; read them with the data source"
            " `linode_image`.",
        )
    return {"id": f"private/{number}"}
