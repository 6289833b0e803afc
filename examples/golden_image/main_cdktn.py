# Written by `python -m codegen` from main.py: change that, not this.
"""A golden image: set a Linode up once, keep its disk as an image, boot copies elsewhere.

    cdktn deploy

A Linode in one region is the model; its disk becomes an image, and a second Linode boots from that
image in another region. Beside it, an image is uploaded from a file of one's own. All of it
happens in the Linode emulator, with its data in `.linode-emulator`, and costs nothing.

    LINODE_SHIM_REAL=1 LINODE_TOKEN=... cdktn deploy

does the same at the real Linode: two Nanodes by the hour, and the storage of two images, until
`cdktn destroy`.
"""

import gzip
import hashlib
import os
from pathlib import Path

# isort: off
# Before cdktn: where there is no Node.js on PATH, this finds that of the extra `standalone`.
from cdktn_linode_image import LinodeImage, LinodeInstance, LinodeProvider
from cdktn import App, TerraformOutput, TerraformStack
from constructs import Construct
# isort: on

EMULATOR = "emulator:.linode-emulator"
APPLIANCE = Path(__file__).with_name("appliance.img.gz")


class GoldenImage(TerraformStack):
    """The model, its image, the copy, and an uploaded image."""

    def __init__(self, scope: Construct, id: str, *, url: str | None, file: Path) -> None:
        """`url` is the API's address, None for the real one; `file` a disk compressed with gzip."""
        super().__init__(scope, id)
        LinodeProvider(self, "linode", url=url)

        model = LinodeInstance(
            self,
            "model",
            label="golden-model",
            region="us-east",
            type="g6-nanode-1",
            image="linode/ubuntu22.04",
        )
        golden = LinodeImage(
            self,
            "golden",
            label="golden-image",
            description="The disk of golden-model",
            disk_id=model.disk.get(0).id,
            linode_id=model,
        )
        copy = LinodeInstance(
            self,
            "copy",
            label="golden-copy",
            region="eu-west",
            type="g6-nanode-1",
            image=golden.id,
        )
        appliance = LinodeImage(
            self,
            "appliance",
            label="appliance-image",
            description="Uploaded from a file",
            region="us-southeast",
            file_path=str(file),
            file_hash=hashlib.md5(file.read_bytes()).hexdigest(),
        )

        TerraformOutput(self, "golden_image", value=golden.id)
        TerraformOutput(self, "golden_image_megabytes", value=golden.size)
        TerraformOutput(self, "golden_copy", value=f"{copy.label}, {copy.region}, {copy.image}")
        TerraformOutput(self, "golden_copy_address", value=copy.ip_address)
        TerraformOutput(self, "uploaded_image", value=appliance.id)
        TerraformOutput(self, "uploaded_image_status", value=appliance.status)


def make_disk(file: Path) -> None:
    """A stand-in for a disk image that you would build: 4 MiB which say nothing, compressed."""
    file.write_bytes(gzip.compress(bytes(4 << 20), mtime=0))


def main() -> None:
    """Synthesize the stack; the emulator is meant unless LINODE_SHIM_REAL is 1."""
    if not APPLIANCE.exists():
        make_disk(APPLIANCE)
    app = App()
    url = None if os.environ.get("LINODE_SHIM_REAL") == "1" else EMULATOR
    GoldenImage(app, "golden-image", url=url, file=Path(os.path.relpath(APPLIANCE)))
    app.synth()


if __name__ == "__main__":
    main()
