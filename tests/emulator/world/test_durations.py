"""How long things take: profiles, and durations one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from shim_provider.emulator import DURATIONS
from shim_provider.emulator.world.durations import durations_of

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


def test_profiles_name_the_same_things_and_zero_is_zero(make_api: Callable[..., Api]) -> None:
    assert len({frozenset(profile) for profile in DURATIONS.values()}) == 1
    api = make_api(durations="zero")
    body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12"}
    linode = api.ok("POST", "/linode/instances", {**body, "root_pass": "insecure-p4ss"})
    assert linode["status"] == "provisioning"
    assert api.ok("GET", f"/linode/instances/{linode['id']}")["status"] == "running"


def test_single_durations_can_be_set() -> None:
    assert durations_of({"boot": 9})["boot"] == 9
    assert durations_of("realistic")["capture"] > 60
    for wrong in ("none", {"none": 1}, {"boot": -1}):
        with pytest.raises(ValueError, match=r"unknown|negative"):
            durations_of(wrong)
