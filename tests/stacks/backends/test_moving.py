"""A stack whose backend has changed: what is done with its state, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.stacks.backends.moving import Move, Moving, Policy, is_needed, move
from shim_provider.stacks.failures import Failure, Refused
from shim_provider.stacks.terraform import Done
from tests.stacks import fake

from .answering import FINE, Engine

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack

_COPY = Moving(Policy.COPY)

_CHANGED = Done(1, "", "Error: Backend configuration changed\n\n...")
_ASKS = Done(1, "", "Error: Can't ask approval for state migration when ...")
_ONE_WORKSPACE = Done(0, "* default\n", "")

_BASE = ("init", "-input=false", "-no-color")
_COPIED = (*_BASE, "-migrate-state", "-force-copy")
_LEFT = (*_BASE, "-reconfigure")


def _state(lineage: str = "a", serial: int = 3, **resources: int) -> str:
    found = [{"name": name, "instances": [{}] * count} for name, count in resources.items()]
    document = {"version": 4, "lineage": lineage, "serial": serial, "resources": found}
    return json.dumps(document)


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """One that was in a file, and is to be in PostgreSQL."""
    found = fake.stack(tmp_path / "cdktf.out", terraform={"backend": {"pg": {"schema_name": "s"}}})
    (found.directory / "terraform.tfstate").write_text(_state(web=2))
    return found


def _moved(stack: Stack, there: str, moving: Moving = _COPY) -> list[tuple[str, ...]]:
    """What the engine was asked, where that is in the new backend."""
    engine = Engine(_ASKS, FINE, _ONE_WORKSPACE, Done(0, there, ""))
    assert move(stack, engine, moving) == FINE
    return engine.asked


class Recording(Engine):
    """As Terraform: where it is alone with a backend, it notes that."""

    def __call__(self, *arguments: str, directory: Path | None = None, **where: Any) -> Done:
        if directory is not None:
            block = json.loads((directory / "main.tf.json").read_text())["terraform"]["backend"]
            ((type, config),) = block.items()
            (directory / ".terraform").mkdir()
            record = {"backend": {"type": type, "config": config}}
            (directory / ".terraform" / "terraform.tfstate").write_text(json.dumps(record))
        return super().__call__(*arguments, **where)


@pytest.mark.parametrize("said", [_CHANGED, _ASKS])
def test_terraform_tells_that_a_state_is_elsewhere(said: Done) -> None:
    assert is_needed(said)
    assert not is_needed(said._replace(code=0))
    assert not is_needed(Done(1, "", "Error: no such provider"))


THERE = {
    "nothing": "",
    "an empty state": _state("b", 9),
    "an older one": _state("a", 2, web=1),
}


@pytest.mark.parametrize("case", THERE)
def test_a_state_is_copied_where_there_is_nothing_newer_of_its_own(case: str, stack: Stack) -> None:
    assert _moved(stack, THERE[case])[-1] == _COPIED


COPIED = {
    "the same": _state("a", 3, web=2),
    "a newer one": _state("a", 4, web=5),
    "a copy, to which Terraform has given another lineage": _state("b", 1, web=2),
}


@pytest.mark.parametrize("case", COPIED)
def test_what_was_copied_before_is_not_copied_again_and_nobody_is_asked(
    case: str, stack: Stack
) -> None:
    assert _moved(stack, COPIED[case], Moving(Policy.REFUSE))[-1] == _LEFT


def test_another_state_is_never_replaced(stack: Stack) -> None:
    with pytest.raises(Failure, match=r"holds another state already \(1 resource\)"):
        _moved(stack, _state("b", 1, web=1))


def test_terraform_alone_does_what_needs_no_answer(stack: Stack) -> None:
    engine = Engine()
    move(stack, engine, Moving())
    assert engine.asked == [(*_BASE, "-migrate-state")]


def test_a_state_is_left_behind_where_that_is_wanted(stack: Stack) -> None:
    engine = Engine()
    move(stack, engine, Moving(Policy.LEAVE))
    assert engine.asked == [_LEFT]


def test_somebody_is_asked_with_both_places_and_a_no_changes_nothing(stack: Stack) -> None:
    asked: list[Move] = []

    def answer(yes: bool) -> Moving:
        return Moving(Policy.ASK, lambda move: asked.append(move) or yes)  # type: ignore[func-returns-value]

    assert _moved(stack, "", answer(True))[-1] == _COPIED
    assert str(asked[0]) == (
        f"The state of stack stack (2 resources) is in {stack.directory}/terraform.tfstate;"
        " its backend is now pg (s). Copy the state there?"
    )
    with pytest.raises(Refused, match="its state stays in"):
        _moved(stack, "", answer(False))


def test_nobody_to_ask_is_told_which_options_there_are(stack: Stack) -> None:
    with pytest.raises(Failure) as refused:
        _moved(stack, "", Moving(Policy.REFUSE))
    assert [line.split()[0] for line in str(refused.value).splitlines()[1:]] == [
        "--migrate-state",
        "--reconfigure",
    ]


def test_a_state_that_cannot_be_read_is_not_left_behind_silently(stack: Stack) -> None:
    (stack.directory / ".terraform").mkdir()
    record = {"backend": {"type": "s3", "config": {"bucket": "b", "key": "k", "profile": None}}}
    (stack.directory / ".terraform" / "terraform.tfstate").write_text(json.dumps(record))
    answers: list[Any] = [_ASKS, FINE, _ONE_WORKSPACE, FINE, Done(1, "", "Error: no credentials")]
    with pytest.raises(Failure, match=r"what is in s3 \(b/k\) cannot be read") as refused:
        move(stack, Engine(*answers), _COPY)
    assert "Error: no credentials" in str(refused.value)
    assert "--reconfigure    goes on with" in str(refused.value)


def test_one_that_does_not_answer_terraform_is_told_with_a_way_out(stack: Stack) -> None:
    with pytest.raises(Failure, match="Error: connection refused\n\n  --reconfigure"):
        move(stack, Engine(Done(1, "", "Error: connection refused\n")), _COPY)


def test_a_file_that_terraform_finds_by_itself_can_be_left_behind(stack: Stack) -> None:
    """`init -reconfigure` would ask about it again: the new backend is made known another way."""
    engine = Recording(_ASKS)
    move(stack, engine, Moving(Policy.LEAVE))
    assert engine.asked == [_LEFT, _BASE, _BASE]
    known = json.loads((stack.directory / ".terraform" / "terraform.tfstate").read_text())
    assert known == {"backend": {"type": "pg", "config": {"schema_name": "s"}}}


def test_a_backend_that_is_named_no_more_is_given_up(tmp_path: Path) -> None:
    stack = fake.stack(tmp_path)
    (stack.directory / ".terraform").mkdir()
    record = stack.directory / ".terraform" / "terraform.tfstate"
    record.write_text("{}")
    move(stack, Engine(), Moving(Policy.LEAVE))
    assert not record.exists()


def test_a_new_backend_that_does_not_answer_is_told(stack: Stack) -> None:
    refused = Done(1, "", "Error: connection refused")
    with pytest.raises(Failure, match=r"what is in pg \(s\) cannot be read") as told:
        move(stack, Engine(_ASKS, refused), _COPY)
    assert str(told.value).endswith("Error: connection refused\n")


def test_each_workspace_is_looked_at(stack: Stack) -> None:
    other = stack.directory / "terraform.tfstate.d" / "other"
    other.mkdir(parents=True)
    (other / "terraform.tfstate").write_text(_state("c", 1, web=1))
    answers = [
        _ASKS,
        FINE,
        Done(0, "* default\n  other\n", ""),
        FINE,
        Done(0, _state("d", web=7), ""),
    ]
    with pytest.raises(Failure, match=r"holds another state already \(7 resources\)"):
        move(stack, Engine(*answers), _COPY)
