"""The provider as one file: on a machine with a Python and nothing of ours, whoever made it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shim_provider.install import (
    LAUNCHER,
    LAUNCHER_NAME,
    PROVIDER_SOURCE,
    PROVIDER_VERSION,
    seed_stack,
)
from shim_provider.install.bundle import contents as contents_module
from shim_provider.install.bundle import unpack
from shim_provider.install.bundle.contents import contents
from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME

from .bundles import PACKAGE, PYTHON, Machine, made
from .programs import script


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


def test_that_python_has_nothing_of_ours() -> None:
    done = subprocess.run([PYTHON, "-I", "-S", "-c", "import shim_provider, h2"], check=False)
    assert done.returncode != 0


def test_it_starts_on_that_machine_and_unpacks_once(machine: Machine) -> None:
    assert machine.line().startswith("1|6|unix|")
    first = machine.unpacked.stat().st_ino
    assert (machine.unpacked / "python").read_text() == f"{PYTHON}\n"
    assert machine.unpacked.stat().st_mode & 0o077 == 0
    assert machine.line().startswith("1|6|unix|")
    assert machine.unpacked.stat().st_ino == first


def test_later_starts_run_no_process_but_python(machine: Machine) -> None:
    machine.line()
    for file in machine.bin.iterdir():
        file.unlink()
    assert machine.line().startswith("1|6|unix|")


def test_the_modules_are_those_of_the_folder_alone(machine: Machine) -> None:
    machine.line()
    code = (
        f"import sys; sys.path.insert(0, {str(machine.unpacked)!r})\n"
        "from shim_provider.provider import load_all; load_all()\n"
        "from shim_provider.emulator import Emulator\n"
        "import pathlib; emulator = Emulator(pathlib.Path('world')); emulator.start()\n"
        "import yaml, msgpack, markupsafe, certifi, shim_provider.emulator.seeds.worldtext\n"
        "assert pathlib.Path(certifi.where()).is_file()\n"
        "from importlib.metadata import version; print(version('h2'))\n"
        "print(*{m.__file__ for m in sys.modules.values() if getattr(m, '__file__', None)},"
        " sep='\\n')"
    )
    done = subprocess.run(
        [PYTHON, "-I", "-S", "-c", code], cwd=machine.home, capture_output=True, text=True
    )
    version, *files = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert version == contents().versions["h2"]
    assert not [file for file in files if "site-packages" in file]
    assert len([file for file in files if file.startswith(str(machine.unpacked))]) > 150


def test_several_at_once_unpack_into_one_folder(machine: Machine) -> None:
    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(lambda _: machine.line(), range(4)))
    assert all(line.startswith("1|6|unix|") for line in lines)
    assert machine.unpacked.is_dir()


def test_where_the_home_directory_cannot_be_written_it_takes_a_private_folder(
    machine: Machine, tmp_path: Path
) -> None:
    shutil.rmtree(machine.home)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    machine.home.write_text("no directory")
    environment = {"HOME": str(machine.home / "x"), "TMPDIR": str(temporary)}
    for _ in range(2):
        with subprocess.Popen(
            [machine.program],
            env={
                **machine.environment,
                **environment,
                COOKIE_NAME: COOKIE,
                "LINODE_SHIM_WARM": "0",
            },
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout
            assert process.stdout.readline().startswith("1|6|unix|")
            process.terminate()
        (cache,) = temporary.glob("linode-shim-cache-*")
        assert cache.stat().st_mode & 0o077 == 0
        (machine.bin / "python3").unlink(missing_ok=True)  # not looked for a second time


def test_a_cache_that_others_may_write_is_not_used(machine: Machine, tmp_path: Path) -> None:
    cache = machine.home / ".cache" / "linode-shim"
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    (tmp_path / "tmp").mkdir()
    assert machine.line(TMPDIR=str(tmp_path / "tmp")).startswith("1|6|unix|")
    assert list(cache.iterdir()) == []


def test_an_unpacked_folder_that_others_may_write_is_refused(machine: Machine) -> None:
    machine.line()
    machine.unpacked.chmod(0o777)
    assert "others may write into" in machine.line()


def test_another_users_folder_is_not_trusted(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.line()
    digest, owner = machine.unpacked.name, os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(ValueError, match="is not this user's alone"):
        unpack.unpacked(machine.program, digest, {"HOME": str(machine.home), "TMPDIR": "/no"})


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-9] + bytes(9),
                                    lambda data: data.replace(b"gRPC", b"XXXX", 1)])  # fmt: skip
def test_a_damaged_program_says_so(machine: Machine, damage: Callable[[bytes], bytes]) -> None:
    machine.program.write_bytes(damage(made()))
    assert machine.line() == (
        f"The Linode provider cannot start: {machine.program} is damaged; copy it again.\n"
    )


def test_when_its_python_is_gone_another_is_found(machine: Machine) -> None:
    machine.line()
    (machine.unpacked / "python").write_text("/gone/python3\n")
    assert machine.line().startswith("1|6|unix|")
    assert (machine.unpacked / "python").read_text() == f"{PYTHON}\n"


def test_what_is_left_of_a_cleared_cache_is_replaced(machine: Machine) -> None:
    machine.line()
    (machine.unpacked / "shim_provider" / "__main__.py").unlink()
    assert machine.line().startswith("1|6|unix|")
    assert (machine.unpacked / "shim_provider" / "__main__.py").is_file()


def test_a_python_that_is_too_old_is_passed_over(machine: Machine) -> None:
    old = script(machine.bin / "python3", "exit 1")
    script(machine.bin / "python3.12", f'exec {PYTHON} "$@"')
    assert machine.line().startswith("1|6|unix|")
    shutil.rmtree(machine.home / ".cache")
    (machine.bin / "python3.12").unlink()
    assert machine.line() == (
        "The Linode provider cannot start: it needs python3 on PATH, 3.10 or newer; too old:"
        f" {old}.\n"
    )


def test_without_a_python_it_says_what_it_needs_where_it_is_heard(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    sentence = "it needs python3 on PATH, 3.10 or newer; there is none.\n"
    assert machine.line().endswith(sentence)
    done = machine.by_hand()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(sentence)


def test_it_ends_with_a_zip_archive_that_has_the_licences(machine: Machine) -> None:
    with zipfile.ZipFile(machine.program) as archive:
        names = archive.namelist()
    for distribution in ("certifi", "h2", "idna", "msgpack", "requests", "urllib3", "werkzeug"):
        assert [
            name
            for name in names
            if name.startswith(f"{distribution}-")
            and ("licenses/" in name or "LICENSE" in name.upper() or "COPYING" in name.upper())
        ], distribution
    assert names == sorted(names)
    assert not [name for name in names if not name.endswith((".py", ".pem")) and name[0] == "s"
                and not name.startswith("shim_provider/emulator/page/")]  # fmt: skip


def test_its_bytes_depend_on_no_machine(tmp_path: Path) -> None:
    """Made by another process, from another place, of another zone, with another mask."""
    code = (
        "import sys, os; os.umask(0o077)\n"
        "from shim_provider.install.bundle.program import program\n"
        "from shim_provider.install.bundle.contents import contents\n"
        "sys.stdout.buffer.write(program(contents().files))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=subprocess.PIPE
    )
    # By digests: what differs between megabytes takes pytest hours to show.
    assert hashlib.sha256(done.stdout).digest() == hashlib.sha256(made()).digest()
    tells_where = sys.prefix.encode() in made()
    assert not tells_where


def test_without_the_emulators_packages_there_is_a_provider_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contents_module, "FOR_EMULATOR", {"no_such_package": "nothing"})
    found = contents()
    assert not found.emulator
    assert "werkzeug" not in found.versions
    monkeypatch.setattr(contents_module, "NEEDED", {"no_such_package": "nothing"})
    with pytest.raises(RuntimeError, match="no no_such_package: pip install"):
        contents()


def test_a_carried_launcher_hands_over_to_the_bundle_in_the_home_directory(
    machine: Machine, tmp_path: Path
) -> None:
    """A stack that was synthesized elsewhere: its launcher is found first, its Python is not."""
    stack = tmp_path / "stack"
    stack.mkdir()
    seed_stack(stack)
    pointer = stack / "terraform.d/plugins" / PACKAGE / "interpreter"
    pointer.write_text("/gone/python\n/gone\n")
    launcher = next(stack.rglob(LAUNCHER_NAME))
    mirror = machine.home / ".terraform.d" / "plugins" / PACKAGE / "linux_amd64"
    mirror.mkdir(parents=True)
    (mirror / LAUNCHER_NAME).write_text(LAUNCHER)  # no bundle: it would call itself for ever
    machine.program = launcher
    assert "its Python (/gone/python) is gone" in machine.line()
    (mirror / LAUNCHER_NAME).write_bytes(made())
    assert machine.line().startswith("1|6|unix|")


def test_the_head_says_what_it_is() -> None:
    second = made().splitlines()[1].decode()
    assert f"{PROVIDER_SOURCE} {PROVIDER_VERSION}, self-contained" in second
