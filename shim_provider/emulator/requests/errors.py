"""Refusals, in the API's own form and wording. Knows no route.

What the world refuses itself, such as "Linode busy.", is worded in world/refusals.py.

Wording recorded from the real service: Invalid Token, Not found, Linode busy., region is not valid,
Too many requests, Invalid JSON, Cannot filter on X, Could not apply filter, image is not valid; and
what the tests of Linode's SDK and CLI expect of it: resizing to a plan that is too small or
the same, rebuilding without an image, no way to log in, share group tokens, the length of a tag.
Everything else is ours, in the same tone: the service's own text is not published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..world.refusals import RefusedError


class ApiError(Exception):
    """A refused request: `status` and the list of `errors` the body will carry."""

    def __init__(self, status: int, reason: str, field: str | None = None) -> None:
        super().__init__(f"{status} {reason}" + (f" ({field})" if field else ""))
        self.status = status
        self.errors: list[dict[str, str]] = [error(reason, field)]
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        return {"errors": self.errors}


def error(reason: str, field: str | None = None) -> dict[str, str]:
    return {"reason": reason, "field": field} if field else {"reason": reason}


def invalid(errors: list[dict[str, str]]) -> ApiError:
    """400 with several reasons at once."""
    refusal = ApiError(400, errors[0]["reason"], errors[0].get("field"))
    refusal.errors = errors
    return refusal


def not_found() -> ApiError:
    return ApiError(404, "Not found")


def of_world(refused: RefusedError) -> ApiError:
    """What the world refuses, as the API tells it."""
    return ApiError(400, refused.reason, refused.field)


def invalid_region(field: str = "region") -> ApiError:
    return ApiError(400, "region is not valid", field)
