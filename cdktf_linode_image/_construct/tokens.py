"""Which values Terraform or the core will fill in later: tokens, seen without asking Node.js.

Knows the four encodings of a token (text, list, map key, number) and objects that
resolve. Text with a Terraform template, `${var.label}`, counts as well: its value is not
known here either. Resolves nothing but tokens that it was told how to.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Any

from shim_provider.unknown import UNKNOWN

# `$${` and `%%{` are Terraform's escapes: they stand for the characters themselves.
_ESCAPED = re.compile(r"\$\$\{|%%\{")
_TEMPLATE = re.compile(r"[$%]\{")
# cdktf: packages/cdktf/lib/tokens/private/encoding.ts
_LIST_MARK = "#{TfToken["
_MAP_MARK = "&{TfToken["
# A number token carries its index in the lower 48 bits of a double; these are the upper 16 bits
# of a token for a number, and of one that stands for a list of numbers.
_NUMBER_MARKS = (0xFDFF, 0xFBFF)
# Doubles with these upper bits are all about -8e298 or -2e289.
_LOST = re.compile(r"-[0-9.]+e\+2(?:89|98)|<(?:cdktf|cdktn|jsii)\.[\w.]+ object at 0x[0-9a-f]+>")


def is_token(value: object) -> bool:
    """Whether a value, as a whole, is not known before Terraform runs."""
    if isinstance(value, str):
        return _is_template(value) or _LIST_MARK in value
    if isinstance(value, float):
        return struct.unpack("<Q", struct.pack("<d", value))[0] >> 48 in _NUMBER_MARKS
    if isinstance(value, (list, tuple)):
        return len(value) == 1 and _stands_for_list(value[0])
    if isinstance(value, dict):
        return any(isinstance(key, str) and _MAP_MARK in key for key in value)
    return _resolves(value)


def lost_token(text: str) -> str | None:
    """What is left of a token that was formatted into text as a number or an object, if any.

    `f"web-{count.index}"` shows the number that encodes the token, not the token.
    """
    found = _LOST.search(text)
    return found[0] if found else None


def known(value: Any) -> Any:
    """The value with UNKNOWN in place of every token in it."""
    if is_token(value):
        return UNKNOWN
    if isinstance(value, (list, tuple)):
        return [known(element) for element in value]
    if isinstance(value, dict):
        return {key: known(element) for key, element in value.items()}
    return value


def has_token(value: object) -> bool:
    """Whether a value is a token, or a list with a token among its elements."""
    if isinstance(value, (list, tuple)):
        return is_token(value) or any(is_token(element) for element in value)
    return is_token(value)


#: Text token -> what answers the token that it stands for.
_decisions: dict[str, Callable[[], str]] = {}


def decide_later(token: str, decide: Callable[[], str]) -> None:
    """Have `decided` ask what the token stands for."""
    _decisions[token] = decide


def decided(value: Any) -> Any:
    """A value as it is to be written: a token that can be decided on by now is exchanged."""
    decide = _decisions.get(value) if isinstance(value, str) else None
    return value if decide is None else decide()


def _is_template(text: str) -> bool:
    return bool(_TEMPLATE.search(text)) and bool(_TEMPLATE.search(_ESCAPED.sub("", text)))


def _stands_for_list(element: object) -> bool:
    if isinstance(element, str):
        return _LIST_MARK in element
    return isinstance(element, float) and is_token(element)


def _resolves(value: object) -> bool:
    # An IResolvable: a jsii object, a Python class that implements the interface, or jsii's
    # stand-in for an object known by its interfaces only. All have the method `resolve`, as
    # has pathlib.Path, which must not pass.
    of_jsii = hasattr(type(value), "__jsii_type__") or hasattr(value, "_delegates")
    return of_jsii and hasattr(value, "resolve")
