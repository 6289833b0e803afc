"""The account and its settings, as far as clients of images ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..requests.call import Call

_SINCE = "2020-01-01T00:00:00"


def show_account(call: Call) -> dict[str, Any]:
    return {
        "euuid": "00000000-0000-4000-8000-000000000000",
        "company": "",
        "email": f"{call.caller.username}@example.com",
        "first_name": "Emulated",
        "last_name": "Account",
        "address_1": "",
        "address_2": "",
        "city": "",
        "state": "",
        "zip": "",
        "country": "US",
        "phone": "",
        "tax_id": "",
        "balance": 0.0,
        "balance_uninvoiced": 0.0,
        "credit_card": {"last_four": None, "expiry": None},
        "active_since": _SINCE,
        "active_promotions": [],
        "capabilities": ["Linodes", "Machine Images", "Object Storage", "Disk Encryption"],
        "billing_source": "linode",
    }


def show_settings(call: Call) -> dict[str, Any]:
    call.caller  # noqa: B018 - asks for a token
    return {
        "managed": False,
        "network_helper": True,
        "longview_subscription": None,
        "backups_enabled": False,
        "object_storage": "active",
        "interfaces_for_new_linodes": "legacy_config_default_but_linode_allowed",
        "maintenance_policy": "linode/power_off_on",
        "tfa_enforced": False,
    }
