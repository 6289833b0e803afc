"""A real terraform and the warm process: what it serves, what it keeps, what a kill leaves."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.plugin.warm.processes import memory_of, ready, runtime_folder, warm_of

from .api import images, linode_by_hand
from .configurations import captured, disk_file, uploaded
from .kills.killing import finish, made, stand_still, until
from .workspace import NEWEST, Workspace, at_work, provider_pids

if TYPE_CHECKING:
    import subprocess

    from shim_provider.emulator import Emulator
    from shim_provider.plugin.warm.asking import Served

pytestmark = pytest.mark.starts("warm")

FIRST, SECOND = "token-of-the-first-3c41", "token-of-the-second-9d07"


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A folder for the sockets of this test alone."""
    with runtime_folder() as folder:
        yield folder


def warmed(stack: Workspace, runtime: Path) -> Served:
    """The warm process which the first launch in a working directory leaves behind."""
    stack.environment["XDG_RUNTIME_DIR"] = str(runtime)
    stack.run("validate")
    (warm,) = until(lambda: ready(runtime))
    return warm  # type: ignore[no-any-return]


class Logged(NamedTuple):
    """What Terraform's log tells of launches."""

    started: int
    ended: int
    #: For each cold one, why.
    cold: list[str]


def logged(file: Path) -> Logged:
    log = file.read_text()
    return Logged(
        len(re.findall(r"starting plugin: path=\S*terraform-provider-linode", log)),
        len(re.findall(r"plugin process exited: .*terraform-provider-linode", log)),
        re.findall(r"a cold start: (.*)", log),
    )


def test_one_process_serves_every_launch_after_the_first(
    workspace: Workspace, api: Emulator, runtime: Path
) -> None:
    """And Terraform ends with its providers: it would wait for one that holds its pipes."""
    workspace.init_with(disk_file).write(uploaded())
    log = workspace.folder / "log"
    workspace.environment.update(TF_LOG="DEBUG", TF_LOG_PATH=str(log))
    warm = warmed(workspace, runtime)
    first = logged(log)
    assert workspace.plan().code == 2
    workspace.applied()
    assert workspace.plan().code == 0
    workspace.destroy()
    assert images(api) == []
    started, ended, cold = logged(log)
    assert started == ended >= first.started + 8
    # A launch that a busy machine did not answer in time has gone without, as it says.
    assert [why for why in cold[len(first.cold) :] if "did not answer" not in why] == []
    assert until(lambda: ready(runtime)[0].launches == started - len(cold))
    assert [each.pid for each in ready(runtime)] == [warm.pid]


def test_the_token_of_a_launch_is_neither_in_the_warm_process_nor_in_another_launch(
    stack: Workspace, tmp_path: Path, api: Emulator, runtime: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = Workspace(tmp_path / "other", NEWEST, api.url)
    for each, token in ((stack, FIRST), (other, SECOND)):
        each.environment["LINODE_TOKEN"] = token
        each.init_with(disk_file).write(uploaded())
        warm = warmed(each, runtime)
    stack.plan()
    stand_still(api)
    with standing_still(stack) as first, standing_still(other) as second:
        assert holds(first.serving, FIRST)
        assert holds(second.serving, SECOND)
        assert not holds(second.serving, FIRST)
        assert not holds(first.serving, SECOND)
        assert not holds(warm.pid, FIRST)
        assert not holds(warm.pid, SECOND)


def holds(pid: int, secret: str) -> bool:
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    return secret.encode() in environment + memory_of(pid)


class Apply(NamedTuple):
    """An apply that has made something, and waits for it."""

    terraform: subprocess.Popen[str]
    launched: int
    serving: int


@contextmanager
def standing_still(stack: Workspace) -> Iterator[Apply]:
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(made(stack))
        (launched,) = provider_pids(process)
        (serving,) = {*at_work(stack.folder)} - {launched}
        yield Apply(process, launched, serving)


def test_the_log_of_a_warm_launch_has_what_its_own_level_asks_for(
    stack: Workspace, runtime: Path
) -> None:
    """The same as of a cold launch, whatever the level of those before."""
    stack.init_with(disk_file).write(uploaded())
    stack.applied()
    cold = lines_of_a_plan(stack, "TRACE", "TF_LOG", LINODE_SHIM_WARM="0")
    assert re.fullmatch(r"GET /images/private/\d+: 200 .*", cold[0])
    warm = warmed(stack, runtime)
    for level, variable, lines in (
        ("DEBUG", "TF_LOG", 1),
        ("INFO", "TF_LOG", 0),
        ("JSON", "TF_LOG", 1),
        ("ERROR", "TF_LOG_PROVIDER", 0),
        ("TRACE", "TF_LOG_PROVIDER", 1),
    ):
        assert len(lines_of_a_plan(stack, level, variable)) == lines, (level, variable)
    assert until(lambda: ready(runtime)[0].launches > warm.launches)


def lines_of_a_plan(stack: Workspace, level: str, variable: str, **more: str) -> list[str]:
    """What the provider says of the requests it sends."""
    log = stack.folder / f"{variable}.{level}.log"
    before = dict(stack.environment)
    stack.environment.update({variable: level, "TF_LOG_PATH": str(log), **more})
    assert stack.plan().code == 0
    stack.environment = before
    return re.findall(r"(?:GET|POST) /\S+: \d.*", log.read_text()) if log.exists() else []


KILLS = {
    "the launched": ("launched",),
    "the serving": ("serving",),
    "terraform": ("terraform",),
    "the warm and the serving": ("warm", "serving"),
    "all": ("warm", "terraform", "launched", "serving"),
}


@pytest.mark.parametrize("names", KILLS.values(), ids=KILLS.keys())
def test_nothing_is_lost_and_nothing_left_whichever_process_is_killed(
    stack: Workspace, api: Emulator, runtime: Path, names: tuple[str, ...]
) -> None:
    stack.environment["LINODE_SHIM_WARM"] = "1"
    stack.init_with(disk_file).write(captured(linode_by_hand(api)))
    stand_still(api)
    warm = warmed(stack, runtime)
    with standing_still(stack) as apply:
        pids = {"terraform": apply.terraform.pid, "warm": warm.pid}
        for name in names:
            os.kill({**apply._asdict(), **pids}[name], signal.SIGKILL)
        finish(apply.terraform)
    assert apply.terraform.returncode
    until(lambda: not at_work(stack.folder))
    (stack.folder / ".terraform.tfstate.lock.info").unlink(missing_ok=True)
    api.clock.release()
    (left,) = images(api)
    assert any("was taken up" in warning for warning in stack.applied().warnings)
    assert stack.values("linode_image.golden")["id"] == left["id"]
    assert [image["id"] for image in images(api)] == [left["id"]]
    until(lambda: not warm_of(runtime))
    assert list(runtime.iterdir()) == []


def test_an_apply_goes_on_when_the_warm_process_is_killed(
    stack: Workspace, api: Emulator, runtime: Path
) -> None:
    stack.environment["LINODE_SHIM_WARM"] = "1"
    stack.init_with(disk_file).write(captured(linode_by_hand(api)))
    stand_still(api)
    warm = warmed(stack, runtime)
    with standing_still(stack) as apply:
        os.kill(warm.pid, signal.SIGKILL)
        api.clock.release()
        finish(apply.terraform)
    assert apply.terraform.returncode == 0
    assert stack.plan().code == 0
    until(lambda: not warm_of(runtime))
    assert list(runtime.iterdir()) == []
