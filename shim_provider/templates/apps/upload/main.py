"""An image uploaded from a file, a replica of it in another region, and a Linode from that.

linode-shim deploy
"""

import os
from pathlib import Path

# isort: off
# Before cdktf: where no Node.js is on PATH, this finds that of the extra `standalone`.
from cdktf_linode_image import LinodeImage, LinodeInstance, LinodeProvider
from cdktf import App, TerraformOutput, TerraformStack
from constructs import Construct
# isort: on

# A raw disk, compressed with gzip. This one is empty: put your own in its place. Its path is
# relative, so that the stack is the same for whoever has the app in another folder.
DISK = Path(os.path.relpath(Path(__file__).with_name("image.img.gz")))


class Upload(TerraformStack):
    """The image, and what boots from it."""

    def __init__(self, scope: Construct, id: str, *, disk: Path = DISK) -> None:
        super().__init__(scope, id)
        # An emulator of the Linode API, with its data in `.linode-emulator`. For the real
        # Linode leave `url` out, and have LINODE_TOKEN in the environment.
        LinodeProvider(self, "linode", url="emulator:.linode-emulator")
        image = LinodeImage(
            self,
            "image",
            label="appliance",
            # Another content of the file replaces the image.
            file_path=str(disk),
            region="us-east",
            replica_regions=["us-east", "eu-central"],
            wait_for_replications=True,
            lifecycle={"create_before_destroy": True},
        )
        LinodeInstance(
            self,
            "web",
            label="web",
            region="eu-central",
            type="g6-nanode-1",
            image=image,
        )
        TerraformOutput(self, "image_id", value=image.id)
        TerraformOutput(self, "stored_megabytes", value=image.total_size)


if __name__ == "__main__":
    app = App()
    Upload(app, "upload")
    app.synth()
