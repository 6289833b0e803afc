# Written by `python -m codegen` from main.py: change that, not this.
"""Versions of a data disk: a file system that is no operating system, as the disk of a Linode.

    make deploy EXAMPLE=data_disk CORE=cdktn

The file system is uploaded, and deployed as the disk of a Linode that stays off: to be looked into
from rescue mode, to be changed there, and to be captured as the next version. A disk of its own on
a Linode that boots from another image cannot be had so: `linode_instance` reads `disk`, and writes
none.
"""

import gzip
import os
from pathlib import Path

# isort: off
from cdktn_linode_image import ImageFamily, LinodeInstance, LinodeProvider
from cdktn import App, TerraformOutput, TerraformStack
from constructs import Construct
# isort: on

EMULATOR = "emulator:.linode-emulator"
DATA = Path(__file__).with_name("data.img.gz")


class DataDisk(TerraformStack):
    """The family of data disks, and the Linode that has the current one."""

    def __init__(
        self, scope: Construct, id: str, *, url: str | None, file: Path, captured: bool = False
    ) -> None:
        """`url` is the API's address; `captured`: whether the disk as it is becomes a version."""
        super().__init__(scope, id)
        LinodeProvider(self, "linode", url=url)
        family = ImageFamily(self, "data", label="data", current="uploaded")
        family.upload("uploaded", path=file, region="us-east", description="Data, no system")
        store = LinodeInstance(
            self,
            "store",
            label="data-store",
            region="us-east",
            type="g6-nanode-1",
            image=family.current,
            booted=False,
        )
        if captured:
            family.capture("captured", instance=store)
        TerraformOutput(self, "data_image", value=family.latest.id)
        TerraformOutput(self, "data_disk", value=store.disk.get(0).id)


def make_file_system(file: Path) -> None:
    """A stand-in for `mkfs.ext4` on a file: 4 MiB which say nothing, compressed."""
    file.write_bytes(gzip.compress(bytes(4 << 20), mtime=0))


def main() -> None:
    """Synthesize the stack; the emulator is meant unless LINODE_SHIM_REAL is 1."""
    if not DATA.exists():
        make_file_system(DATA)
    app = App()
    url = None if os.environ.get("LINODE_SHIM_REAL") == "1" else EMULATOR
    captured = os.environ.get("CAPTURED") == "1"
    DataDisk(app, "data-disk", url=url, file=Path(os.path.relpath(DATA)), captured=captured)
    app.synth()


if __name__ == "__main__":
    main()
