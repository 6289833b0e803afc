"""What counts as not known yet: made by the core's own encoders, told apart without asking them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsii
import pytest

from shim_provider.unknown import UNKNOWN

from ..core import (
    Fn,
    IAnyProducer,
    IResolvable,
    Lazy,
    ListTerraformIterator,
    TerraformIterator,
    TerraformStack,
    TerraformVariable,
    Token,
    tokens,
)


@jsii.implements(IResolvable)
class PythonToken:
    """A token made by the user, in Python."""

    creation_stack: list[str] = []  # noqa: RUF012 - the interface's property

    def resolve(self, _context: Any) -> str:
        return "later"

    def to_string(self) -> str:
        return "later"


@jsii.implements(IAnyProducer)
class Producer:
    def produce(self, _context: Any) -> str:
        return "later"


def variable(stack: TerraformStack, kind: str) -> TerraformVariable:
    return TerraformVariable(stack, "a-variable", type=kind)


def some_list() -> ListTerraformIterator:
    return TerraformIterator.from_list(["a"])


TOKENS: dict[str, Callable[[TerraformStack], Any]] = {
    "a text token": lambda _: Token.as_string({"a": 1}),
    "a text token inside text": lambda _: f"web-{Token.as_string({'a': 1})}-1",
    "a number token": lambda _: Token.as_number({"a": 1}),
    "a list token": lambda _: Token.as_list({"a": 1}),
    "a number list token": lambda _: Token.as_number_list({"a": 1}),
    "a map token": lambda _: Token.as_string_map({"a": 1}),
    "a token object": lambda _: Token.as_any({"a": 1}),
    "a lazy value": lambda _: Lazy.any_value(Producer()),
    "a token made in python": lambda _: PythonToken(),
    "a text variable": lambda stack: variable(stack, "string").string_value,
    "a number variable": lambda stack: variable(stack, "number").number_value,
    "a bool variable": lambda stack: variable(stack, "bool").boolean_value,
    "a list variable": lambda stack: variable(stack, "list(string)").list_value,
    "a function call": lambda _: Fn.filemd5("image.img.gz"),
    "a function call with a list": lambda _: Fn.tolist(["a"]),
    "an iterator's value": lambda _: some_list().value,
    "an iterator's key": lambda _: some_list().key,
    "a template typed by hand": lambda _: "${var.label}",
    "a directive typed by hand": lambda _: "%{ if true }a%{ endif }",
}

VALUES = {
    "text": "web",
    "empty text": "",
    "text with a dollar": "5 $ {each}",
    "an escaped template": "$${var.label}",
    "an escaped directive": "%%{ if }",
    "a number": 12345,
    "a negative number": -1,
    "a very negative number": -1e200,
    "a fraction": 1.5,
    "a number no float can hold": 10**400,
    "true": True,
    "nothing": None,
    "a list": ["a", "b"],
    "a list of one": ["a"],
    "a list of one number": [-2.0],
    "an empty list": [],
    "a dict": {"create": "30m"},
    "a path, which has a method resolve": Path("image.img.gz"),
    "an object": object(),
}


@pytest.mark.parametrize("sentence", TOKENS)
def test_a_token_is_seen_without_asking(sentence: str, stack: TerraformStack) -> None:
    token = TOKENS[sentence](stack)
    assert tokens.is_token(token)
    assert tokens.has_token(token)
    assert tokens.known(token) is UNKNOWN


@pytest.mark.parametrize("sentence", VALUES)
def test_a_value_is_no_token(sentence: str) -> None:
    value = VALUES[sentence]
    assert not tokens.is_token(value)
    assert not tokens.has_token(value)
    assert tokens.known(value) == value


def test_tokens_inside_values_become_unknown() -> None:
    token = Token.as_string({"a": 1})
    assert tokens.known(["a", token]) == ["a", UNKNOWN]
    assert tokens.known({"create": token, "read": "5m"}) == {"create": UNKNOWN, "read": "5m"}
    assert tokens.has_token(["a", token])
    assert not tokens.is_token(["a", token])
