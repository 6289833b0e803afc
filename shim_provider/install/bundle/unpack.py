"""Unpacks a bundle's program into the user's cache, and starts it: the first launch on a machine.

Runs from within the program, as a module of the zip archive that it ends with. Later launches find
the folder by themselves (see `program.py`) and come here only when that is gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NoReturn

from .start import OTHERS_WRITE, PYTHON, START

_MAIN = "shim_provider/__main__.py"


def main() -> NoReturn:
    """Arguments: the program's path, its digest, then the provider's own."""
    program, digest, *arguments = sys.argv[1:]
    try:
        folder = unpacked(Path(program), digest, os.environ)
    except (OSError, ValueError) as error:
        complain(f"The Linode provider cannot start: {error}", os.environ)
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", START, str(folder), *arguments])


def complain(sentence: str, environ: Mapping[str, str]) -> NoReturn:
    """End with a sentence that reaches the user: Terraform quotes standard output alone."""
    asked = environ.get("TF_PLUGIN_MAGIC_COOKIE")
    print(sentence, file=sys.stdout if asked else sys.stderr)
    sys.exit(1)


def unpacked(program: Path, digest: str, environ: Mapping[str, str]) -> Path:
    """The folder with the modules of this program, made where it is not there.

    Raises ValueError for a damaged program, and where nothing can be unpacked anywhere.
    """
    payload = _payload(program, digest)
    problems: list[str] = []
    for cache in _caches(environ):
        with _noting(problems):
            return _unpacked_in(cache, payload, digest)
    raise ValueError(
        f"{program.name} unpacks itself once, and cannot: {'; '.join(problems)}. Set XDG_CACHE_HOME"
        " to a folder that only you can write."
    )


@contextlib.contextmanager
def _noting(problems: list[str]) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        problems.append(str(error))


def _payload(program: Path, digest: str) -> bytes:
    data = program.read_bytes()
    payload = data[data.index(b"\nPK\x03\x04") + 1 :] if b"\nPK\x03\x04" in data else b""
    if hashlib.sha256(payload).hexdigest() != digest:
        raise ValueError(f"{program} is damaged; copy it again.")
    return payload


def _caches(environ: Mapping[str, str]) -> Iterator[Path]:
    """Where it may unpack, the best first. The names are those that `program.py` looks for."""
    if environ.get("XDG_CACHE_HOME", "").startswith("/"):
        yield Path(environ["XDG_CACHE_HOME"], "linode-shim")
    elif environ.get("HOME"):
        yield Path(environ["HOME"], ".cache", "linode-shim")
    yield Path(environ.get("TMPDIR") or "/tmp", f"linode-shim-cache-{os.geteuid()}")


def _unpacked_in(cache: Path, payload: bytes, digest: str) -> Path:
    cache.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        cache.mkdir(mode=0o700)
    _need_own(cache)
    folder = cache / digest
    if (folder / _MAIN).is_file():
        _need_own(folder)
        _point(folder)  # its Python is gone, or another Python is wanted
        return folder
    # Made with mode 0700, beside its place: it appears there whole, or not at all.
    draft = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=cache))
    try:
        with zipfile.ZipFile(BytesIO(payload)) as archive:
            archive.extractall(draft)
        _point(draft)
        _put(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _need_own(folder)
    return folder


def _put(draft: Path, folder: Path) -> None:
    """Move it to its place, unless another process has just done so."""
    for _ in range(2):
        with contextlib.suppress(OSError):
            draft.rename(folder)
            return
        if (folder / _MAIN).is_file():
            return
        # What is left of one that somebody has cleared away in part.
        with contextlib.suppress(FileNotFoundError):
            folder.rename(draft.with_name(f"{draft.name}-broken"))
            shutil.rmtree(draft.with_name(f"{draft.name}-broken"), ignore_errors=True)
    draft.rename(folder)


def _need_own(folder: Path) -> None:
    """Raises ValueError unless it is a folder, no link to one, that only this user can write."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise ValueError(f"{folder} is no folder")
    if found.st_uid != os.geteuid() or found.st_mode & OTHERS_WRITE:
        raise ValueError(f"{folder} is not this user's alone")


def _point(folder: Path) -> None:
    """Note the Python that runs: it is new enough, and need not be looked for again."""
    draft = folder / f".{PYTHON}.{os.getpid()}"
    draft.write_bytes(os.fsencode(sys.executable) + b"\n")
    draft.replace(folder / PYTHON)
