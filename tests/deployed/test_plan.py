"""Plans as objects: which change is which, what is shown of it, and when a plan is empty."""

from __future__ import annotations

from typing import Any

import pytest

from cdktf_linode_image.testing.deployment.plan import Plan, plan_of


def change(
    *actions: str, before: Any = None, after: Any = None, mode: str = "managed", **more: Any
) -> dict[str, Any]:
    """A resource's change, as `terraform show -json` has it."""
    inner = {name: more.pop(name) for name in [*more] if name in ("replace_paths", "after_unknown")}
    hidden = {"before_sensitive": {"secret": True}, "after_sensitive": {"secret": True}}
    changed = {"actions": list(actions), "before": before, "after": after, **hidden, **inner}
    return {"address": "linode_image.a", "mode": mode, "change": changed, **more}


def planned(*changes: dict[str, Any], **outputs: dict[str, Any]) -> Plan:
    return plan_of({"resource_changes": changes, "output_changes": outputs})


OLD, NEW = {"label": "old", "secret": "hush"}, {"label": "new", "secret": "hush!"}
KINDS = {
    "created": change("create", after=NEW),
    "updated": change("update", before=OLD, after=NEW),
    "replaced": change("delete", "create", before=OLD, after=NEW),
    "destroyed": change("delete", before=OLD),
    "forgotten": change("forget", before=OLD),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_under_its_kind_alone(kind: str) -> None:
    plan = planned(KINDS[kind])
    kinds = [*KINDS, "unchanged"]
    assert {each: list(getattr(plan, each)) for each in kinds if getattr(plan, each)} == {
        kind: ["linode_image.a"]
    }
    assert plan
    assert not plan.is_empty
    assert "hush" not in f"{plan}{plan!r}{getattr(plan, kind)}{getattr(plan, kind).values()}"


def test_a_replacement_made_before_the_old_one_goes_is_one_too() -> None:
    assert planned(change("create", "delete", before=OLD, after=NEW)).replaced


def test_the_order_is_that_of_addresses() -> None:
    names = [f"linode_image.{name}" for name in "cab"]
    assert list(planned(*(change("create", address=n) for n in names)).created) == sorted(names)


def test_what_forces_a_replacement_is_told() -> None:
    paths = [["region"], ["metadata", 0, "user_data"]]
    plan = planned(change("delete", "create", before=OLD, after=NEW, replace_paths=paths))
    assert plan.replaced["linode_image.a"].replaced_by == ("metadata[0].user_data", "region")
    assert str(plan) == "-/+ linode_image.a: forced by metadata[0].user_data, region"
    plan = planned(change("delete", "create", action_reason="replace_because_tainted"))
    assert plan.replaced["linode_image.a"].why == "its creation has failed halfway"


def test_values_are_objects_that_hide_what_is_sensitive() -> None:
    unknown = {"id": True, "tags": False}
    found = planned(change("update", before=OLD, after=NEW, after_unknown=unknown)).updated
    assert found["linode_image.a"].before.label == "old"
    assert found["linode_image.a"].after.secret == "hush!"
    assert repr(found["linode_image.a"].after) == "Thing(label='new', secret=(sensitive))"
    assert found["linode_image.a"].changed == ("label", "secret", "id")


EMPTY = {
    "nothing at all": (planned(), True),
    "what stays": (planned(change("no-op", before=OLD, after=OLD)), True),
    "a data source that is read": (planned(change("read", mode="data")), True),
    "an output that stays": (planned(x={"actions": ["no-op"], "before": 1, "after": 1}), True),
    "an output that changes": (planned(x={"actions": ["update"], "before": 1, "after": 2}), False),
    "a move": (planned(change("no-op", previous_address="linode_image.b")), False),
}


@pytest.mark.parametrize("case", EMPTY)
def test_a_plan_is_empty_if_an_apply_would_change_nothing(case: str) -> None:
    plan, is_empty = EMPTY[case]
    assert plan.is_empty == (not plan) == is_empty


def test_a_plan_reads_as_a_table() -> None:
    plan = planned(
        change("create", after=NEW),
        change("update", before=OLD, after=NEW, address="linode_image.b"),
        change("delete", before=OLD, address="linode_image.c", action_reason="unheard_of"),
        change("no-op", address="linode_image.d"),
        change("no-op", address="linode_image.e", previous_address="linode_image.x"),
        id={"actions": ["create"], "before": None, "after": "private/1"},
    )
    assert str(plan).splitlines() == [
        "  + linode_image.a",
        "  ~ linode_image.b: label, secret",
        "  - linode_image.c: unheard_of",
        "    linode_image.e (moved from linode_image.x)",
        "  + id (output)",
    ]
    assert str(planned(change("no-op"))) == "no changes; 1 unchanged"
