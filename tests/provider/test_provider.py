"""The composition root: what one run of Terraform leaves to the next in the same process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shim_provider.engine.diagnostics import Diagnostics
from shim_provider.provider import Provider
from shim_provider.schemas.provider import PROVIDER

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_an_interrupt_ends_its_own_run_and_not_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = Diagnostics()
    config = {**dict.fromkeys(PROVIDER.attributes), "url": "http://127.0.0.1:1"}
    provider = Provider()
    provider.configure(config, "1.11.4", told)
    before = provider.operation("linode_image", 60, {}, told)
    provider.stop()
    provider.configure(config, "1.11.4", told)
    after = provider.operation("linode_image", 60, {}, told)
    assert before.api.patience.stop.is_set()
    assert not after.api.patience.stop.is_set()
