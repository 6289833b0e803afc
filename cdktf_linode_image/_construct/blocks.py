"""A block of arguments read back: `image.timeouts.create`, `instance.metadata.user_data`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .attributes import Attr, Given, Object, Reset, read_text


class BlockReference(Object):
    """A block of which there is one at most; its fields are arguments like any other."""

    def __init__(self, owner: Any, name: str, index: int | None = None) -> None:
        super().__init__(owner, name, index)
        self._owner = owner
        self._name = name

    @property
    def internal_value(self) -> Any:
        """What was given for the block; None if it was left out."""
        value = self._owner._given(self._name)
        return value[0] if isinstance(value, list) and value else value

    def _fields(self) -> dict[str, Any]:
        value = self.internal_value
        return dict(value) if isinstance(value, Mapping) else {}

    def _given(self, name: str) -> Any:
        return self._fields().get(name)

    def _set(self, name: str, value: Any) -> None:
        self._owner._set(self._name, {**self._fields(), name: value})

    def _reset(self, name: str) -> None:
        self._set(name, None)


class TimeoutsReference(BlockReference):
    """`timeouts`, with one argument for each operation."""

    create = Attr[str, str](read_text)
    create_input = Given[str]()
    reset_create = Reset()
    read = Attr[str, str](read_text)
    read_input = Given[str]()
    reset_read = Reset()
    update = Attr[str, str](read_text)
    update_input = Given[str]()
    reset_update = Reset()
    delete = Attr[str, str](read_text)
    delete_input = Given[str]()
    reset_delete = Reset()
