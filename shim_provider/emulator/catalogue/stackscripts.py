"""The public StackScripts: one, a library as the service's number 1 is. Its text is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIBRARY = """#!/bin/bash
# Functions for other StackScripts.

system_update() {
    apt-get -q update && apt-get -q -y upgrade
}
"""


def documents() -> Iterator[dict[str, Any]]:
    yield {
        "id": 1,
        "username": "linode",
        "user_gravatar_id": "",
        "label": "StackScript Bash Library",
        "description": "Functions for other StackScripts.",
        "images": ["any/all"],
        "deployments_total": 0,
        "is_public": True,
        "created": "2010-01-31T21:03:44",
        "updated": "2010-01-31T21:03:44",
        "rev_note": "",
        "script": _LIBRARY,
        "user_defined_fields": [],
    }
