"""Linode's own SDK: a Linode is deployed, and its disk captured."""

from linode_api4 import LinodeClient  # type: ignore[import-untyped]

from shim_provider.emulator import Emulator


def test_a_disk_becomes_an_image(linode_emulator: Emulator, linode_token: str) -> None:
    client = LinodeClient(linode_token, base_url=f"{linode_emulator.url}/v4")
    model = {"image": "linode/debian12", "root_pass": "insecure-p4ssw0rd!!"}
    linode = client.linode.instance_create("g6-nanode-1", "us-east", **model)
    image = client.images.create(linode.disks[0], label="golden")
    assert image.status == "creating"
    image.invalidate()
    assert image.status == "available"
    assert [each.label for each in client.images() if not each.is_public] == ["golden"]
