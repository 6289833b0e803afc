"""A plan by the events of the engine; and one of what cannot be planned yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shim_provider.stacks import plans, state
from shim_provider.stacks.plans import Change, Plan

from . import fake


def planned(address: str, action: str, type: str = "planned_change", **more: Any) -> dict[str, Any]:
    """An event, as Terraform 1.15 has it."""
    return {"type": type, "change": {"resource": {"addr": address}, "action": action, **more}}


EVENTS: dict[str, tuple[dict[str, Any], Change | None]] = {
    "created": (
        planned("linode_instance.web", "create"),
        Change("linode_instance.web", "created", "stack/web"),
    ),
    "an instance of several": (
        planned('linode_instance.web["a[1]"]', "update"),
        Change('linode_instance.web["a[1]"]', "changed", "stack/web"),
    ),
    "replaced": (
        planned("linode_instance.web", "replace", reason="tainted"),
        Change("linode_instance.web", "replaced", "stack/web", "its creation has failed halfway"),
    ),
    "destroyed, and no part of the app any more": (
        planned("linode_instance.old", "delete", reason="delete_because_no_resource_config"),
        Change("linode_instance.old", "destroyed", "", "the stack has no such resource"),
    ),
    "moved": (
        planned("linode_instance.web", "move", previous_resource={"addr": "linode_instance.old"}),
        Change("linode_instance.web", "moved", "stack/web", "", "linode_instance.old"),
    ),
    "imported": (
        planned("linode_instance.web", "import"),
        Change("linode_instance.web", "imported", "stack/web"),
    ),
    "forgotten": (
        planned("linode_instance.old", "forget"),
        Change("linode_instance.old", "forgotten"),
    ),
    "in a module": (
        planned("module.m.linode_instance.web", "create"),
        Change("module.m.linode_instance.web", "created"),
    ),
    "data sources are read, and do not change": (planned("data.linode_image.base", "read"), None),
}  # fmt: skip


@pytest.mark.parametrize("case", EVENTS)
def test_changes_are_heard(case: str, tmp_path: Path) -> None:
    event, change = EVENTS[case]
    hearing = plans.Hearing(fake.stack(tmp_path, **fake.template("web")))
    hearing.hear(event)
    assert list(hearing.plan().changes) == ([change] if change else [])


def test_outputs_that_change_are_changes_too_and_drift_alone_is_none(tmp_path: Path) -> None:
    hearing = plans.Hearing(fake.stack(tmp_path))
    hearing.hear(planned("linode_instance.web", "update", "resource_drift"))
    outputs = {"same": {"action": "noop"}, "new": {"action": "create"}}
    hearing.hear({"type": "outputs", "outputs": {"same": outputs["same"]}})
    assert (hearing.plan().is_empty, hearing.plan().has_drift) == (True, True)
    hearing.hear({"type": "outputs", "outputs": outputs})
    assert (hearing.plan().outputs, hearing.plan().is_empty) == (("new",), False)


def test_refresh_only_changes_are_the_drift(tmp_path: Path) -> None:
    hearing = plans.Hearing(fake.stack(tmp_path), refresh_only=True)
    hearing.hear(planned("linode_instance.web", "update", "resource_drift"))
    assert [each.kind for each in hearing.plan().changes] == ["changed"]


def test_what_cannot_be_planned_yet_is_counted_by_its_configuration(tmp_path: Path) -> None:
    stack = fake.stack(tmp_path, **fake.template("there", "new", "more"))
    fake.state(stack, there=2)
    plan = plans.estimate(stack, state.addresses(stack))
    assert [change.address for change in plan.changes] == [
        *("linode_instance.more", "linode_instance.new")
    ]
    assert plan.is_estimate
    assert not plans.estimate(fake.stack(tmp_path / "empty"), set()).is_empty


def test_what_is_more_than_was_approved_is_told() -> None:
    seen, same = Change("a.b", "created"), Change("a.c[0]", "changed")
    approved = Plan("s", (seen, same))
    assert Plan("s", (seen,)).beyond(approved) == []
    worse = Change("a.c[0]", "replaced")
    assert Plan("s", (seen, worse)).beyond(approved) == [worse]


def test_of_what_was_counted_an_address_stands_for_all_instances() -> None:
    approved = Plan("s", (Change("a.b", "created"),), is_estimate=True)
    some = (Change("a.b[0]", "created"), Change('a.b["x"]', "created"))
    other = Change("a.b[1]", "destroyed")
    assert Plan("s", (*some, other)).beyond(approved) == [other]


def test_a_plan_is_counted_by_kind_in_the_order_of_a_table() -> None:
    kinds = ("destroyed", "created", "created")
    plan = Plan("s", tuple(Change(f"a.{n}", kind) for n, kind in enumerate(kinds)))
    assert list(plan.counts().items()) == [("created", 2), ("destroyed", 1)]
