"""How tests make builders and look at them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

# How long a Linode from an image takes until it has booted, and its first boot after that.
UP, FIRST = 0.7, 0.5
PASSWORD = "insecure-p4ssw0rd!!"


def told(text: str) -> dict[str, str]:
    return {"user_data": base64.b64encode(text.encode()).decode()}


OFF = told("#cloud-config\npower_state: {mode: poweroff}\n")


def builder(api: Api, **more: Any) -> str:
    """The path of a Linode that is just being made, watched by nobody once it is off."""
    path = unwatched(api, **{"metadata": OFF, **more})
    if more.get("booted", True):
        api.ok("POST", f"{path}/boot")
    return path


def unwatched(api: Api, **more: Any) -> str:
    """As a builder is made by a client: watched in the beginning, since its creation can't say."""
    body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12"}
    given = {**body, "root_pass": PASSWORD, **more, "booted": False}
    path = f"/linode/instances/{api.ok('POST', '/linode/instances', given)['id']}"
    api.ok("PUT", path, {"watchdog_enabled": False})
    return path


def status(api: Api, path: str) -> str:
    found: str = api.ok("GET", path)["status"]
    return found


def actions(api: Api, path: str) -> list[str]:
    """Of the Linode, newest first."""
    mine = {"entity.id": int(path.rpartition("/")[2]), "entity.type": "linode"}
    return [event["action"] for event in api.events(**mine)]


def captured(api: Api, path: str) -> Any:
    return api.ok("POST", "/images", {"disk_id": disks(api, path)[0]["id"], "label": "golden"})


def disks(api: Api, path: str) -> Any:
    return api.ok("GET", f"{path}/disks")["data"]
