"""A mirror of this installation of the provider: launchers, and the pointer to its Python.

Two files, one of them the same on every machine:

- the launcher, alone in the directory that Terraform hashes, once for each platform;
- `interpreter`, one directory up and so outside the hash: the Python to run (first line) and
  the directories that hold its modules.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .files import write
from .launcher import LAUNCHER, LAUNCHER_NAME, PROVIDER_SOURCE, PROVIDER_VERSION

INTERPRETER = "interpreter"

# All that the provider may import: itself, its wire, its HTTP client and the embedded emulator.
# They may lie in several directories (editable installs, PYTHONPATH, Debian's dist-packages).
_MODULES = (
    *("h2", "hpack", "hyperframe", "msgpack"),
    *("requests", "urllib3", "certifi", "idna", "charset_normalizer", "chardet"),
    *("werkzeug", "markupsafe", "cheroot", "jaraco", "more_itertools"),
)

#: How every launcher begins, of whatever version.
_LAUNCHER_BEGINS = f"#!/bin/sh\n# Terraform provider {PROVIDER_SOURCE}, written by ".encode()


def fill_mirror(mirror: Path) -> None:
    """Put this installation into a mirror.

    What is right already is not touched, and every file appears whole or not at all.
    """
    version = mirror / PROVIDER_SOURCE / PROVIDER_VERSION
    write(version / INTERPRETER, os.fsencode(_pointer()), scratch=version)
    for platform in platforms():
        # The scratch file must stay out of the package's directory: a Terraform that hashes
        # it right now would count the stranger in.
        write(version / platform / LAUNCHER_NAME, LAUNCHER.encode(), scratch=version, mode=0o755)


def installed_in(mirror: Path) -> list[Path]:
    """What `fill_mirror` of any version has put there: a directory for each version."""
    return [version for version in _versions(mirror) if (version / INTERPRETER).is_file()]


def empty_mirror(mirror: Path) -> tuple[list[Path], list[Path]]:
    """Take away what `fill_mirror` of any version has put there.

    Answers the versions it was, and those of which there is something left: what others have put
    there stays, and so do the directories that hold it.
    """
    removed = []
    for version in installed_in(mirror):
        (version / INTERPRETER).unlink()
        for launcher in version.glob("*/terraform-provider-linode_v*"):
            if _is_launcher(launcher):
                launcher.unlink()
                _remove_if_empty(launcher.parent)
        _remove_if_empty(version)
        removed.append(version)
    if removed:
        source = mirror / PROVIDER_SOURCE
        for directory in (*[source, *source.parents][:3], mirror, mirror.parent):
            _remove_if_empty(directory)
    return removed, list(_versions(mirror))


def _versions(mirror: Path) -> Iterator[Path]:
    yield from sorted(each for each in (mirror / PROVIDER_SOURCE).glob("*") if each.is_dir())


def _is_launcher(file: Path) -> bool:
    with contextlib.suppress(OSError), file.open("rb") as opened:
        return opened.read(len(_LAUNCHER_BEGINS)) == _LAUNCHER_BEGINS
    return False


def _remove_if_empty(directory: Path) -> None:
    if directory.is_symlink():
        return
    with contextlib.suppress(OSError):
        directory.rmdir()


def link_chosen(directory: Path) -> None:
    """Do what `terraform init` does with the mirror of `directory`: choose its provider."""
    package = Path(PROVIDER_SOURCE, PROVIDER_VERSION)
    chosen = directory / ".terraform" / "providers" / package
    chosen.mkdir(parents=True, exist_ok=True)
    for platform in platforms():
        link = chosen / platform
        if not link.is_symlink():
            link.symlink_to(directory.absolute() / "terraform.d" / "plugins" / package / platform)


def platforms() -> list[str]:
    """Terraform's names of this system, for every processor its Terraform may be built for.

    The launcher suits them all, and they do differ from Python's: a Terraform for amd64 runs
    on an arm64 Mac and then looks for `darwin_amd64`.
    """
    need_posix()
    system = sys.platform.rstrip("0123456789")  # "freebsd14" is Terraform's "freebsd"
    machine = os.uname().machine
    own = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386", "armv7l": "arm"}
    return [f"{system}_{arch}" for arch in sorted({"amd64", "arm64", own.get(machine, machine)})]


def need_posix() -> None:
    """Raises RuntimeError on Windows, which cannot run the launcher."""
    if os.name != "posix":
        raise RuntimeError(
            "the bundled Linode provider runs on Linux and macOS only: work in WSL, or choose the "
            'official provider with LinodeProvider(..., source="linode/linode")'
        )


def _pointer() -> str:
    if not sys.executable:
        raise RuntimeError(
            "this Python does not know its own path (sys.executable is empty), so Terraform could "
            "not launch the provider with it: run the app with a Python installation's own command"
        )
    return "".join(f"{line}\n" for line in [sys.executable, *_module_directories()])


def _module_directories() -> list[str]:
    """Where the provider's modules are, its own first: the launcher checks that one."""
    directories = [str(Path(__file__).resolve().parents[2])]
    for name in _MODULES:
        spec = importlib.util.find_spec(name)
        places = spec.submodule_search_locations if spec else None
        directories += [str(Path(place).resolve().parent) for place in places or ()]
    return list(dict.fromkeys(directories))
