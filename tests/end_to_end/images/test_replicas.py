"""Replicas of an image: added, grown, shrunk, swapped, waited for, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api import call, images
from ..configurations import disk_file, uploaded

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


def regions(*names: str) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def replicated(*names: str, wait: bool = True, **more: str) -> str:
    waits = {"wait_for_replications": "true"} if wait else {}
    return uploaded(replica_regions=regions(*names), **waits, **more)


def statuses(stack: Workspace) -> dict[str, str]:
    replications = stack.values("linode_image.golden")["replications"]
    assert [r["region"] for r in replications] == sorted(r["region"] for r in replications)
    return {r["region"]: r["status"] for r in replications}


def test_replicas_are_added_grown_swapped_and_shrunk_in_place(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    stack.applied()
    first = stack.values("linode_image.golden")["id"]
    for names in (
        ("us-east", "eu-central"),
        ("us-east", "eu-central", "us-southeast"),
        ("us-southeast", "eu-central"),
        ("eu-central",),
    ):
        stack.write(replicated(*names))
        assert stack.plan().changes == {"linode_image.golden": "update"}
        stack.applied()
        assert statuses(stack) == dict.fromkeys(names, "available")
        assert stack.plan().code == 0
    assert stack.values("linode_image.golden")["id"] == first


def test_replicas_given_at_creation_are_waited_for(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("eu-central", "us-east"))
    stack.applied()
    assert statuses(stack) == {"eu-central": "available", "us-east": "available"}
    assert stack.plan().code == 0


def test_replicas_that_are_not_waited_for_make_no_drift(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("us-east", "eu-central", wait=False))
    stack.applied()
    assert set(statuses(stack)) == {"us-east", "eu-central"}
    assert stack.plan().code == 0


def test_another_order_is_no_change(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("us-east", "eu-central"))
    stack.applied()
    stack.write(replicated("eu-central", "us-east"))
    assert stack.plan().code == 0


def test_a_replica_removed_behind_terraforms_back_is_planned_back(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("us-east", "eu-central"))
    stack.applied()
    image_id = stack.values("linode_image.golden")["id"]
    call(api, "POST", f"/images/{image_id}/regions", {"regions": ["us-east"]})
    assert stack.plan().changes == {"linode_image.golden": "update"}
    stack.applied()
    assert statuses(stack) == {"us-east": "available", "eu-central": "available"}


def test_one_available_region_must_stay_and_the_plan_says_so(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("us-east"))
    stack.applied()
    stack.write(replicated("eu-central"))
    (error,) = stack.plan().errors
    assert "At least one available region must be specified" in error
    assert "us-east" in error
    stack.write(uploaded(replica_regions="[]"))
    (error,) = stack.plan().errors
    assert "At least one available region must be specified" in error


def test_a_creation_must_list_its_own_region(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("eu-central"))
    (error,) = stack.plan().errors
    assert error.attribute == "replica_regions"
    assert images(api) == []


def test_removing_the_argument_leaves_the_replicas_and_says_so(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("us-east", "eu-central"))
    stack.applied()
    stack.write(uploaded(wait_for_replications="true"))
    result = stack.applied()
    assert any("replicas stay as they are" in warning for warning in result.warnings)
    (image,) = images(api)
    assert len(image["regions"]) == 2
    assert stack.plan().code == 0


def test_an_image_is_deleted_while_it_replicates(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    stack.write(replicated("us-east", "eu-central", wait=False))
    stack.applied()
    stack.destroy()
    assert images(api) == []
