"""All stacks of a command: planned at once, done in order, asked about again where more comes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from shim_provider import engines
from shim_provider.stacks.choices import Wanted
from shim_provider.stacks.failures import Failure, Refused
from shim_provider.stacks.fleet import Fleet
from shim_provider.stacks.order import NotTried
from shim_provider.stacks.plans import Change, Plan

from . import fake
from .engine import Engine, answer, asked, failed, planned

NO_CHANGES = planned()


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    found = Engine(tmp_path / "engine")
    monkeypatch.setenv(engines.CHOICE, str(found.path))
    return found


@pytest.fixture
def fleet(tmp_path: Path, engine: Engine) -> Fleet:  # noqa: ARG001 - it is run
    """`web` after `images`, and `alone`; deployed, without changes."""
    return a_fleet(tmp_path / "cdktf.out")


def a_fleet(output: Path, *, destroy: bool = False, is_deployed: bool = True, **more: Any) -> Fleet:
    stacks = fake.written(
        output,
        {"images": [], "web": ["images"], "alone": []},
        {"web": fake.template("server"), "images": more},
    )
    for stack in stacks:
        if is_deployed:
            fake.state(stack, web=0)
        answer(stack, plan=NO_CHANGES, destroy=planned(web="delete"))
    return Fleet(stacks, destroy=destroy)


def never(_plan: Plan, _changes: Sequence[Change]) -> bool:
    raise AssertionError("nothing is to be asked")


def plans_of(fleet: Fleet) -> dict[str, Plan]:
    found = fleet.plan()
    assert not [each for each in found.values() if isinstance(each, Failure)]
    return {name: each for name, each in found.items() if isinstance(each, Plan)}


def test_without_changes_each_stack_is_planned_and_nothing_else(
    fleet: Fleet, engine: Engine
) -> None:
    with fleet:
        plans = plans_of(fleet)
        assert all(plan.is_empty and not plan.after for plan in plans.values())
        assert fleet.apply(plans, never) == plans
    assert sorted(engine.did) == ["plan alone", "plan images", "plan web"]


def test_a_stack_after_one_with_changes_is_planned_again(fleet: Fleet, engine: Engine) -> None:
    answer(fleet.stacks["images"], plan=planned(outputs=True, model="update"))
    answer(fleet.stacks["web"], plan=planned(server="update"))
    with fleet:
        plans = plans_of(fleet)
        assert plans["web"].after == ("images",)
        assert plans["alone"].after == ()
        fleet.apply(plans, never)
    assert engine.did[3:] == ["apply images", "plan web", "apply web"]


def test_a_stack_that_needs_outputs_not_there_yet_is_counted(
    tmp_path: Path, engine: Engine
) -> None:
    fleet = a_fleet(tmp_path / "cdktf.out", is_deployed=False)
    answer(fleet.stacks["images"], plan=planned(model="create"))
    answer(fleet.stacks["web"], plan=planned(server="create"))
    with fleet:
        plans = plans_of(fleet)
        assert plans["web"].is_estimate
        assert [str(each) for each in engine.did if "web" in each] == []
        assert plans["web"].counts() == {"created": 1}
        fleet.apply(plans, never)
    assert engine.did[2:] == ["apply images", "plan web", "apply web"]


def test_so_is_one_that_fails_where_another_changes_first(fleet: Fleet) -> None:
    answer(fleet.stacks["web"], plan=[failed("Unsupported attribute"), planned(server="create")])
    with fleet:
        found = fleet.plan()
        assert str(found["web"]) == "web: terraform plan failed:\n\nUnsupported attribute"
    answer(fleet.stacks["images"], plan=planned(model="update"))
    answer(fleet.stacks["web"], plan=[failed("Unsupported attribute"), planned(server="create")])
    with Fleet([*fleet.stacks.values()]) as again:
        plans = plans_of(again)
        assert plans["web"].is_estimate
        assert set(again.apply(plans, never)) == {"alone", "images", "web"}


def test_what_is_more_than_was_seen_is_asked_about_and_a_no_stops_those_after_it(
    tmp_path: Path, engine: Engine
) -> None:
    stacks = fake.written(tmp_path, {"a": [], "b": ["a"], "c": ["b"]})
    for stack in stacks:
        fake.state(stack, web=0)
        answer(stack, plan=[NO_CHANGES, planned(server="replace")])
    answer(stacks[0], plan=planned(server="update"))
    seen = []

    def approve(plan: Plan, changes: Sequence[Change]) -> bool:
        seen.append((plan.stack, [each.kind for each in changes]))
        return False

    with Fleet(stacks) as fleet:
        found = fleet.apply(plans_of(fleet), approve)
    assert seen == [("b", ["replaced"])]
    assert isinstance(found["b"], Refused)
    assert isinstance(found["c"], NotTried)
    assert engine.did[3:] == ["apply a", "plan b"]


def test_what_is_destroyed_goes_before_what_it_needs(tmp_path: Path, engine: Engine) -> None:
    with a_fleet(tmp_path / "cdktf.out", destroy=True) as fleet:
        plans = plans_of(fleet)
        fleet.apply(plans, never)
    did = [each for each in engine.did if each.startswith("apply") and "alone" not in each]
    assert did == ["apply web", "apply images"]


def test_what_is_needed_by_a_stack_that_cannot_be_destroyed_stays(
    tmp_path: Path, engine: Engine
) -> None:
    with a_fleet(tmp_path / "cdktf.out", destroy=True) as fleet:
        answer(fleet.stacks["web"], destroy=failed("no"))
        found = fleet.plan()
        assert isinstance(found["images"], NotTried)
        plans = {name: each for name, each in found.items() if isinstance(each, Plan)}
        fleet.apply(plans, never)
    assert [each for each in engine.did if each.startswith("apply")] == ["apply alone"]


def test_what_was_never_deployed_is_destroyed_without_the_engine(
    tmp_path: Path, engine: Engine
) -> None:
    with a_fleet(tmp_path / "cdktf.out", destroy=True, is_deployed=False) as fleet:
        assert all(plan.is_empty for plan in plans_of(fleet).values())
    assert engine.did == []


def test_drift_that_needs_no_change_is_noted_in_the_state(fleet: Fleet, engine: Engine) -> None:
    drift = {"resource": {"addr": "linode_instance.web"}, "action": "update"}
    events = [{"type": "resource_drift", "change": drift}]
    answer(fleet.stacks["alone"], plan={"code": 0, "events": events})
    with fleet:
        plans = plans_of(fleet)
        assert plans["alone"].is_empty
        fleet.apply(plans, never)
    assert engine.did[3:] == ["apply alone"]


def test_what_was_planned_is_what_is_applied(fleet: Fleet) -> None:
    answer(fleet.stacks["alone"], plan=planned(web="create"))
    with fleet:
        fleet.apply(plans_of(fleet), never)
    plan, apply = asked(fleet.stacks["alone"])[-2:]
    (file,) = (word.removeprefix("-out=") for word in plan.split() if word.startswith("-out="))
    assert plan.startswith("alone plan -json -input=false -detailed-exitcode -out=")
    assert apply == f"alone apply -json -input=false -lock-timeout=30s {file}"
    assert not Path(file).parent.exists()


@pytest.mark.usefixtures("engine")
def test_of_a_backend_that_plans_elsewhere_no_plan_is_saved(tmp_path: Path) -> None:
    remote = {"backend": {"remote": {"organization": "o"}}}
    with a_fleet(tmp_path / "cdktf.out", terraform=remote) as fleet:
        answer(fleet.stacks["images"], plan=planned(model="update"))
        fleet.apply(plans_of(fleet), never)
    plan, apply = asked(fleet.stacks["images"])[-2:]
    assert plan == "images plan -json -input=false -detailed-exitcode -lock-timeout=30s"
    assert apply == "images apply -json -input=false -lock-timeout=30s -auto-approve"


def test_an_engine_that_fails_without_an_event_is_quoted(fleet: Fleet) -> None:
    answer(fleet.stacks["alone"], plan={"code": 1, "errors": "Warning: w\n\nError: bad option\n"})
    with fleet:
        found = fleet.plan()
    assert str(found["alone"]) == (
        "alone: terraform plan failed with exit code 1:\n\nError: bad option"
    )


def test_an_init_that_fails_is_the_stacks_failure(fleet: Fleet) -> None:
    answer(fleet.stacks["alone"], init={"code": 1, "errors": "Error: no such provider"})
    with fleet:
        found = fleet.plan()
    assert str(found["alone"]) == "alone: terraform init failed:\n\nError: no such provider"


def test_the_log_of_terraform_is_passed_on(
    fleet: Fleet, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_LOG", "debug")
    answer(fleet.stacks["alone"], plan={"errors": "[DEBUG] at work\n"})
    with Fleet([fleet.stacks["alone"]]) as alone:
        alone.plan()
    assert capsys.readouterr().err == "[DEBUG] at work\n"


def test_with_targets_other_stacks_are_left_out(fleet: Fleet) -> None:
    with Fleet([*fleet.stacks.values()], Wanted(targets=["stack/server"])) as narrow:
        assert list(narrow.stacks) == ["web"]


def test_attributes_are_told_where_more_than_a_kind_is_to_be_told(
    fleet: Fleet, engine: Engine
) -> None:
    changes = {"actions": ["update"], "before": {"a": 1}, "after": {"a": 2}}
    told = {"address": "linode_instance.web", "mode": "managed", "change": changes}
    answer(
        fleet.stacks["alone"],
        plan=planned(web="update"),
        show={"events": [{"resource_changes": [told]}]},
    )
    answer(fleet.stacks["images"], plan=planned(web="create"))
    with fleet:
        found = fleet.plan(details=True)["alone"]
    assert isinstance(found, Plan)
    assert found.changes[0].details == ("a: 1 -> 2",)
    assert [each for each in engine.did if each.startswith("show")] == ["show alone"]


def test_one_data_folder_for_several_stacks_is_refused(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(Failure, match=r"is one folder for 3 stacks.* a relative one"):
        a_fleet(tmp_path / "cdktf.out")
    assert engine.did == []
