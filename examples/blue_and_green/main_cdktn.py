# Written by `python -m codegen` from main.py: change that, not this.
"""Linodes in three regions that move to a new version one region after the other.

    make deploy EXAMPLE=blue_and_green CORE=cdktn

In each region the Linode of the old version, the blue one, serves until that of the new version,
the green one, runs. The next region begins when the one before it has its green one: where that
fails, all later regions stay blue, and nothing blue has gone. The next deploy goes on from there.
"""

import os
from collections.abc import Sequence
from pathlib import Path

# isort: off
from cdktn_linode_image import ImageFamily, LinodeInstance, LinodeProvider
from cdktn import App, TerraformOutput, TerraformStack
from constructs import Construct
# isort: on

EMULATOR = "emulator:.linode-emulator"
USER_DATA = Path(__file__).parent.parent / "built_image" / "user_data.yaml"

#: In the order in which they move.
REGIONS = ("us-east", "eu-west", "ap-south")
VERSIONS = ("2026-11-01", "2026-11-15")


class BlueAndGreen(TerraformStack):
    """A family of images, and a Linode in each region that boots from the current one."""

    def __init__(
        self, scope: Construct, id: str, *, url: str | None, versions: Sequence[str] = VERSIONS
    ) -> None:
        """`url` is the API's address, None for the real one."""
        super().__init__(scope, id)
        LinodeProvider(self, "linode", url=url)
        family = ImageFamily(self, "shop", label="shop", keep=2)
        for version in versions:
            family.build(
                version,
                image="linode/debian12",
                region=REGIONS[0],
                user_data=USER_DATA,
                cloud_init=True,
                lifecycle={"ignore_changes": ["user_data"]},
            )
        before: list[LinodeInstance] = []
        for region in REGIONS:
            linode = LinodeInstance(
                self,
                f"shop-{region}",
                # No two Linodes of an account have one label.
                label=f"shop-{region}-{family.current.version}",
                region=region,
                type="g6-nanode-1",
                image=family.current,
                depends_on=before,
                lifecycle={"create_before_destroy": True},
            )
            before = [linode]
            TerraformOutput(self, f"address_{region}", value=linode.ip_address)


def main() -> None:
    """Synthesize the stack; the emulator is meant unless LINODE_SHIM_REAL is 1."""
    app = App()
    url = None if os.environ.get("LINODE_SHIM_REAL") == "1" else EMULATOR
    BlueAndGreen(app, "blue-and-green", url=url)
    app.synth()


if __name__ == "__main__":
    main()
