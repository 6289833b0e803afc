"""Kernels: list and show, open to everybody; and whether there is one that a profile names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import filters
from ...requests.errors import ApiError, not_found

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.tables import Document, Tables

FIELDS = filters.fields("label version architecture kvm pvops deprecated", also_sortable="id built")


def show_list(call: Call) -> dict[str, Any]:
    return call.listing("kernel", FIELDS, ("account = ''", ()))


def show(call: Call, kernel: str) -> dict[str, Any]:
    row = call.tables.find("kernel", kernel)
    if row is None:
        raise not_found()
    return row.doc


def need_kernel(tables: Tables, given: Document) -> None:
    """Raises ApiError 400 when a kernel is given that there is not."""
    if "kernel" in given and tables.find("kernel", given["kernel"]) is None:
        raise ApiError(400, "kernel is not valid", "kernel")
