"""The form with which Cloud Manager creates a Linode, as its SDK sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.emulator.peers.api_v4 import Sdk

# All that it asks for, and null for what was not filled in.
CREATE = {
    "authorized_users": [],
    "backup_id": None,
    "backups_enabled": False,
    "booted": True,
    "disk_encryption": "enabled",
    "firewall_id": None,
    "image": "linode/debian12",
    "interface_generation": "legacy_config",
    "interfaces": [{"ipam_address": "", "label": "", "purpose": "public"}],
    "label": "web",
    "maintenance_policy": "linode/power_off_on",
    "metadata": {"user_data": None},
    "private_ip": False,
    "region": "us-east",
    "root_pass": "insecure-p4ssw0rd!!",
    "tags": ["tag"],
    "type": "g6-standard-1",
}


def new_linode(sdk: Sdk, **more: Any) -> Any:
    return sdk.createLinode({**CREATE, **more})
