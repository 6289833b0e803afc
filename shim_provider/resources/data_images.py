"""Data source `linode_images`: the images that match filters.

Exact filters the API honours are pushed to it; all are applied here too, since the
API refuses some now and then (`type` fails on its side: linode/terraform-provider-linode
#2275), and then the list is taken whole and filtered here alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from ..linode.errors import ApiError
from ..problem import Problem
from .data_image import shown
from .failures import telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..engine.contract import Operation, Values

_BOOLS = {"true": True, "false": False}


def _bool(text: str) -> bool:
    return _BOOLS[text.lower()]


#: The attributes by which the API filters, each with the form of its values there.
_AT_THE_API: dict[str, Callable[[str], Any]] = {
    "deprecated": _bool,
    "is_public": _bool,
    "label": str,
    "size": int,
    "vendor": str,
}


def read(operation: Operation, config: Values) -> Values:
    """The images that meet every filter, ordered, or the newest of them."""
    filters = config["filter"] or []
    direction = (config["order"] or "desc").lower()
    images = [shown(image) for image in matching(operation, filters, direction, config["order_by"])]
    if config["order_by"]:
        images = _ordered(images, config["order_by"], direction)
    if config["latest"] and images:
        images = [max(images, key=_age)]
    return {"id": _fingerprint(filters), "images": images}


def matching(
    operation: Operation,
    filters: list[Values],
    order: str | None = None,
    order_by: str | None = None,
) -> list[Any]:
    """The API's images that meet every filter."""
    tests = [_test(condition) for condition in filters]
    pushed = _pushed(filters)
    with telling("list images"):
        try:
            images: list[Any] = operation.api.images.list(pushed, order=order, order_by=order_by)
        except ApiError as failure:
            if failure.status != 400:
                raise
            images = operation.api.images.list(None)
    return [image for image in images if all(test(shown(image)) for test in tests)]


def _pushed(filters: list[Values]) -> dict[str, Any] | None:
    """The part of the filters the API can apply, as X-Filter."""
    conditions = [
        {"+or": [{condition["name"]: _api_value(condition, text)} for text in condition["values"]]}
        for condition in filters
        if condition["name"] in _AT_THE_API and condition["match_by"] in (None, "exact")
    ]
    return {"+and": conditions} if conditions else None


def _api_value(condition: Values, text: str) -> Any:
    name = condition["name"]
    try:
        return _AT_THE_API[name](text)
    except (ValueError, KeyError):
        kind = "a whole number" if name == "size" else "`true` or `false`"
        raise Problem(
            f"Invalid value of filter {name}",
            f"The values of filter `{name}` must be {kind}, unlike {text!r}.",
            "filter",
        ) from None


def _test(condition: Values) -> Callable[[Values], bool]:
    lower = _AT_THE_API.get(condition["name"]) is _bool
    wanted = [text.lower() if lower else text for text in condition["values"]]
    matchers = [_matcher(condition["match_by"], text) for text in wanted]

    def test(image: Values) -> bool:
        texts = _texts(image[condition["name"]])
        return any(matches(text) for matches in matchers for text in texts)

    return test


def _matcher(match_by: str | None, wanted: str) -> Callable[[str], bool]:
    if match_by in ("substring", "sub"):
        return lambda text: wanted in text
    if match_by in ("regex", "re"):
        try:
            pattern = re.compile(wanted)
        except re.error as failure:
            raise Problem(
                "Invalid regular expression", f"{wanted!r}: {failure}.", "filter"
            ) from None
        return lambda text: pattern.search(text) is not None
    return lambda text: text == wanted


def _texts(value: Any) -> list[str]:
    """The forms a value is compared in: each element of a list, `true` and `false` for bools."""
    if isinstance(value, list):
        return [str(element) for element in value]
    if isinstance(value, bool):
        return [str(value).lower()]
    return ["" if value is None else str(value)]


def _ordered(images: list[Values], name: str, direction: str) -> list[Values]:
    # Sorted here too: after a refused filter the API's order is not the one asked for.
    return sorted(images, key=lambda image: _sort_key(image[name]), reverse=direction == "desc")


def _age(image: Values) -> tuple[str, int]:
    """When it was created; in the same second, Linode has given the newer the higher number."""
    number = image["id"].rpartition("/")[2]
    return (image["created"] or "", int(number) if number.isdecimal() else 0)


def _sort_key(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)


def _fingerprint(filters: list[Values]) -> str:
    text = json.dumps(filters, sort_keys=True)
    return base64.b64encode(hashlib.sha3_512(text.encode()).digest()).decode()
