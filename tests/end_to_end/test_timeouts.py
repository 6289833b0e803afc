"""The timeouts block bounds the whole of an operation, and what exists by then is kept."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from .api import images, linode_by_hand
from .configurations import captured, disk_file, uploaded

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .workspace import Workspace


@pytest.fixture
def durations() -> dict[str, float]:
    """Captures and replicas take hours."""
    return {"capture": 3600.0, "process_upload": 0.1, "replicate": 3600.0, "boot": 0.0}


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    """Initialized, with a file to upload."""
    return stack.init_with(disk_file)


def test_a_capture_that_does_not_end_is_given_up_and_kept_as_tainted(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(captured(linode_by_hand(api), timeouts='create = "2s"'))
    began = time.monotonic()
    (error,) = stack.apply().errors
    assert time.monotonic() - began < 20
    assert "waited" in error
    (image,) = images(api)
    resource = stack.resources()["linode_image.golden"]
    assert (resource["values"]["id"], resource["tainted"]) == (image["id"], True)


def test_a_slow_upload_is_given_up_in_its_middle(stack: Workspace, api: Emulator) -> None:
    disk_file(stack.folder, random.Random(1).randbytes(30_000_000))
    api.faults.add("delay", method="PUT", path="^/uploads/", delay=8.0)
    stack.write(uploaded(timeouts='create = "2s"'))
    (error,) = stack.apply().errors
    assert "waited 2 s" in error
    assert images(api)[0]["status"] == "pending_upload"
    assert stack.resources()["linode_image.golden"]["tainted"] is True


def test_a_replication_that_does_not_end_is_given_up_with_its_region_named(
    stack: Workspace,
) -> None:
    stack.write(
        uploaded(
            timeouts='create = "3s"',
            replica_regions='["us-east", "eu-central"]',
            wait_for_replications="true",
        )
    )
    (error,) = stack.apply().errors
    assert "eu-central" in error
    assert stack.resources()["linode_image.golden"]["tainted"] is True


def test_an_update_has_its_own_timeout(stack: Workspace) -> None:
    stack.write(uploaded())
    stack.applied()
    stack.write(
        uploaded(
            timeouts='update = "2s"',
            replica_regions='["us-east", "eu-central"]',
            wait_for_replications="true",
        )
    )
    (error,) = stack.apply().errors
    assert "eu-central" in error
    assert not stack.resources()["linode_image.golden"].get("tainted")


def test_a_read_has_its_own_timeout(stack: Workspace, api: Emulator) -> None:
    stack.write(uploaded(timeouts='read = "1s"'))
    stack.applied()
    api.faults.add(method="GET", path="^/images", status=500)
    (error,) = stack.plan().errors
    assert "read image" in error
    assert stack.values("linode_image.golden")["status"] == "available"


def test_a_malformed_timeout_is_refused_with_its_name(stack: Workspace) -> None:
    stack.write(uploaded(timeouts='create = "20 minutes"'))
    (error,) = stack.plan().errors
    assert "timeouts.create" in error
    assert "30m" in error
