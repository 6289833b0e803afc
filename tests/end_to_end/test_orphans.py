"""`linode-shim orphans`: what a killed apply left is listed, and deleted after asking."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .api import images, linode_by_hand
from .configurations import captured, disk_file
from .killing import kill_both, killed

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .workspace import Workspace


@pytest.fixture
def killed_stack(stack: Workspace, api: Emulator) -> Workspace:
    """A stack whose apply was killed after the image was made; its resource is given up."""
    stack.init_with(disk_file)
    stack.write(captured(linode_by_hand(api)))
    api.faults.add("delay", method="GET", path="^/images", delay=3.0, count=1)
    killed(stack, kill_both, lambda: api.requests.matching("POST", "/images"))
    stack.write("")
    return stack


def orphans(
    stack: Workspace, *arguments: str, answer: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shim_provider.cli.main", "orphans", "--url", stack.url, *arguments],
        cwd=stack.folder,
        env=stack.environment,
        input=answer,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_is_listed_with_what_to_do(killed_stack: Workspace, api: Emulator) -> None:
    (image,) = images(api)
    shown = orphans(killed_stack)
    assert shown.returncode == 1
    assert image["id"] in shown.stdout
    assert f"terraform import linode_image.NAME {image['id']}" in shown.stdout
    assert "the next of the same configuration takes up by itself" in shown.stdout
    (listed,) = json.loads(orphans(killed_stack, "--json").stdout)
    assert (listed["id"], listed["label"], listed["certain"]) == (image["id"], "golden", True)


def test_it_is_deleted_only_after_a_yes(killed_stack: Workspace, api: Emulator) -> None:
    assert orphans(killed_stack, "--delete", answer="n\n").returncode == 1
    assert len(images(api)) == 1
    assert orphans(killed_stack, "--delete", answer="y\n").returncode == 0
    assert images(api) == []
    assert "Nothing is left behind" in orphans(killed_stack).stdout


def test_what_was_imported_meanwhile_is_no_orphan(killed_stack: Workspace, api: Emulator) -> None:
    (image,) = images(api)
    killed_stack.write('resource "linode_image" "golden" {\n  label = "golden"\n}\n')
    killed_stack.run("import", "linode_image.golden", image["id"])
    assert orphans(killed_stack).returncode == 0


def test_what_only_fits_a_filter_the_api_ignores_is_no_orphan(
    stack: Workspace, api: Emulator
) -> None:
    """The answer was never heard, and the list shows everything: only label and time tell."""
    stack.init_with(disk_file)
    stack.write(captured(linode_by_hand(api)))
    api.faults.add("delay", method="POST", path="^/images$", delay=3.0, count=1)
    killed(stack, kill_both, lambda: list(stack.folder.glob(".terraform/**/*.jsonl")))
    body = {"data": [{**_OTHER, "created": "2099-01-01T00:00:00"}, {**_OTHER, "label": "golden"}]}
    api.faults.add(method="GET", path="^/images$", status=200, body=body)
    assert "Nothing is left behind" in orphans(stack).stdout


_OTHER = {"id": "private/9", "label": "other", "status": "available", "created": None}
