"""Private state: bytes Terraform keeps beside a resource and shows to nobody.

The form is that of terraform-plugin-framework (a JSON object of base64 values),
so that the official provider can read a state of ours after `state
replace-provider`, and ours one of its.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

_KEY = "linode_image_as_code"


def load(data: bytes) -> dict[str, Any]:
    """Our part of private state; empty when another provider wrote it."""
    try:
        value = json.loads(base64.b64decode(json.loads(data)[_KEY], validate=True))
    except (ValueError, KeyError, TypeError, binascii.Error):
        return {}
    return value if isinstance(value, dict) else {}


def dump(private: dict[str, Any]) -> bytes:
    """The bytes of private state; none when there is nothing to keep."""
    if not private:
        return b""
    text = json.dumps(private, sort_keys=True, separators=(",", ":"))
    return json.dumps({_KEY: base64.b64encode(text.encode()).decode()}).encode()
