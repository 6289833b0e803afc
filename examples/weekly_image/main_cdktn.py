# Written by `python -m codegen` from main.py: change that, not this.
"""A golden image built every week, of which the last three stay; and the way back to one of them.

    date +%G-W%V >> examples/weekly_image/weeks.txt
    make deploy EXAMPLE=weekly_image CORE=cdktn

once a week, from cron or a pipeline, which commits weeks.txt. The oldest image goes when what boots
from it has moved. Back to an older one, which takes no build:

    ROLL_BACK_TO=2026-W47 make deploy EXAMPLE=weekly_image CORE=cdktn
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
WEEKS = Path(__file__).with_name("weeks.txt")
USER_DATA = Path(__file__).parent.parent / "built_image" / "user_data.yaml"


class WeeklyImage(TerraformStack):
    """The family of images, and what boots from the one that is current."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        url: str | None,
        weeks: Sequence[str],
        current: str | None = None,
    ) -> None:
        """`url` is the API's address, None for the real one; `current` a week to roll back to."""
        super().__init__(scope, id)
        LinodeProvider(self, "linode", url=url)
        family = ImageFamily(self, "weekly", label="weekly", keep=3, current=current)
        for week in weeks:
            family.build(
                week,
                image="linode/debian12",
                region="us-east",
                user_data=USER_DATA,
                cloud_init=True,
                # New instructions are for the next week: what was built stays as it is.
                lifecycle={"ignore_changes": ["user_data"]},
            )
        web = LinodeInstance(
            self,
            "web",
            # Two of them for a moment, under two labels: it serves until the new one runs.
            label=f"weekly-web-{family.current.version}",
            region="us-east",
            type="g6-nanode-1",
            image=family.current,
            lifecycle={"create_before_destroy": True},
        )
        TerraformOutput(self, "current", value=family.current.label)
        TerraformOutput(self, "booted_from", value=web.image)


def main() -> None:
    """Synthesize the stack; the emulator is meant unless LINODE_SHIM_REAL is 1."""
    app = App()
    url = None if os.environ.get("LINODE_SHIM_REAL") == "1" else EMULATOR
    weeks = WEEKS.read_text().split()
    WeeklyImage(
        app, "weekly-image", url=url, weeks=weeks, current=os.environ.get("ROLL_BACK_TO") or None
    )
    app.synth()


if __name__ == "__main__":
    main()
