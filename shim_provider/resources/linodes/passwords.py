"""Passwords of root: a random one that nobody is told, and the form in which state holds one."""

from __future__ import annotations

import base64
import hashlib
import secrets


def random_password() -> str:
    """A password nobody is told, for a Linode without keys: Linode asks for one or the other.

    And for several kinds of characters.
    """
    return f"{secrets.token_urlsafe(36)}aA1!"


def hash_of(password: str) -> str:
    """The form in which state holds a password: that of the official provider."""
    return base64.b64encode(hashlib.sha3_512(password.encode()).digest()).decode()
