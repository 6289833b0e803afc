"""Puts the provider where Terraform and OpenTofu find it: a launcher, a pointer, a lock entry.

Knows the layout of a provider mirror, the lock file and the hash in it. Standard library only,
as the constructs call it at every synthesis. Does not know what the provider does, runs no
Terraform, and downloads nothing.

Here: what is done to a stack's directory, and for a user. `launcher.py`, `lock.py`, `mirror.py` and
`places.py` know the parts; `bundle/` makes one file of the provider, for machines without
this package.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

from . import places
from .files import write
from .launcher import (
    LAUNCHER,
    LAUNCHER_NAME,
    PROVIDER_SOURCE,
    PROVIDER_VERSION,
    package_hash,
)
from .lock import HEADER, merge_lock, with_hashes, without_block
from .mirror import (
    empty_mirror,
    fill_mirror,
    installed_in,
    link_chosen,
    need_posix,
    platforms,
)

__all__ = [
    "LAUNCHER",
    "LAUNCHER_NAME",
    "LOCK_FILE",
    "PROVIDER_SOURCE",
    "PROVIDER_VERSION",
    "Removed",
    "allow_in_lock",
    "install_for_user",
    "installed_in",
    "merge_lock",
    "need_posix",
    "package_hash",
    "platforms",
    "remove_for_user",
    "remove_from",
    "required_providers",
    "seed_initialized",
    "seed_stack",
]

LOCK_FILE = ".terraform.lock.hcl"


class Removed(NamedTuple):
    """What an uninstallation took away: directories of versions, and lock files with our block.

    `left`: directories of versions that hold something `install` has not put there.
    """

    versions: list[Path]
    lock_files: list[Path]
    left: list[Path]


def seed_stack(directory: Path) -> None:
    """Let Terraform find this very installation of the provider in `directory`, offline.

    Writes the mirror `terraform.d/plugins` and our block of `.terraform.lock.hcl`; the blocks of
    other providers stay as they are. To be called after `cdk.tf.json` was written, if this is a
    stack's directory. What is right already is not touched, and every file appears whole or not
    at all, so any number of syntheses may run at once. Raises OSError where the directory cannot
    be written, RuntimeError on Windows and where Python does not know its own path.
    """
    fill_mirror(directory / "terraform.d" / "plugins")
    text = merge_lock(_lock_text(directory), _required_by(directory))
    write(directory / LOCK_FILE, text.encode(), scratch=directory)


def seed_initialized(directory: Path) -> None:
    """As `seed_stack` and then `terraform init`, for a stack that uses this provider alone.

    Saves the second that `init` takes. Providers and modules from elsewhere need it all the same.
    """
    seed_stack(directory)
    link_chosen(directory)


def allow_in_lock(directory: Path, hashes: list[str]) -> Path:
    """Have the lock file of `directory` allow packages of ours with these hashes; its path."""
    text = with_hashes(_lock_text(directory), hashes)
    write(directory / LOCK_FILE, text.encode(), scratch=directory)
    return directory / LOCK_FILE


def install_for_user(config_directory: Path | None = None) -> Path:
    """Put the provider into the user's own mirror and return the mirror's directory.

    `config_directory` is Terraform's, by default `~/.terraform.d` (see `places.user_mirror`).
    Terraform and OpenTofu both search it as long as the CLI configuration has no
    `provider_installation` block.
    """
    need_posix()
    if config_directory is None:
        mirror = Path(places.user_mirror(sys.platform, os.environ, os.path.exists))
    else:
        mirror = config_directory / "plugins"
    fill_mirror(mirror)
    return mirror


def remove_from(directory: Path) -> Removed:
    """Undo `seed_stack`: nothing of others is touched, and no directory is left empty."""
    versions, left = empty_mirror(directory / "terraform.d" / "plugins")
    lock = directory / LOCK_FILE
    before = lock.read_bytes().decode() if lock.exists() else ""
    after = without_block(before)
    if after == before:
        return Removed(versions, [], left)
    if after:
        write(lock, after.encode(), scratch=directory)
    else:
        lock.unlink()
    return Removed(versions, [lock], left)


def remove_for_user() -> Removed:
    """Undo `install_for_user`, wherever it has put things."""
    need_posix()
    mirrors = [Path(each) for each in places.user_mirrors(sys.platform, os.environ)]
    emptied = [empty_mirror(mirror) for mirror in mirrors]
    return Removed(
        [version for versions, _ in emptied for version in versions],
        [],
        [version for _, left in emptied for version in left],
    )


def required_providers() -> str:
    """The HCL which makes a configuration of plain Terraform use this provider."""
    return f"""\
terraform {{
  required_providers {{
    linode = {{
      source  = "{PROVIDER_SOURCE}"
      version = "{PROVIDER_VERSION}"
    }}
  }}
}}
"""


def _lock_text(directory: Path) -> str:
    lock = directory / LOCK_FILE
    return lock.read_bytes().decode() if lock.exists() else HEADER


def _required_by(directory: Path) -> list[str]:
    """The sources of the providers that a synthesized stack requires, ours among them."""
    file = directory / "cdk.tf.json"
    settings = json.loads(file.read_bytes()).get("terraform", {}) if file.exists() else {}
    return [
        each["source"]
        for each in settings.get("required_providers", {}).values()
        if "source" in each
    ]
