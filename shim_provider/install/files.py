"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: bytes, *, scratch: Path, mode: int = 0o644) -> None:
    """Make `content` that of `path` by a rename from `scratch`, unless it is already."""
    if (
        path.is_file()
        and path.read_bytes() == content
        and path.stat().st_mode & 0o111 == mode & 0o111
    ):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = scratch / f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
