"""ConfigureProvider and StopProvider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .values import decode

if TYPE_CHECKING:
    from .contract import Catalogue
    from .diagnostics import Diagnostics


def configure(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """Take the provider block into use."""
    config = decode(request["config"], catalogue.provider_schema())
    catalogue.configure(config, request["terraform_version"], diagnostics)
    return {}


def stop(catalogue: Catalogue, _: dict[str, Any], __: Diagnostics) -> dict[str, Any]:
    """Answer at once; operations under way end their waits and answer for themselves."""
    try:
        catalogue.stop()
    except Exception as failure:  # this reply has no diagnostics
        return {"Error": f"The provider could not stop: {type(failure).__name__}."}
    return {}
