"""What an app calls its resources, by their addresses: constructs' paths, and labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

#: What a label may hold that the instance's key is put in the place of.
_KEYS = ("${count.index}", "${each.key}", "${each.value}")


class Names(NamedTuple):
    """Of one stack; addresses are without the key of an instance, `[0]` or `["a"]`."""

    paths: Mapping[str, str] = {}
    #: As they are configured, which may be an expression.
    labels: Mapping[str, str] = {}

    def path(self, address: str) -> str:
        """The construct's path, with the key; "" where none is known."""
        block, key = _parts(address)
        path = self.paths.get(block)
        return f"{path}{key}" if path else ""

    def label(self, address: str) -> str | None:
        """The label, where it is written down; of several instances, with the key in it."""
        block, key = _parts(address)
        label = self.labels.get(block)
        if label is None:
            return None
        if key:
            for expression in _KEYS:
                label = label.replace(expression, str(json.loads(key)[0]))
        return None if "${" in label else label


def _parts(address: str) -> tuple[str, str]:
    block, bracket, key = address.partition("[")
    return block, bracket + key
