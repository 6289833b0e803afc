"""A template as text that is the same on every machine, with every core and provider version.

{
  "provider": {...},
  "resource": {...}
}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def snapshot(template: Mapping[str, Any]) -> str:
    return json.dumps(template, indent=2, sort_keys=True, ensure_ascii=False)
