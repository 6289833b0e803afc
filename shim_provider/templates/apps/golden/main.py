"""A golden image: built once, from Debian and user_data.yaml, and a Linode that boots from it.

linode-shim deploy
"""

from pathlib import Path

# isort: off
# Before cdktf: where no Node.js is on PATH, this finds that of the extra `standalone`.
from cdktf_linode_image import LinodeImageBuild, LinodeInstance, LinodeProvider
from cdktf import App, TerraformOutput, TerraformStack
from constructs import Construct
# isort: on

USER_DATA = Path(__file__).with_name("user_data.yaml")


class Golden(TerraformStack):
    """The image, and what boots from it."""

    def __init__(self, scope: Construct, id: str, *, linodes: int = 1) -> None:
        super().__init__(scope, id)
        # An emulator of the Linode API, with its data in `.linode-emulator`. For the real
        # Linode leave `url` out, and have LINODE_TOKEN in the environment.
        LinodeProvider(self, "linode", url="emulator:.linode-emulator")
        image = LinodeImageBuild(
            self,
            "image",
            label="golden",
            image="linode/debian12",
            region="us-east",
            user_data=USER_DATA,
            cloud_init=True,
            # Another word here, and the next deploy builds the image anew.
            triggers={"built": "2026-11"},
            lifecycle={"create_before_destroy": True},
        )
        for number in range(1, linodes + 1):
            LinodeInstance(
                self,
                f"web-{number}",
                label=f"web-{number}",
                region="us-east",
                type="g6-nanode-1",
                image=image,
            )
        TerraformOutput(self, "image_id", value=image.id)
        TerraformOutput(self, "built_in_seconds", value=image.build_seconds)


if __name__ == "__main__":
    app = App()
    Golden(app, "golden")
    app.synth()
