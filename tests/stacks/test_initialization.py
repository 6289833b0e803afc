"""`terraform init`: only where something that it looks at has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shim_provider.stacks.failures import Failure
from shim_provider.stacks.initialization import initialize
from shim_provider.stacks.terraform import Done

_ENGINE = ("terraform",)
_TEMPLATE: dict[str, Any] = {
    "terraform": {"required_providers": {"a": {"version": "1"}}, "backend": {"local": {}}},
    "module": {"m": {"source": "./m", "size": 1}},
    "resource": {"a_b": {"c": {}}},
}


class Engine:
    """Notes what it was asked for, and answers with these in turn, then with success."""

    def __init__(self, *answers: Done) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._answers = [*answers]

    def __call__(self, *arguments: str) -> Done:
        self.asked.append(arguments)
        return self._answers.pop(0) if self._answers else Done(0, "", "")


def test_it_is_done_once(tmp_path: Path) -> None:
    engine = Engine()
    assert initialize(tmp_path, _TEMPLATE, engine, _ENGINE)
    assert not initialize(tmp_path, _TEMPLATE, engine, _ENGINE)
    assert engine.asked == [("init", "-input=false", "-no-color")]
    # What it does not look at does not matter.
    other = {**_TEMPLATE, "resource": {}, "module": {"m": {"source": "./m", "size": 2}}}
    assert not initialize(tmp_path, other, engine, _ENGINE)


CHANGES: dict[str, dict[str, Any]] = {
    "another version": {"terraform": {"required_providers": {"a": {"version": "2"}}}},
    "another backend": {"terraform": {**_TEMPLATE["terraform"], "backend": {"pg": {}}}},
    "another module": {"module": {"m": {"source": "./n"}}},
}


@pytest.mark.parametrize("case", CHANGES)
def test_it_is_done_again_after_a_change(case: str, tmp_path: Path) -> None:
    engine = Engine()
    initialize(tmp_path, _TEMPLATE, engine, _ENGINE)
    assert initialize(tmp_path, {**_TEMPLATE, **CHANGES[case]}, engine, _ENGINE)


def test_it_is_done_again_for_another_engine_lock_file_or_an_empty_folder(tmp_path: Path) -> None:
    engine = Engine()
    initialize(tmp_path, _TEMPLATE, engine, _ENGINE)
    assert initialize(tmp_path, _TEMPLATE, engine, ("tofu",))
    (tmp_path / ".terraform.lock.hcl").write_text("other")
    assert initialize(tmp_path, _TEMPLATE, engine, ("tofu",))
    for file in (tmp_path / ".terraform").iterdir():
        file.unlink()
    assert initialize(tmp_path, _TEMPLATE, engine, ("tofu",))


def test_a_lock_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    old = Done(1, "", "Error: Failed to query\n\nmust use terraform init -upgrade to allow")
    engine = Engine(old)
    assert initialize(tmp_path, _TEMPLATE, engine, _ENGINE)
    assert engine.asked[-1] == ("init", "-input=false", "-no-color", "-upgrade")


def test_a_failure_is_told_from_the_first_error_on_and_tried_again(tmp_path: Path) -> None:
    engine = Engine(Done(1, "", "Warning: old\n\nError: no such provider\n\nSorry."))
    with pytest.raises(Failure, match=r"init failed:\n\nError: no such provider\n\nSorry\.$"):
        initialize(tmp_path, _TEMPLATE, engine, _ENGINE)
    assert initialize(tmp_path, _TEMPLATE, engine, _ENGINE)
