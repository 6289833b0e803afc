"""Who calls, and what they may do: tokens, accounts, scopes. Knows no route.

Wording of 403 is not published by Linode; "Unauthorized" is what clients have seen.
"""

from __future__ import annotations

import hmac
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DEFAULT_ACCOUNT = "default"

# Also keeps accounts apart from the owners of public and of shared images.
ACCOUNT = r"[^/].{0,99}"
_SCOPE = re.compile(r"\*|[a-z_]+:(?:read_only|read_write|\*)")


class Caller(NamedTuple):
    """`scopes`: `*`, or a set such as {"images:read_only", "linodes:read_write"}."""

    account: str
    username: str
    scopes: frozenset[str]

    def may(self, scopes: str) -> bool:
        """Whether all of these scopes, separated by spaces, are held."""
        return all(self._holds(scope) for scope in scopes.split())

    def _holds(self, scope: str) -> bool:
        area, _, right = scope.partition(":")
        return bool(self.scopes & {"*", f"{area}:*", f"{area}:read_write", f"{area}:{right}"})


def read_tokens(path: Path) -> dict[str, dict[str, str]]:
    """Tokens from a JSON file: {"token": {"account": ..., "username": ..., "scopes": ...}}.

    Raises ValueError when it is not that, OSError when it cannot be read.
    """
    tokens = json.loads(path.read_text(encoding="utf-8"))
    entries: list[Any] = list(tokens.values()) if isinstance(tokens, dict) else [None]
    for entry in entries:
        known = isinstance(entry, dict) and set(entry) <= {"account", "username", "scopes"}
        if not known or not all(isinstance(value, str) for value in entry.values()):
            raise ValueError(f"{path}: expected an object of tokens with account, username, scopes")
    return dict(tokens)


class Access:
    """Tokens and their callers.

    `token`: None accepts every token, all for one account; a text accepts only that one; a mapping
    gives each token its `account`, `username` (default: the account's name) and `scopes` (default
    `*`, several separated by spaces or commas). Raises ValueError for an account or a scope that
    cannot be one.
    """

    def __init__(self, token: str | Mapping[str, Mapping[str, str]] | None) -> None:
        tokens = {token: {}} if isinstance(token, str) else (token or {})
        self._any = token is None
        self._callers = {text: _caller(entry) for text, entry in tokens.items()}
        self._everybody = _caller({})

    def admit(self, token: str, account: str) -> None:
        """One more token. Raises ValueError for an account that cannot be one."""
        self._callers[token] = _caller({"account": account})

    def holders(self) -> list[Caller]:
        """Whom each token stands for, in the order given; first everybody, where any will do."""
        return [*([self._everybody] if self._any else []), *self._callers.values()]

    def caller(self, authorization: str | None) -> Caller | None:
        """None when no token is given. Raises ApiError 401 for one that is not accepted."""
        if authorization is None:
            return None
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() not in ("bearer", "token") or not token:
            raise invalid_token()
        for known, caller in self._callers.items():
            if hmac.compare_digest(known.encode(), token.encode()):
                return caller
        if self._any:
            return self._everybody
        raise invalid_token()


def invalid_token() -> ApiError:
    return ApiError(401, "Invalid Token")


def unauthorized() -> ApiError:
    return ApiError(403, "Unauthorized")


def _caller(entry: Mapping[str, str]) -> Caller:
    account = entry.get("account", _DEFAULT_ACCOUNT)
    if not re.fullmatch(ACCOUNT, account):
        raise ValueError(
            f"account {account!r}: expected 1 to 100 characters that do not begin with /"
        )
    scopes = frozenset(entry.get("scopes", "*").replace(",", " ").split())
    for scope in scopes:
        if not _SCOPE.fullmatch(scope):
            raise ValueError(
                f"scope {scope!r}: expected * or area:right, such as images:read_only, with"
                " read_only, read_write or * for the right"
            )
    return Caller(account, entry.get("username", account), scopes)
