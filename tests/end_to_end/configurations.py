"""Configurations the end-to-end tests share."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any


def disk_file(folder: Path, content: bytes = b"a disk", name: str = "image.img.gz") -> Path:
    """A gzip file to upload, in the working directory."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0))
    return path


def image(timeouts: str = "", **arguments: Any) -> str:
    """The resource linode_image.golden with these arguments, written as HCL."""
    lines = "\n".join(f"  {name} = {value}" for name, value in arguments.items() if value)
    block = f"\n  timeouts {{\n    {timeouts}\n  }}" if timeouts else ""
    return f'resource "linode_image" "golden" {{\n{lines}{block}\n}}\n'


def uploaded(timeouts: str = "", **more: Any) -> str:
    """A resource that uploads image.img.gz, with more arguments."""
    arguments = {"label": '"golden"', "region": '"us-east"', "file_path": '"image.img.gz"', **more}
    return image(timeouts, **arguments)


def captured(disk: dict[str, Any], timeouts: str = "", **more: Any) -> str:
    """A resource that captures a disk made by hand, with more arguments."""
    arguments = {
        "label": '"golden"',
        "disk_id": disk["id"],
        "linode_id": disk["linode_id"],
        **more,
    }
    return image(timeouts, **arguments)
