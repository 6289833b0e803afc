"""What a Linode is given for root: a password, keys alone, or a password nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator.requests.asked import Asked

if TYPE_CHECKING:
    from ..workspace import Workspace

_KEYS = '  authorized_keys = ["ssh-ed25519 AAAA me"]\n'
_USERS = '  authorized_users = ["me"]\n'
_PASSWORD = '  root_pass = "insecure-p4ssw0rd!!"\n'


@pytest.fixture
def created(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The bodies with which Linodes were asked for; the emulator itself keeps none."""
    bodies: list[dict[str, Any]] = []
    json_body = Asked.json_body

    def seen(asked: Asked, limit: int) -> dict[str, Any]:
        body = json_body(asked, limit)
        if (asked.method, asked.path) == ("POST", "/linode/instances"):
            bodies.append(body)
        return body

    monkeypatch.setattr(Asked, "json_body", seen)
    return bodies


@pytest.mark.parametrize("given", [_KEYS, _USERS], ids=["keys", "users"])
def test_keys_alone_are_enough_and_no_password_is_made_up(
    stack: Workspace, created: list[dict[str, Any]], given: str
) -> None:
    deploy(stack, given)
    assert "root_pass" not in created[0]
    assert stack.plan().code == 0


def test_a_password_beside_keys_is_sent_with_them(
    stack: Workspace, created: list[dict[str, Any]]
) -> None:
    deploy(stack, _KEYS + _PASSWORD)
    assert created[0]["root_pass"] == "insecure-p4ssw0rd!!"
    assert created[0]["authorized_keys"] == ["ssh-ed25519 AAAA me"]


@pytest.mark.parametrize("given", ["", "  authorized_keys = []\n"], ids=["none", "no-keys"])
def test_with_nothing_at_all_a_random_password_is_sent(
    stack: Workspace, created: list[dict[str, Any]], given: str
) -> None:
    deploy(stack, given)
    assert len(created[0]["root_pass"]) > 40


def deploy(stack: Workspace, given: str) -> None:
    stack.write(
        'resource "linode_instance" "web" {\n  region = "us-east"\n  type = "g6-nanode-1"\n'
        f'  image = "linode/debian12"\n{given}}}\n'
    )
    stack.init().applied()
