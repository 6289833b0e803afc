"""docs/emulator.md and docs/testing.md name what can be set. Their tables: `python -m codegen`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from shim_provider import pytest_plugin
from shim_provider.emulator import Limits
from shim_provider.emulator.faults.rules import Fault
from shim_provider.emulator.world.limits import GIB

DOCS = Path(__file__).parent.parent.parent / "docs"


#: What can be set; the rest a fault tells of itself.
SETTINGS = {each.name for each in dataclasses.fields(Fault)} - {"befell", "number"}


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_setting_of_a_fault_is_explained(name: str) -> None:
    rows = [line for line in (DOCS / "emulator.md").read_text().splitlines() if line[:1] == "|"]
    assert any(f"`{name}`" in row.split("|")[1] for row in rows)


def test_the_limits_are_those_of_the_service() -> None:
    text = (DOCS / "emulator.md").read_text()
    limits = Limits()
    assert f"{limits.compressed_bytes // GIB} GiB for an upload as sent" in text
    assert f"{limits.image_bytes // GIB} GiB\ndecompressed, {limits.disks} disks" in text


def test_fixtures_and_settings_of_the_plugin_are_explained() -> None:
    text = (DOCS / "testing.md").read_text()
    fixtures = ("linode_emulator", "linode_api_url", "linode_token")
    for name in (*fixtures, *pytest_plugin.SETTINGS):
        assert f"`{name}`" in text, name
