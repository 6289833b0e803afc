"""Outputs and addresses out of state files, without Terraform; and with it where it must be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from shim_provider.stacks import outputs, state
from shim_provider.stacks.failures import Failure
from shim_provider.stacks.outputs import Output
from shim_provider.stacks.work import Work

from . import fake

_HELD: dict[str, Any] = {
    "id": {"value": "private/1"},
    "secret": {"value": "hush", "sensitive": True},
    "cross-stack-output-linode_imageid": {"value": "private/1", "sensitive": True},
}


def test_those_for_other_stacks_are_hidden_and_sensitive_ones_masked(tmp_path: Path) -> None:
    stack = fake.stack(tmp_path)
    fake.state(stack, _HELD)
    found = outputs.of(stack, Mock(spec=Work))
    assert {name: each.shown for name, each in found.items()} == {
        "id": "private/1",
        "secret": "<sensitive>",
    }
    told = outputs.as_json({"stack": found}, with_sensitive=False)
    assert told == {"stack": {"id": "private/1"}}
    told = outputs.as_json({"stack": found}, with_sensitive=True)
    assert told == {"stack": {"id": "private/1", "secret": "hush"}}


def test_a_file_with_sensitive_values_is_for_its_owner_alone(tmp_path: Path) -> None:
    found = {"stack": {"secret": Output("hush", True)}}
    outputs.save(found, tmp_path / "all.json", with_sensitive=True)
    assert (tmp_path / "all.json").stat().st_mode & 0o077 == 0
    outputs.save(found, tmp_path / "some.json", with_sensitive=False)
    assert json.loads((tmp_path / "some.json").read_text()) == {"stack": {}}
    with pytest.raises(Failure, match=r"cannot be written to .*absent"):
        outputs.save(found, tmp_path / "absent" / "x", with_sensitive=False)


def test_where_nothing_was_deployed_there_are_none(tmp_path: Path) -> None:
    stack = fake.stack(tmp_path)
    assert outputs.of(stack, Mock(spec=Work)) == {}
    assert state.is_absent(stack)
    fake.state(stack)
    assert state.is_absent(stack)
    fake.state(stack, web=0)
    assert not state.is_absent(stack)


ELSEWHERE: dict[str, dict[str, Any]] = {
    "another backend": {"backend": {"pg": {}}},
    "Terraform Cloud": {"cloud": {}},
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_a_state_elsewhere_is_asked_for(case: str, tmp_path: Path) -> None:
    stack = fake.stack(tmp_path, terraform=ELSEWHERE[case])
    work = Mock(spec=Work)
    work.outputs.return_value = _HELD
    assert list(outputs.of(stack, work)) == ["id", "secret"]
    work.initialize.assert_called_once_with()
    assert state.addresses(stack) == set()
    assert not state.is_absent(stack)


def test_the_path_of_the_backend_and_the_workspace_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = fake.stack(tmp_path, terraform={"backend": {"local": {"path": "/there/x.tfstate"}}})
    assert state.file_of(stack) == Path("/there/x.tfstate")
    (stack.directory / ".terraform").mkdir()
    (stack.directory / ".terraform" / "environment").write_text("staging")
    assert state.file_of(stack) is None
    (stack.directory / ".terraform" / "environment").write_text("default")
    assert state.file_of(stack) is not None
    monkeypatch.setenv("TF_WORKSPACE", "staging")
    assert state.file_of(stack) is None


def test_a_state_that_is_encrypted_or_of_a_later_format_is_not_read(tmp_path: Path) -> None:
    stack = fake.stack(tmp_path)
    for text in ('{"encrypted_data": "x"}', '{"version": 5}', "{"):
        (stack.directory / "terraform.tfstate").write_text(text)
        assert state.read(stack) is None
