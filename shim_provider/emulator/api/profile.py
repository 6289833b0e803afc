"""The profile: who one is, and by which tokens, as far as clients of images ask."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..requests import filters
from ..requests.errors import not_found

if TYPE_CHECKING:
    from ..requests.access import Caller
    from ..requests.call import Call

# When a token was made nobody tells the emulator.
_SINCE = "2020-01-01T00:00:00"

TOKEN_FIELDS = filters.fields("created label", also_sortable="id")

# Reads like a table of things; they are in no folder, but given when the emulator is started.
_TOKENS = """(
    SELECT key AS seq, json_extract(value, '$.id') AS id, '' AS account, NULL AS parent,
        value AS doc, '{}' AS hidden
    FROM json_each(?))"""


def show_profile(call: Call) -> dict[str, Any]:
    return {
        "uid": 1,
        "username": call.caller.username,
        "email": f"{call.caller.username}@example.com",
        "timezone": "UTC",
        "email_notifications": True,
        "referrals": {
            "code": "",
            "url": "",
            "total": 0,
            "completed": 0,
            "pending": 0,
            "credit": 0.0,
        },
        "ip_whitelist_enabled": False,
        "lish_auth_method": "keys_only",
        "authorized_keys": None,
        "two_factor_auth": False,
        "restricted": False,
        "tfa_enforced": False,
        "authentication_type": "password",
        "verified_phone_number": None,
    }


def show_tokens(call: Call) -> dict[str, Any]:
    """Personal access tokens of the user. They are given to the emulator, and not made here."""
    return call.listing(_TOKENS, TOKEN_FIELDS, ("1", (json.dumps(_tokens(call)),)))


def show_token(call: Call, token: int) -> dict[str, Any]:
    found = [each for each in _tokens(call) if each["id"] == token]
    if not found:
        raise not_found()
    return found[0]


def _tokens(call: Call) -> list[dict[str, Any]]:
    """The service shows the first characters of each; here nothing of it."""
    user = (call.caller.account, call.caller.username)
    return [
        _token(number, holder)
        for number, holder in enumerate(call.served.access.holders(), start=1)
        if (holder.account, holder.username) == user
    ]


def _token(number: int, holder: Caller) -> dict[str, Any]:
    return {
        "id": number,
        "label": f"token {number}",
        "scopes": " ".join(sorted(holder.scopes)),
        "created": _SINCE,
        "expiry": None,
        "token": "",
    }
