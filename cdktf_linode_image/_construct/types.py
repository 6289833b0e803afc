"""The types of arguments, for signatures. What is more than a plain value passes as a token too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Protocol

from .core import IResolvable


class HasId(Protocol):
    """A construct of any library, given where its id is meant."""

    @property
    def id(self) -> Any: ...


class HasDisks(HasId, Protocol):
    """A Linode of any library."""

    @property
    def disk(self) -> Any: ...


#: A number or text, or the thing itself.
Id = float | str | HasId
TextId = str | HasId
Bool = bool | IResolvable
Texts = Sequence[str] | IResolvable
TextMap = Mapping[str, str] | IResolvable
#: A text, or the file it stands in.
TextOrFile = str | PurePath
Durations = Mapping[str, str] | IResolvable

# What `<argument>_input` returns: lists as lists, things as their ids.
GivenId = float | str
GivenTexts = list[str] | IResolvable
GivenTextMap = dict[str, str] | IResolvable
GivenDurations = dict[str, str] | IResolvable
