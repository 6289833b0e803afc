"""`tests/install_chromium`: finds a Chromium, installs one where it may, or says what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import INSTALL

_CHROMIUM = "#!/bin/sh\necho Chromium\n"
_APT = '#!/bin/sh\necho "$*" >>"{log}"\n[ "$1" = update ] || printf "{script}" >"{chromium}"\n'


class Machine:
    """A PATH with what the script needs and no more; what apt-get was asked for is in `asked`."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.temporary = folder
        for name in ("bash", "chmod", "env", "flock"):
            found = shutil.which(name)
            assert found, name
            (self.bin / name).symlink_to(found)
        self.log = folder / "asked"
        self.log.touch()

    @property
    def asked(self) -> list[str]:
        return self.log.read_text().splitlines()

    def has(self, name: str, script: str) -> Path:
        path = self.bin / name
        path.write_text(script)
        path.chmod(0o755)
        return path

    def has_apt(self, user: int) -> None:
        chromium = self.bin / "chromium"
        self.has("id", f"#!/bin/sh\necho {user}\n")
        script = _APT.format(log=self.log, script=_CHROMIUM.replace("\n", "\\n"), chromium=chromium)
        self.has("apt-get", f'{script}[ ! -e "{chromium}" ] || chmod +x "{chromium}"\n')

    def install(self, **environment: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "TMPDIR": str(self.temporary), **environment}
        return subprocess.run(
            [INSTALL], env=environment, capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_one_on_path_is_taken(machine: Machine) -> None:
    machine.has("chromium", "#!/bin/sh\nexit 1\n")
    working = machine.has("google-chrome", _CHROMIUM)
    assert machine.install().stdout == f"{working}\n"


def test_the_one_that_is_named_is_taken_or_refused(machine: Machine) -> None:
    machine.has("chromium", _CHROMIUM)
    named = machine.has("my-own", _CHROMIUM)
    assert machine.install(CHROMIUM=str(named)).stdout == f"{named}\n"
    refused = machine.install(CHROMIUM="/nowhere")
    assert (refused.returncode, refused.stderr) == (1, "CHROMIUM=/nowhere does not start\n")


def test_debians_is_installed_by_root(machine: Machine) -> None:
    machine.has_apt(user=0)
    done = machine.install()
    assert (done.returncode, done.stdout) == (0, f"{machine.bin / 'chromium'}\n")
    assert machine.asked == ["update", "install -y --no-install-recommends chromium"]
    assert machine.install().returncode == 0
    assert len(machine.asked) == 2


def test_debians_is_installed_through_sudo(machine: Machine) -> None:
    machine.has_apt(user=1000)
    machine.has("true", "#!/bin/sh\n")
    machine.has("sudo", '#!/bin/sh\n[ "$1" = -n ] && shift && exec "$@"\n')
    assert machine.install().returncode == 0
    assert len(machine.asked) == 2


NOWHERE = {"there is no apt-get": False, "sudo asks for a password": True}


@pytest.mark.parametrize("case", NOWHERE)
def test_what_to_do_is_said_where(machine: Machine, case: str) -> None:
    if NOWHERE[case]:
        machine.has_apt(user=1000)
        machine.has("sudo", "#!/bin/sh\nexit 1\n")
    done = machine.install()
    assert done.returncode == 1
    assert done.stdout == ""
    assert "apt-get install chromium" in done.stderr
    assert "set CHROMIUM" in done.stderr
    assert machine.asked == []
