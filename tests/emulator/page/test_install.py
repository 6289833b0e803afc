"""`tests/chromium/install`: finds a Chromium, installs one where it may, or says what to do."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .conftest import INSTALL

_CHROMIUM = "#!/bin/sh\necho Chromium\n"
_NPM = """#!/bin/sh
echo "npm $1" >>"{log}"
mkdir "$3/node_modules"
exit {npm}
"""
_NODE = """#!/bin/sh
mkdir "${{1%/*}}/unpacked"
printf '#!/bin/sh\\nexit {chromium}\\n' >"${{1%/*}}/unpacked/chromium"
chmod +x "${{1%/*}}/unpacked/chromium"
"""
_APT = '#!/bin/sh\necho "$*" >>"{log}"\n[ "$1" = update ] || printf "{script}" >"{chromium}"\n'

#: What apt-get is asked.
DEBIANS = ["update", "install -y --no-install-recommends chromium"]


class Machine:
    """A PATH with what the script needs and no more; `asked` is what apt-get and npm were asked."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.temporary = folder
        self.kept = folder / "kept"
        for name in ("bash", "chmod", "cp", "env", "flock", "mkdir", "rm"):
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

    def has_npm(self, system: str = "Linux x86_64", npm: int = 0, chromium: int = 0) -> None:
        """`npm` and `chromium` are the statuses with which they end."""
        self.has("uname", f"#!/bin/sh\necho {system}\n")
        self.has("npm", _NPM.format(log=self.log, npm=npm))
        self.has("node", _NODE.format(chromium=chromium))

    def install(self, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {"PATH": self.bin, "TMPDIR": self.temporary, "CHROMIUM_FOLDER": self.kept}
        environment = {**{name: str(path) for name, path in own.items()}, **environment}
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


def test_npms_is_installed_by_any_user_and_found_from_then_on(machine: Machine) -> None:
    machine.has_npm()
    machine.has_apt(user=0)
    for _ in range(2):
        done = machine.install()
        assert (done.returncode, done.stdout) == (0, f"{machine.kept / 'chromium'}\n")
        assert machine.asked == ["npm ci"]
    assert not (machine.kept / "node_modules").exists()
    machine.has("chromium", _CHROMIUM)
    assert machine.install().stdout == f"{machine.bin / 'chromium'}\n"


def test_npms_of_another_version_or_half_installed_is_installed_again(machine: Machine) -> None:
    machine.has_npm()
    machine.install()
    (machine.kept / "done").write_text("another lock file")
    machine.install()
    (machine.kept / "done").unlink()
    assert machine.install().returncode == 0
    assert machine.asked == ["npm ci"] * 3


#: Why npm's will not do -> how the machine is, and whether npm is asked.
NOT_NPMS: dict[str, tuple[dict[str, Any], bool]] = {
    "npm fails": ({"npm": 1}, True),
    "it does not start": ({"chromium": 1}, True),
    "the processor is another": ({"system": "Linux aarch64"}, False),
    "the system is another": ({"system": "Darwin x86_64"}, False),
}


@pytest.mark.parametrize("case", NOT_NPMS)
def test_debians_is_installed_where(machine: Machine, case: str) -> None:
    how, asked = NOT_NPMS[case]
    machine.has_npm(**how)
    machine.has_apt(user=0)
    done = machine.install()
    assert (done.returncode, done.stdout) == (0, f"{machine.bin / 'chromium'}\n")
    expected = ["npm ci", *DEBIANS] if asked else DEBIANS
    assert machine.asked == expected


def test_npms_is_pinned_and_comes_from_no_registry_in_particular() -> None:
    pinned = json.loads((INSTALL.parent / "package.json").read_text())["dependencies"]
    lock = json.loads((INSTALL.parent / "package-lock.json").read_text())["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in pinned} == pinned
    assert lock.pop("")["dependencies"] == pinned
    assert [name for name, each in lock.items() if "resolved" in each] == []
    assert [name for name, each in lock.items() if "integrity" not in each] == []


def test_debians_is_installed_by_root(machine: Machine) -> None:
    machine.has_apt(user=0)
    done = machine.install()
    assert (done.returncode, done.stdout) == (0, f"{machine.bin / 'chromium'}\n")
    assert machine.asked == DEBIANS
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
