"""An account with a known past, served on a free port; its clock is held still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shim_provider.emulator import Clock, Emulator

# 2026-01-02T03:04:05 UTC.
NOW = 1767323045.0


def _event(action: str, linode: int, label: str, image: str) -> dict[str, Any]:
    return {
        "action": action,
        "created": "2025-12-20T00:00:00",
        "entity": {"id": linode, "label": label, "type": "linode", "url": f"/v4/x/{linode}"},
        "secondary_entity": {"id": image, "label": image, "type": "image", "url": "/v4/x"},
    }


#: An image captured from a Linode that is gone; a Linode that boots from it, and an image of that.
WORLD = {
    "images": [
        {
            "id": 1,
            "label": "base",
            "size": 3500,
            "regions": ["us-east", "eu-west"],
            "created": "2025-12-21T03:04:05",
            "tags": ["golden"],
        },
        {"id": 2, "label": "next", "size": 1024, "created": "2026-01-02T01:04:05"},
        {"id": 3, "label": "twin", "size": 5, "created": "2025-01-02T03:04:05"},
        {"id": 4, "label": "twin", "size": 5, "created": "2025-01-02T03:04:05"},
    ],
    "linodes": [
        {"id": 70, "label": "web", "type": "g6-nanode-1", "region": "us-east", "image": "private/1"}
    ],
    "events": [
        _event("linode_create", 60, "build-base-1f2e3d", "linode/debian12"),
        _event("disk_imagize", 60, "build-base-1f2e3d", "private/1"),
        _event("disk_imagize", 70, "web", "private/2"),
    ],
}


@pytest.fixture
def emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """The account; the environment says where it is."""
    with Emulator(tmp_path / "linode", seed=WORLD, clock=Clock(NOW, held=True)) as emulator:
        monkeypatch.setenv("LINODE_URL", emulator.url)
        monkeypatch.setenv("LINODE_TOKEN", "a-token")
        yield emulator
