"""`linode-shim orphans`: what a killed apply left is listed, and deleted after asking."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from shim_provider.linode.creates.killed import EFFECT_SECONDS

from ..api import images, linode_by_hand, upload_by_hand
from ..configurations import captured, disk_file
from ..starts import EVERY_START
from ..workspace import at_work
from .killing import held, kill_both, killed, made, stand_still, until

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


@pytest.fixture
def killed_stack(stack: Workspace, api: Emulator) -> Workspace:
    """A stack whose apply was killed after the image was made; its resource is given up."""
    stack.init_with(disk_file)
    stack.write(captured(linode_by_hand(api)))
    stand_still(api)
    killed(stack, kill_both, made(stack))
    api.clock.release()
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
    assert orphans(killed_stack, "--yes").returncode == 1, "it only answers for --delete"
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
    with held(api, effect=False) as arrived:
        killed(stack, kill_both, arrived)
    api.clock.move(EFFECT_SECONDS + 1)  # Linode tells the time in whole seconds
    created = datetime.now(timezone.utc).isoformat()
    listed = [{**_OTHER, "created": created}, {**_OTHER, "label": "golden"}]
    api.faults.add(method="GET", path="^/images$", status=200, body={"data": listed})
    assert "Nothing is left behind" in orphans(stack).stdout


def test_an_image_of_the_same_label_made_after_the_kill_is_no_orphan(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(captured(linode_by_hand(api)))
    with held(api, effect=False) as arrived:
        killed(stack, kill_both, arrived)
    api.clock.move(EFFECT_SECONDS + 10)
    upload_by_hand(api, label="golden")
    assert "Nothing is left behind" in orphans(stack).stdout


def test_a_request_that_was_under_way_at_the_kill_may_still_take_effect(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(captured(linode_by_hand(api)))
    stand_still(api)
    with held(api) as arrived:
        killed(stack, kill_both, arrived)
        shown = orphans(stack)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "'golden' was asked for" in shown.stderr
    assert "does not show yet: it still may. Look again in 7" in shown.stderr
    (image,) = until(lambda: images(api))
    shown = orphans(stack)
    assert shown.returncode == 1
    assert image["id"] in shown.stdout
    assert "may be it" in shown.stdout


@EVERY_START
def test_while_a_provider_is_still_at_work_that_is_said(stack: Workspace, api: Emulator) -> None:
    """Terraform is killed, and its provider has not come to its end yet."""
    stack.init_with(disk_file)
    stack.write(captured(linode_by_hand(api)))
    stand_still(api)
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(made(stack))
        providers = at_work(stack.folder)
        for provider in providers:
            os.kill(provider, signal.SIGSTOP)
        try:
            process.kill()
            process.wait()
            shown = orphans(stack)
        finally:
            for provider in providers:
                with suppress(ProcessLookupError):  # a stopped one would be left for ever
                    os.kill(provider, signal.SIGCONT)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "an apply is still at work" in shown.stderr
    assert "('golden')" in shown.stderr
    until(lambda: not at_work(stack.folder))
    assert images(api)[0]["id"] in orphans(stack).stdout


_OTHER = {"id": "private/9", "label": "other", "status": "available", "created": None}
