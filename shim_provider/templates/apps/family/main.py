"""Versions of one image: roll forward, keep the last three, roll back.

linode-shim deploy
"""

from collections.abc import Sequence
from pathlib import Path

# isort: off
# Before cdktf: where no Node.js is on PATH, this finds that of the extra `standalone`.
from cdktf_linode_image import ImageFamily, LinodeInstance, LinodeProvider
from cdktf import App, TerraformOutput, TerraformStack
from constructs import Construct
# isort: on

USER_DATA = Path(__file__).with_name("user_data.yaml")

# Add one and deploy: it is built, the Linode moves to it, and what is older than the
# last three goes.
VERSIONS = ["2026-10", "2026-11"]
# One of the versions, to go back to it. None: the last.
CURRENT: str | None = None


class Family(TerraformStack):
    """The versions of the image, and what boots from the one that is current."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        versions: Sequence[str],
        current: str | None = None,
    ) -> None:
        super().__init__(scope, id)
        # An emulator of the Linode API, with its data in `.linode-emulator`. For the real
        # Linode leave `url` out, and have LINODE_TOKEN in the environment.
        LinodeProvider(self, "linode", url="emulator:.linode-emulator")
        family = ImageFamily(self, "web", label="web", keep=3, current=current)
        for version in versions:
            family.build(
                version,
                image="linode/debian12",
                region="us-east",
                user_data=USER_DATA,
                cloud_init=True,
                # New instructions are for the next version: what is built stays as it is.
                lifecycle={"ignore_changes": ["user_data"]},
            )
        LinodeInstance(
            self,
            "linode-web",
            # Two of them for a moment: the old one serves until the new one runs.
            label=f"web-{family.current.version}",
            region="us-east",
            type="g6-nanode-1",
            image=family.current,
            lifecycle={"create_before_destroy": True},
        )
        TerraformOutput(self, "current", value=family.current.label)


if __name__ == "__main__":
    app = App()
    Family(app, "family", versions=VERSIONS, current=CURRENT)
    app.synth()
