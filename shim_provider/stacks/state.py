"""A state file as Terraform writes it, read without launching Terraform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def address_of(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    """Where an instance of a resource in a state file is: `module.m.linode_image.web[0]`."""
    module = f"{resource['module']}." if "module" in resource else ""
    data = "data." if resource["mode"] == "data" else ""
    key = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
    return f"{module}{data}{resource['type']}.{resource['name']}{key}"
