"""SSH keys of a profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.conftest import Api

_PATH = "/profile/sshkeys"
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxx ada@example"


def test_a_key_is_added_shown_renamed_and_removed(api: Api) -> None:
    key = api.ok("POST", _PATH, {"label": "laptop", "ssh_key": f"{_KEY}\n"})
    assert (key["label"], key["ssh_key"]) == ("laptop", _KEY)
    assert key["created"] == "2026-01-02T03:04:05"
    path = f"{_PATH}/{key['id']}"
    assert api.ok("GET", path) == key
    assert api.ok("GET", _PATH)["data"] == [key]
    assert api.ok("PUT", path, {**key, "label": "desktop"}) == {**key, "label": "desktop"}
    assert api.ok("GET", _PATH, x_filter={"label": "laptop"})["data"] == []
    assert api.ok("DELETE", path) == {}
    assert api.get(path).status == 404
    assert api.ok("GET", _PATH)["results"] == 0


def test_keys_are_a_users_own(make_api: Callable[..., Api]) -> None:
    tokens = {
        "ada": {"account": "acme", "username": "ada"},
        "bob": {"account": "acme", "username": "bob"},
        "reader": {"account": "acme", "username": "ada", "scopes": "account:read_only"},
    }
    ada = make_api(token=tokens, token_sent="ada")
    bob, reader = (Api(ada.app, ada.clock, token) for token in ("bob", "reader"))
    body = {"label": "k", "ssh_key": _KEY}
    path = f"{_PATH}/{ada.ok('POST', _PATH, body)['id']}"
    assert bob.ok("GET", _PATH)["results"] == 0
    for method in ("GET", "PUT", "DELETE"):
        assert bob.call(method, path, {} if method == "PUT" else None).status == 404
    assert reader.ok("GET", _PATH)["results"] == 1
    assert reader.post(_PATH, body).status == 403


def test_blanks_without_end_cost_no_time(api: Api) -> None:
    key = "ssh-rsa A" + " " * 16_000 + "\na"
    assert api.post(_PATH, {"label": "k", "ssh_key": key}).status == 400


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no label": ({"label": None}, "label"),
    "an empty label": ({"label": ""}, "label"),
    "a label of 65": ({"label": "a" * 65}, "label"),
    "no key": ({"ssh_key": None}, "ssh_key"),
    "a key of another company": ({"ssh_key": "sk-ssh-ed25519@opensshXcom AAAA"}, "ssh_key"),
    "a word": ({"ssh_key": "secret"}, "ssh_key"),
    "a key of another kind": ({"ssh_key": "x509 AAAA"}, "ssh_key"),
    "two keys": ({"ssh_key": f"{_KEY}\n{_KEY}"}, "ssh_key"),
    "a private key": ({"ssh_key": "-----BEGIN OPENSSH PRIVATE KEY-----"}, "ssh_key"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_key_is_refused_for(api: Api, case: str) -> None:
    body, field = REFUSED[case]
    refused = api.post(_PATH, {"label": "k", "ssh_key": _KEY, **body})
    assert (refused.status, refused.fields) == (400, [field])


@pytest.mark.parametrize(
    "key",
    [
        "ssh-rsa AAAAB3NzaC1yc2E= a comment of words",
        "ssh-dss AAAAB3NzaC1kc3M",
        "ecdsa-sha2-nistp256 AAAAE2VjZHNh",
        "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNr",
        "sk-ssh-ed25519@openssh.com AAAAGnNr ada@example",
    ],
)
def test_keys_of_every_documented_kind_are_taken(api: Api, key: str) -> None:
    assert api.ok("POST", _PATH, {"label": "k", "ssh_key": key})["ssh_key"] == key
