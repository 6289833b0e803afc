"""What the plan already tells, each naming its attribute; and what never fails a plan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from ..api import linode_by_hand
from ..configurations import captured, disk_file, uploaded

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


def nothing(folder: Path) -> None:
    folder.mkdir(exist_ok=True)


def raw_file(folder: Path) -> None:
    (folder / "image.img.gz").write_bytes(b"a raw disk")


def huge_file(folder: Path) -> None:
    (folder / "image.img.gz").write_bytes(b"\x1f\x8b")
    os.truncate(folder / "image.img.gz", 5 * 1024**3 + 1)


FILES = {
    "is absent": (nothing, {}, "file_path", "No such file"),
    "is not gzip": (raw_file, {}, "file_path", "Not gzip"),
    "is over 5 GB": (huge_file, {}, "file_path", "5 GB at most"),
    "has another hash": (disk_file, {"file_hash": f'"{"0" * 32}"'}, "file_hash", "MD5"),
}


@pytest.mark.parametrize(("prepare", "more", "attribute", "words"), FILES.values(), ids=FILES)
def test_a_file_is_refused_that(
    stack: Workspace, prepare: object, more: dict[str, str], attribute: str, words: str
) -> None:
    assert callable(prepare)
    stack.init_with(prepare)
    stack.write(uploaded(**more))
    (error,) = stack.plan().errors
    assert error.attribute == attribute
    assert words in error


def test_content_over_the_accounts_image_size_is_refused(stack: Workspace) -> None:
    stack.init_with(lambda folder: disk_file(folder, bytes(2_000_000)))
    stack.write(uploaded())
    stack.environment["LINODE_IMAGE_SIZE_LIMIT_MB"] = "1"
    (error,) = stack.plan().errors
    assert error.attribute == "file_path"
    assert "limit is 1 MB" in error


def test_a_misspelt_region_is_refused_with_near_misses_and_the_valid_ones(
    stack: Workspace,
) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded(region='"us-esat"'))
    (error,) = stack.plan().errors
    assert error.attribute == "region"
    guess = error.detail.partition("Did you mean ")[2].partition("?")[0]
    assert "us-east" in guess
    assert "eu-west" in error


REGIONS_UNTOLD: dict[str, list[dict[str, Any]]] = {
    "no region": [],
    "regions without capabilities": [{"id": "us-east"}, {"id": "us-ord", "capabilities": None}],
    "regions of which none stores images": [{"id": "us-east", "capabilities": ["Linodes"]}],
}


@pytest.mark.parametrize("told", REGIONS_UNTOLD)
def test_an_api_that_tells_no_region_for_images_fails_no_plan(
    stack: Workspace, api: Emulator, told: str
) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    regions = REGIONS_UNTOLD[told]
    body = {"data": regions, "page": 1, "pages": 1, "results": len(regions)}
    api.faults.add(method="GET", path="^/regions", status=200, body=body)
    assert stack.plan().changes == {"linode_image.golden": "create"}


def regions(api: Emulator, **capabilities: list[str]) -> None:
    """Have the API tell of these regions, and of no others."""
    data = [
        {"id": name.replace("_", "-"), "capabilities": able} for name, able in capabilities.items()
    ]
    body = {"data": data, "page": 1, "pages": 1, "results": len(data)}
    api.faults.add(method="GET", path="^/regions$", status=200, body=body)


def test_a_region_without_a_sign_of_image_storage_is_a_warning_and_linode_decides(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    regions(api, us_east=["Linodes"], us_ord=["Object Storage"], us_iad=["Machine Images"])
    stack.write(uploaded())
    planned = stack.plan()
    assert planned.changes == {"linode_image.golden": "create"}
    (warning,) = planned.warnings
    assert warning.attribute == "region"
    assert "us-east shows no image storage" in warning
    assert "us-iad, us-ord" in warning
    assert "Linode decides" in warning
    stack.applied()
    assert stack.values("linode_image.golden")["region"] == "us-east"
    again = stack.plan()
    assert (again.code, again.warnings) == (0, [])


def test_a_replica_region_without_a_sign_of_image_storage_is_a_warning(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    regions(api, us_east=["Object Storage"], us_ord=["Linodes"])
    stack.write(uploaded(replica_regions='["us-east", "us-ord"]'))
    planned = stack.plan()
    assert planned.errors == []
    (warning,) = planned.warnings
    assert warning.attribute == "replica_regions"
    assert "us-ord shows no image storage" in warning


def test_an_upload_to_a_region_that_stores_none_may_name_replicas_elsewhere(
    stack: Workspace,
) -> None:
    """Linode stores it in the closest region that does: that one may be listed, or another."""
    stack.init_with(disk_file)
    stack.write(uploaded(region='"ap-west"', replica_regions='["ap-south", "us-east"]'))
    assert stack.plan().errors == []
    stack.applied()
    state = stack.values("linode_image.golden")
    assert state["region"] == "ap-west"
    assert {"ap-south", "us-east"} == {one["region"] for one in state["replications"]}
    assert stack.plan().code == 0


def test_linodes_refusal_of_a_region_names_the_argument(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    body = {"errors": [{"reason": "region is not valid", "field": "region"}]}
    api.faults.add(method="POST", path="^/images/upload$", status=400, body=body)
    stack.write(uploaded())
    (error,) = stack.apply().errors
    assert error.attribute == "region"
    assert "region is not valid" in error


def test_linodes_refusal_of_a_captures_region_names_the_linode(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(nothing)
    body = {"errors": [{"reason": "region is not valid", "field": "region"}]}
    api.faults.add(method="POST", path="^/images$", status=400, body=body)
    stack.write(captured(linode_by_hand(api)))
    (error,) = stack.apply().errors
    assert error.attribute == "linode_id"


@pytest.mark.parametrize("field", ["region", "regions"])
def test_linodes_refusal_of_a_replica_region_names_the_argument(
    stack: Workspace, api: Emulator, field: str
) -> None:
    stack.init_with(disk_file)
    body = {"errors": [{"reason": "region is not valid", "field": field}]}
    api.faults.add(method="POST", path="/regions$", status=400, body=body)
    stack.write(uploaded(replica_regions='["us-east", "us-ord"]'))
    (error,) = stack.apply().errors
    assert error.attribute == "replica_regions"


def test_a_disk_of_which_little_is_told_fails_no_plan(stack: Workspace, api: Emulator) -> None:
    stack.init_with(nothing)
    stack.write(captured({"id": 7, "linode_id": 3}))
    body = {"data": [{"id": 7, "status": "ready"}], "page": 1, "pages": 1, "results": 1}
    api.faults.add(method="GET", path="/disks$", status=200, body=body)
    assert stack.plan().changes == {"linode_image.golden": "create"}


def test_a_replica_region_that_does_not_exist_is_refused(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded(replica_regions='["us-east", "mars"]'))
    (error,) = stack.plan().errors
    assert error.attribute == "replica_regions"
    assert "mars does not exist" in error


def test_a_disk_is_refused_that_is_not_the_linodes(stack: Workspace, api: Emulator) -> None:
    disk = linode_by_hand(api)
    stack.init_with(nothing)
    stack.write(captured({**disk, "id": 987654}))
    (error,) = stack.plan().errors
    assert error.attribute == "disk_id"
    assert str(disk["id"]) in error


def test_a_swap_disk_is_refused(stack: Workspace, api: Emulator) -> None:
    disk = linode_by_hand(api)
    stack.init_with(nothing)
    stack.write(captured({**disk, "id": disk["id"] + 1}))
    (error,) = stack.plan().errors
    assert error.attribute == "disk_id"
    assert "swap" in error


def test_a_linode_that_does_not_exist_is_refused(stack: Workspace) -> None:
    stack.init_with(nothing)
    stack.write(captured({"id": 1, "linode_id": 987654}))
    (error,) = stack.plan().errors
    assert error.attribute == "linode_id"


def test_a_token_without_the_scope_is_told_at_the_plan(stack: Workspace, api: Emulator) -> None:
    disk = linode_by_hand(api)
    stack.init_with(nothing)
    api.faults.add(
        method="GET", path="/disks$", status=403, body={"errors": [{"reason": "Unauthorized"}]}
    )
    stack.write(captured(disk))
    (error,) = stack.plan().errors
    assert "linodes:read_write" in error


@pytest.mark.parametrize("status", [403, 404])
def test_an_api_that_shows_no_regions_fails_no_plan(
    stack: Workspace, api: Emulator, status: int
) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    api.faults.add(method="GET", path="^/regions", status=status)
    assert stack.plan().changes == {"linode_image.golden": "create"}


def test_an_api_out_of_reach_fails_no_plan(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    api.faults.add(status=500)
    assert stack.plan().changes == {"linode_image.golden": "create"}


def test_values_not_known_yet_fail_no_plan(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(
        'resource "terraform_data" "region" {\n  input = "us-east"\n}\n'
        'resource "terraform_data" "file" {\n  input = "image.img.gz"\n}\n'
        + uploaded(region="terraform_data.region.output", file_path="terraform_data.file.output")
    )
    assert stack.plan().changes["linode_image.golden"] == "create"
    stack.applied()
    assert stack.values("linode_image.golden")["status"] == "available"
    assert stack.plan().code == 0
