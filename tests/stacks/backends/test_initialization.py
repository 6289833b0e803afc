"""`terraform init`: only where something that it looks at has changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.stacks import manifest
from shim_provider.stacks.backends.initialization import initialize
from shim_provider.stacks.backends.moving import Moving
from shim_provider.stacks.failures import Failure
from shim_provider.stacks.terraform import Done
from tests.stacks import fake

from .answering import Engine

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack

_TEMPLATE: dict[str, Any] = {
    "terraform": {"required_providers": {"a": {"version": "1"}}, "backend": {"local": {}}},
    "module": {"m": {"source": "./m", "size": 1}},
    "resource": {"a_b": {"c": {}}},
}


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """One of that template."""
    return fake.stack(tmp_path, **_TEMPLATE)


def _changed(stack: Stack, **sections: Any) -> Stack:
    """The same with other sections in its template."""
    stack.file.write_text(json.dumps({**_TEMPLATE, **sections}))
    (found,) = manifest.read(stack.directory.parents[1])
    return found


def _done(stack: Stack, engine: Engine, command: str = "terraform") -> bool:
    return initialize(stack, engine, (command,), Moving())


def test_it_is_done_once(stack: Stack) -> None:
    engine = Engine()
    assert _done(stack, engine)
    assert not _done(stack, engine)
    assert engine.asked == [("init", "-input=false", "-no-color")]
    # What it does not look at does not matter.
    other = {"resource": {}, "module": {"m": {"source": "./m", "size": 2}}}
    assert not _done(_changed(stack, **other), engine)


CHANGES: dict[str, dict[str, Any]] = {
    "another version": {"terraform": {"required_providers": {"a": {"version": "2"}}}},
    "another backend": {"terraform": {**_TEMPLATE["terraform"], "backend": {"pg": {}}}},
    "another module": {"module": {"m": {"source": "./n"}}},
}


@pytest.mark.parametrize("case", CHANGES)
def test_it_is_done_again_after_a_change(case: str, stack: Stack) -> None:
    engine = Engine()
    _done(stack, engine)
    assert _done(_changed(stack, **CHANGES[case]), engine)


def test_it_is_done_again_for_another_engine_lock_file_or_an_empty_folder(stack: Stack) -> None:
    engine = Engine()
    _done(stack, engine)
    assert _done(stack, engine, "tofu")
    (stack.directory / ".terraform.lock.hcl").write_text("other")
    assert _done(stack, engine, "tofu")
    for file in (stack.directory / ".terraform").iterdir():
        file.unlink()
    assert _done(stack, engine, "tofu")


def test_it_is_done_again_where_the_environment_names_another_backend(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = Engine()
    in_postgres = _changed(stack, terraform={"backend": {"pg": {}}})

    def is_done_again() -> bool:
        again = _done(in_postgres, engine)
        assert not _done(in_postgres, engine)
        return again

    assert is_done_again()
    monkeypatch.setenv("PG_CONN_STR", "postgres://here/states")
    assert is_done_again()
    monkeypatch.setenv("AWS_PROFILE", "of no interest to PostgreSQL")
    assert not is_done_again()
    file = tmp_path / "backend.hcl"
    monkeypatch.setenv("TF_CLI_ARGS_init", f"-backend-config={file} -backend-config=a=b")
    assert is_done_again()
    file.write_text("schema_name = 'other'")
    assert is_done_again()
    # Somebody had Terraform work with another one, by hand.
    (stack.directory / ".terraform" / "terraform.tfstate").write_text("{}")
    assert is_done_again()
    mark = stack.directory / ".terraform" / "linode-shim-initialized"
    assert mark.stat().st_mode & 0o077 == 0, "a digest of a password is for its owner alone"


def test_of_a_stack_in_hcl_what_init_looks_at_is_in_its_text(tmp_path: Path) -> None:
    engine = Engine()
    stack = fake.stack(tmp_path)
    stack.file = stack.file.with_name("cdk.tf")
    (stack.directory / "metadata.json").write_text("{}")
    stack.file.write_text('terraform {\n  a = {\n  }\n}\nresource "a_b" "c" {\n}\n')
    assert _done(stack, engine)
    stack.file.write_text('terraform {\n  a = {\n  }\n}\nresource "a_b" "d" {\n}\n')
    assert not _done(stack, engine)
    stack.file.write_text("terraform {\n  a = {\n  }\n  b = 1\n}\n")
    assert _done(stack, engine)


def test_a_lock_of_an_older_version_is_brought_up_to_date(stack: Stack) -> None:
    old = Done(1, "", "Error: Failed to query\n\nmust use terraform init -upgrade to allow")
    engine = Engine(old)
    assert _done(stack, engine)
    assert engine.asked[-1] == ("init", "-input=false", "-no-color", "-upgrade")


def test_a_failure_is_told_from_the_first_error_on_and_tried_again(stack: Stack) -> None:
    engine = Engine(Done(1, "", "Warning: old\n\nError: no such provider\n\nSorry."))
    with pytest.raises(Failure, match=r"init failed:\n\nError: no such provider\n\nSorry\.$"):
        _done(stack, engine)
    assert _done(stack, engine)
