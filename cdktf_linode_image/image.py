"""`LinodeImage`: what it has beyond its schema. Two ways to make one, and checks of its source.

Its arguments, their docstrings and rules follow from `shim_provider/schemas/image.py`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeVar

from shim_provider.schemas.image import IMAGE

from ._construct.files import AppPath, is_of_asset
from ._construct.tokens import is_token
from ._generated import image as generated
from ._generated.image import LinodeImageOptions, LinodeImageTimeouts, Timeouts

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._construct.check import Report
    from ._construct.core import Construct
    from ._construct.types import HasDisks

__all__ = ["SOURCES", "LinodeImage", "LinodeImageOptions", "LinodeImageTimeouts", "Timeouts"]

#: One of these must be given for an image that does not exist yet.
SOURCES = frozenset({"disk_id", "file_path"})

_GZIP_MAGIC = b"\x1f\x8b"

Image = TypeVar("Image", bound="LinodeImage")


class LinodeImage(generated.LinodeImage):
    """A private image, captured from the disk of a Linode or uploaded from a file."""

    @classmethod
    def from_disk(
        cls: type[Image],
        scope: Construct,
        id: str,
        *,
        instance: HasDisks,
        label: str,
        disk: int = 0,
        **options: Unpack[LinodeImageOptions],
    ) -> Image:
        """An image captured from a disk of `instance`, a Linode construct of any library.

        `disk` counts its disks from 0; 0 is the one it boots from, unless it was made by hand.
        """
        disk_id = instance.disk.get(disk).id
        return cls(scope, id, label=label, disk_id=disk_id, linode_id=instance, **options)

    @classmethod
    def from_file(
        cls: type[Image],
        scope: Construct,
        id: str,
        *,
        path: str | os.PathLike[str],
        region: str,
        label: str | None = None,
        file_hash: str | None = None,
        **options: Unpack[LinodeImageOptions],
    ) -> Image:
        """An image uploaded from `path`, a raw disk compressed with gzip, into `region`.

        `label` is by default the name of the file up to its first dot.
        """
        path = os.fspath(path)
        if label is None:
            label = "" if is_token(path) else PurePath(path).name.partition(".")[0]
        return cls(
            scope, id, label=label, file_path=path, region=region, file_hash=file_hash, **options
        )

    def _check(self, report: Report) -> None:
        super()._check(report)
        path = self._given("file_path")
        if isinstance(path, str) and not is_token(path) and (problem := _upload_problem(path)):
            report.add("file_path", problem)

    def _check_when_complete(self, report: Report) -> None:
        if SOURCES.isdisjoint(self._values) and not self._exists_or_is_overridden():
            report.add(
                "disk_id",
                "and `linode_id`, or `file_path` and `region`, are needed (given neither): an image"
                " comes from a disk or a file, unless `import_from` adopts one that exists",
            )

    def _exists_or_is_overridden(self) -> bool:
        # The core's summary of the construct, asked for only where the image would be refused.
        about = self.to_metadata()
        if about.get("imports") or about.get("moved"):
            return True
        return not SOURCES.isdisjoint((about.get("overrides") or {}).get(IMAGE.name, ()))


def _upload_problem(path: str) -> str | None:
    """Why the file cannot be uploaded, as a sentence about it; None if it can.

    The file of an asset is not there yet and passes.
    """
    if is_of_asset(path):
        return None
    file = path.absolute() if isinstance(path, AppPath) else Path(path)
    try:
        # A pipe would make `open` wait for ever.
        if not stat.S_ISREG(file.stat().st_mode):
            return f"must be a regular file, which {path!r} is not ({file})"
        with file.open("rb") as content:
            if content.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC:
                return None
    except OSError as error:
        return f"must be a file that can be read: {path!r}: {error.strerror} ({file})"
    return f"must be compressed with gzip, which {path!r} is not ({file})"
