"""Words without what is secret in them: Terraform quotes addresses with their passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .places import variables

if TYPE_CHECKING:
    from .places import Backend

HIDDEN = "***"

# What is called so holds a secret, whether in a configuration or in the environment.
_SECRET = re.compile(
    r"password|secret|token|credential|access_key|private_key|client_key|sas|encryption_key", re.I
)
# Of these the value is a place, and the password is a part of it.
_PLACE = re.compile(r"(://[^\s:@/\"']*:)[^\s\"']+(?=@)")
_PAIR = re.compile(r"\b(password\s*=\s*)('[^']*'|[^\s'\"]+)", re.I)

# A shorter one is in all kinds of words, and is no secret.
_LEAST = 6


class Mask:
    """Hides the secrets of some backends."""

    def __init__(self, *backends: Backend, environment: Mapping[str, str]) -> None:
        found: set[str] = set()
        for backend in backends:
            found.update(_secrets(backend.config))
            found.update(_secrets(variables(backend.type, environment)))
        # The longest first: a part of it may be another's.
        self._secrets = sorted(found, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without them."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _PAIR.sub(rf"\1{HIDDEN}", _PLACE.sub(rf"\1{HIDDEN}", text))

    def of(self, event: Any) -> Any:
        """The same of all texts in an event."""
        if isinstance(event, str):
            return self(event)
        if isinstance(event, Mapping):
            return {name: self.of(value) for name, value in event.items()}
        return [self.of(each) for each in event] if isinstance(event, list) else event


def _secrets(config: Any, name: str = "") -> Iterator[str]:
    if isinstance(config, Mapping):
        for key, value in config.items():
            yield from _secrets(value, key)
    elif isinstance(config, list):
        for each in config:
            yield from _secrets(each, name)
    elif isinstance(config, str) and _SECRET.search(name) and len(config) >= _LEAST:
        yield config
