"""Configurations of builds, and what there is of them at Linode."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..api import call, images

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

WEB = "linode_image_build.web"

USER_DATA = '"#cloud-config\\npower_state: {mode: poweroff}\\n"'
#: Sets up for ever.
ENDLESS = '"#cloud-config\\npackages: [nginx] # no poweroff\\n"'


def build(timeouts: str = "", name: str = "web", **more: Any) -> str:
    """The resource linode_image_build.web with more arguments, written as HCL."""
    arguments = {
        "label": '"web"',
        "image": '"linode/debian12"',
        "region": '"us-ord"',
        "user_data": USER_DATA,
        **more,
    }
    lines = "\n".join(f"  {name} = {value}" for name, value in arguments.items() if value)
    block = f"\n  timeouts {{\n    {timeouts}\n  }}" if timeouts else ""
    return f'resource "linode_image_build" "{name}" {{\n{lines}{block}\n}}\n'


def linodes(api: Emulator) -> list[dict[str, Any]]:
    """The Linodes of the account."""
    listed: list[dict[str, Any]] = call(api, "GET", "/linode/instances?page_size=500")["data"]
    return listed


def events(api: Emulator, action: str) -> int:
    """How often this has happened."""
    listed = call(api, "GET", "/account/events?page_size=500")["data"]
    return sum(event["action"] == action for event in listed)


def is_built(stack: Workspace, api: Emulator) -> dict[str, Any]:
    """The state of the one build, whose image is all that is at Linode; nothing is left to do."""
    values = stack.values(WEB)
    assert [image["id"] for image in images(api)] == [values["id"]]
    assert linodes(api) == []
    assert (values["status"], values["builder_id"]) == ("available", None)
    assert stack.plan().code == 0
    return values


def _status(api: Emulator) -> list[str]:
    return [linode["status"] for linode in linodes(api)]


#: Where a build waits -> what takes its time there, and whether it has come to that.
MOMENTS: dict[str, tuple[str, Callable[[Emulator], bool]]] = {
    "being made": ("create", lambda api: "provisioning" in _status(api)),
    "booting": ("boot", lambda api: "booting" in _status(api)),
    "running": ("first_boot", lambda api: "running" in _status(api)),
    "captured": ("capture", lambda api: [i["status"] for i in images(api)] == ["creating"]),
}
_LONG = 10_000.0


@contextmanager
def pass_by(api: Emulator, moment: str) -> Iterator[Callable[[], bool]]:
    """In the block, a build comes to that moment and no further. Gives whether it is there."""
    takes, there = MOMENTS[moment]
    served: Any = api
    durations: dict[str, float] = served._app.world.durations
    usual = durations[takes]
    durations[takes] = _LONG
    try:
        yield lambda: there(api)
    finally:
        durations[takes] = usual
        api.clock.move(_LONG)
