"""What can be told of a planned build before it is made: by the API, and by its instructions.

Only what is known for certain is refused; values not known yet fail no plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...schemas.image_build import NO_SIGN, shows_no_end
from ...unknown import UNKNOWN
from .. import plan_checks, questions, region_checks
from ..images import checks as image_checks
from ..region_checks import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...engine.contract import Change


def check(change: Change) -> None:
    """Refuse what does not exist or does not fit; warn of what may never end or be ignored."""
    region_checks.check(change, _regions(change))
    if not change.creating:
        return  # where it is replaced, Terraform asks once more, as for a new one
    _check_end(change)
    image = _base_image(change)
    plan_checks.check(change, "builder_type", lambda space: _judge_space(change, image, space))
    if image is not None:
        _judge_image(change, image)


def _regions(change: Change) -> Iterator[Asked]:
    region = change.planned["region"]
    if isinstance(region, str) and change.creating:
        told = change.planned["user_data"] not in (None, UNKNOWN)
        yield Asked("region", region, runs_cloud_init=told)
    yield from image_checks.replicas_asked(change)


def _check_end(change: Change) -> None:
    data = change.planned["user_data"]
    if data is UNKNOWN or change.planned["stackscript_id"] is not None:
        return
    if shows_no_end(data or ""):
        change.warn("user_data", "The builder may never end", NO_SIGN)


def _base_image(change: Change) -> dict[str, Any] | None:
    """The image it is built from, if that is known and Linode can be asked; else refused."""
    name, api = change.planned["image"], change.api()
    if api is None or not isinstance(name, str):
        return None
    heard: list[dict[str, Any] | None] = []
    questions.ask(change, "image", lambda: heard.append(api.images.get(name)))
    if heard and heard[0] is None:
        questions.ask(change, "image", lambda: _refuse_image(change, api, name))
    return heard[0] if heard else None


def _refuse_image(change: Change, api: Any, name: str) -> None:
    near = questions.nearest(name, [image["id"] for image in api.images.list({"is_public": True})])
    change.error(
        "image",
        f"Image {name} does not exist",
        f"`image` names {name!r}, which does not exist or is not this account's.{near}",
    )


def _judge_space(change: Change, image: dict[str, Any] | None, space: int | None) -> None:
    size = (image or {}).get("size")
    if isinstance(size, int) and space is not None and size > space:
        plan = change.planned["builder_type"]
        change.error(
            "builder_type",
            f"Image {change.planned['image']} does not fit on {plan}",
            f"It needs a disk of {size} MB, and {plan} has {space} MB: choose a larger plan.",
        )


def _judge_image(change: Change, image: dict[str, Any]) -> None:
    data, able = change.planned["user_data"], image.get("capabilities")
    if data not in (None, UNKNOWN) and able is not None and "cloud-init" not in able:
        name = change.planned["image"]
        change.warn(
            "image",
            f"Image {name} may not run user_data",
            f"`image` names {name!r}, which lists no cloud-init among its capabilities: nothing in"
            " it may read `user_data`, and then the builder never ends. Use one that lists it, or a"
            " StackScript.",
        )
