# Written by `python -m codegen` from main.py: change that, not this.
"""A golden image from a base image and a file of instructions, and a Linode that boots from it.

    make deploy EXAMPLE=built_image CORE=cdktn

A Linode is made from `linode/debian12`, does what user_data.yaml says, and switches itself off; its
disk becomes the image, and it is deleted. All of it happens in the Linode emulator, with its data
in `.linode-emulator`, and costs nothing.

    LINODE_SHIM_REAL=1 LINODE_TOKEN=... make deploy EXAMPLE=built_image CORE=cdktn

does the same at the real Linode: a Nanode for the time of the build, another until
`make destroy EXAMPLE=built_image CORE=cdktn`, and the storage of an image.
"""

import os
from pathlib import Path

# isort: off
# Before cdktn: where there is no Node.js on PATH, this finds that of the extra `standalone`.
from cdktn_linode_image import LinodeImageBuild, LinodeInstance, LinodeProvider
from cdktn import App, TerraformOutput, TerraformStack
from constructs import Construct
# isort: on

EMULATOR = "emulator:.linode-emulator"


class BuiltImage(TerraformStack):
    """The image, and what boots from it."""

    def __init__(self, scope: Construct, id: str, *, url: str | None) -> None:
        """`url` is the API's address, None for the real one."""
        super().__init__(scope, id)
        LinodeProvider(self, "linode", url=url)
        image = LinodeImageBuild(
            self,
            "image",
            label="built-image",
            image="linode/debian12",
            region="us-east",
            user_data=Path(__file__).with_name("user_data.yaml"),
            cloud_init=True,
            # A new month builds the image anew, with that month's packages.
            triggers={"month": "2026-11"},
            lifecycle={"create_before_destroy": True},
        )
        web = LinodeInstance(
            self, "web", label="built-web", region="us-east", type="g6-nanode-1", image=image
        )
        TerraformOutput(self, "built_image", value=image.id)
        TerraformOutput(self, "built_in_seconds", value=image.build_seconds)
        TerraformOutput(self, "booted_from", value=web.image)


def main() -> None:
    """Synthesize the stack; the emulator is meant unless LINODE_SHIM_REAL is 1."""
    app = App()
    url = None if os.environ.get("LINODE_SHIM_REAL") == "1" else EMULATOR
    BuiltImage(app, "built-image", url=url)
    app.synth()


if __name__ == "__main__":
    main()
