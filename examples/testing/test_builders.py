"""An image is built on a Linode that switches itself off; one that never does is noticed."""

import base64

import pytest
from linode_api4 import Instance, LinodeClient  # type: ignore[import-untyped]

from shim_provider.emulator import Clock, Emulator

USER_DATA = """#cloud-config
packages: [nginx]
power_state: {mode: poweroff}
"""


def builder(client: LinodeClient) -> Instance:
    """Stands for code of yours. Left to the watchdog, the Linode would be booted again."""
    model = {"image": "linode/debian12", "root_pass": "insecure-p4ssw0rd!!", "booted": False}
    metadata = {"user_data": base64.b64encode(USER_DATA.encode()).decode()}
    linode = client.linode.instance_create("g6-nanode-1", "us-east", metadata=metadata, **model)
    linode.watchdog_enabled = False
    linode.save()
    linode.boot()
    return linode


def status(linode: Instance) -> str:
    linode.invalidate()
    return str(linode.status)


@pytest.mark.linode_emulator(durations={"first_boot": 240}, clock=Clock(held=True))
def test_the_disk_is_captured_once_the_builder_is_off(
    linode_emulator: Emulator, linode_token: str
) -> None:
    client = LinodeClient(linode_token, base_url=f"{linode_emulator.url}/v4")
    linode = builder(client)
    linode_emulator.clock.move(239)
    assert status(linode) == "running"
    linode_emulator.clock.move(10)
    assert status(linode) == "offline"
    assert client.images.create(linode.disks[0], label="golden").status == "creating"


def test_a_builder_that_never_ends_is_still_running(
    linode_emulator: Emulator, linode_token: str
) -> None:
    fault = linode_emulator.faults.add("build_hangs")
    linode = builder(LinodeClient(linode_token, base_url=f"{linode_emulator.url}/v4"))
    assert (status(linode), fault.befell) == ("running", 1)
