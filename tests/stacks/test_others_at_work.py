"""Stacks on which somebody else works at the same time; and folders which somebody has changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider import engines
from shim_provider.stacks.choices import Wanted
from shim_provider.stacks.fleet import Fleet
from shim_provider.stacks.plans import Plan
from shim_provider.stacks.work import WAITS

from . import fake
from .engine import Engine, answer, asked, failed, planned

if TYPE_CHECKING:
    from shim_provider.stacks.failures import Failure

_LOCKED = failed("Error acquiring the state lock")
_STALE = failed("Saved plan is stale")


@pytest.fixture(autouse=True)
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    found = Engine(tmp_path / "engine")
    monkeypatch.setenv(engines.CHOICE, str(found.path))
    return found


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """One stack, which is deployed."""
    return _fleet(tmp_path / "cdktf.out", ["web"])


def _fleet(output: Path, names: list[str], **more: Any) -> Fleet:
    templates = {name: fake.template("server", **more) for name in names}
    stacks = fake.written(output, dict.fromkeys(names, ()), templates)
    for stack in stacks:
        fake.state(stack, server=0)
    return Fleet(stacks, Wanted(lock_timeout="7s"))


def _applied(fleet: Fleet, answers: list[bool] | None = None) -> Mapping[str, Plan | Failure]:
    """What becomes of it; the answers are those to questions about changes not seen before."""
    left = [*(answers or [])]
    with fleet:
        found = {n: each for n, each in fleet.plan().items() if isinstance(each, Plan)}
        done = fleet.apply(found, lambda _plan, _changes: left.pop(0))
    assert not left
    return done


def test_it_is_planned_again_where_somebody_else_was_first(fleet: Fleet, engine: Engine) -> None:
    web = fleet.stacks["web"]
    answer(web, plan=[planned(server="update"), planned()], apply=_STALE)
    (done,) = _applied(fleet).values()
    assert isinstance(done, Plan)
    assert done.is_empty
    assert engine.did == ["plan web", "apply web", "plan web"]


def test_what_nobody_has_seen_is_asked_about_then(fleet: Fleet, engine: Engine) -> None:
    more = planned(server="update", other="create")
    answer(fleet.stacks["web"], plan=[planned(server="update"), more], apply=[_STALE, {}])
    (done,) = _applied(fleet, [True]).values()
    assert isinstance(done, Plan)
    assert done.counts() == {"created": 1, "changed": 1}
    assert engine.did.count("apply web") == 2


def test_a_lock_is_told_in_words_and_how_long_was_waited(fleet: Fleet) -> None:
    answer(fleet.stacks["web"], plan=planned(server="update"), apply=_LOCKED)
    (done,) = _applied(fleet).values()
    assert "web: its state is locked by another command." in str(done)
    assert "Gave up after 7s. To wait longer: --lock-timeout=10m" in str(done)
    assert all("-lock-timeout=7s" in each for each in asked(fleet.stacks["web"])[1:])


def test_whoever_plans_hears_that_it_waits(tmp_path: Path) -> None:
    heard: list[tuple[str, Any]] = []
    stack = fake.stack(tmp_path / "cdktf.out")
    answer(stack, plan={"events": [{"type": WAITS}, {"type": "version"}]})
    with Fleet([stack], listener=lambda name, event: heard.append((name, event["type"]))) as fleet:
        fleet.plan()
    assert heard == [("stack", WAITS)]


def test_a_folder_in_which_something_is_missing_is_initialized_again(fleet: Fleet) -> None:
    """Whatever was noted: somebody has thrown its providers away."""
    web = fleet.stacks["web"]
    detail = {"severity": "error", "summary": "Required plugins are not installed", "address": ""}
    detail["detail"] = "... To download the plugins required, run:\n  terraform init"
    missing = {"code": 1, "events": [{"type": "diagnostic", "diagnostic": detail}]}
    answer(web, plan=[missing, planned()])
    (done,) = _applied(fleet).values()
    assert isinstance(done, Plan)
    assert [line.split()[1] for line in asked(web)] == ["init", "plan", "init", "plan"]


@pytest.mark.parametrize(("kind", "at_once"), [("create", 1), ("update", 2)])
def test_stacks_that_are_new_in_postgresql_take_turns(
    kind: str, at_once: int, tmp_path: Path
) -> None:
    """Terraform lets one stack alone work in a database while it is deployed for the first time."""
    names = ["a", "b"]
    fleet = _fleet(tmp_path / "cdktf.out", names, terraform={"backend": {"pg": {}}})
    for name in names:
        answer(fleet.stacks[name], plan=planned(server=kind), apply={"takes": 0.5})
    _applied(fleet)
    periods = [json.loads((fleet.stacks[n].directory / "took").read_text()) for n in names]
    (_, first_ended), (second_began, _) = sorted(periods)
    assert (second_began < first_ended) == (at_once == 2)


def test_what_is_told_of_a_backend_holds_no_password(tmp_path: Path) -> None:
    backend = {"pg": {"conn_str": "postgres://anna:s3cr3t@db/states"}}
    fleet = _fleet(tmp_path / "cdktf.out", ["web"], terraform={"backend": backend})
    answer(fleet.stacks["web"], plan=failed("dial postgres://anna:s3cr3t@db/states: refused"))
    with fleet:
        (told,) = fleet.plan().values()
    assert "dial postgres://anna:***@db/states: refused" in str(told)
