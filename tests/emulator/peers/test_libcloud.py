"""Apache Libcloud's driver for Linode, unchanged: a library which is the same for many clouds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from libcloud.common.types import InvalidCredsError, LibcloudError
from libcloud.compute.providers import get_driver
from libcloud.compute.types import NodeState, Provider, StorageVolumeState

from shim_provider.emulator import Emulator

_PASSWORD = "insecure-p4ssw0rd!!"


def _driver(emulator: Emulator, token: str = "any") -> Any:
    host, _, port = emulator.url.removeprefix("http://").partition(":")
    return get_driver(Provider.LINODE)(
        token, secure=False, host=host, port=int(port), api_version="4.0"
    )


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(tmp_path, durations="zero") as emulator:
        yield emulator


@pytest.fixture
def driver(emulator: Emulator) -> Iterator[Any]:
    driver = _driver(emulator)
    yield driver
    driver.connection.connection.session.close()


def _of(things: list[Any], wanted: str) -> Any:
    return next(each for each in things if each.id == wanted)


def _node(driver: Any, image: str | None = "linode/debian12", **more: Any) -> Any:
    """A node as it is once it runs."""
    made = driver.create_node(
        location=_of(driver.list_locations(), "us-east"),
        name=more.pop("name", "web"),
        size=_of(driver.list_sizes(), "g6-standard-1"),
        image=image and driver.get_image(image),
        root_pass=image and _PASSWORD,
        **more,
    )
    return driver.ex_get_node(made.id)


def test_images_sizes_and_locations_are_listed(driver: Any, emulator: Emulator) -> None:
    images = driver.list_images()
    asked = [entry.query for entry in emulator.requests.matching("GET", "/images")]
    assert asked[:2] == ["page_size=25", "page=2&page_size=25"]
    assert len({image.id for image in images}) == len(images) > 25
    assert _of(images, "linode/debian8").extra["vendor"] == "Debian"
    assert _of(driver.list_sizes(), "g6-nanode-1").ram == 1024
    assert _of(driver.list_locations(), "us-east").country == "US"


def test_a_node_is_created_stopped_started_rebooted_and_destroyed(driver: Any) -> None:
    node = _node(driver, ex_tags=["tag"], ex_authorized_keys=["ssh-ed25519 AAAA ada@example"])
    assert (node.name, node.state, node.image) == ("web", NodeState.RUNNING, "linode/debian12")
    assert (node.extra["tags"], node.extra["location"]) == (["tag"], "us-east")
    for action, state in (
        (driver.stop_node, NodeState.STOPPED),
        (driver.start_node, NodeState.RUNNING),
        (driver.reboot_node, NodeState.RUNNING),
    ):
        assert action(node)
        assert driver.ex_get_node(node.id).state == state
    assert driver.ex_rename_node(node, "renamed").name == "renamed"
    assert [each.id for each in driver.list_nodes()] == [node.id]
    assert driver.destroy_node(node)
    assert driver.list_nodes() == []


def test_a_node_takes_user_data(driver: Any) -> None:
    assert _node(driver, ex_userdata="#cloud-config").state == NodeState.RUNNING


def test_disks_are_made_and_destroyed(driver: Any) -> None:
    node = _node(driver, image=None)
    assert node.state == NodeState.STOPPED
    plain = driver.ex_create_disk(1000, "data", node, "ext4")
    image = driver.get_image("linode/alpine3.19")
    driver.ex_create_disk(2000, "root", node, "ext4", image=image, ex_root_pass=_PASSWORD)
    disks = driver.ex_list_disks(node)
    assert [(disk.name, disk.size, disk.filesystem) for disk in disks] == [
        ("data", 1000, "ext4"),
        ("root", 2000, "ext4"),
    ]
    assert {disk.state for disk in disks} == {StorageVolumeState.AVAILABLE}
    assert driver.ex_destroy_disk(node, plain)
    assert [disk.name for disk in driver.ex_list_disks(node)] == ["root"]


def test_a_node_is_resized(driver: Any) -> None:
    node = _node(driver)
    larger = _of(driver.list_sizes(), "g6-standard-2")
    assert driver.ex_resize_node(node, larger, allow_auto_disk_resize=True)
    node = driver.ex_get_node(node.id)
    assert (node.state, node.size) == (NodeState.RUNNING, "g6-standard-2")
    assert sum(disk.size for disk in driver.ex_list_disks(node)) == larger.disk


def test_an_image_is_captured_deployed_and_deleted(driver: Any) -> None:
    disk = driver.ex_list_disks(_node(driver))[0]
    made = driver.create_image(disk, name="captured", description="d")
    assert made.extra["is_public"] is False
    image = driver.get_image(made.id)
    assert (image.name, image.extra["description"]) == ("captured", "d")
    assert image.id in {each.id for each in driver.list_images()}
    assert _node(driver, image.id, name="copy").image == image.id
    assert driver.delete_image(image)
    with pytest.raises(LibcloudError, match="Not found Status code: 404"):
        driver.get_image(image.id)


def test_an_image_without_a_name_has_its_disks(driver: Any) -> None:
    """The driver sends null for a name and a description it was not given."""
    disk = driver.ex_list_disks(_node(driver))[0]
    assert driver.create_image(disk).name == disk.name


def test_addresses_are_listed_and_allocated(driver: Any) -> None:
    node = _node(driver)
    assert node.private_ips == []
    private = driver.ex_allocate_private_address(node)
    assert (private.public, private.version) == (False, "ipv4")
    assert {each.inet for each in driver.ex_list_node_addresses(node)} == {
        node.public_ips[0],
        private.inet,
    }
    assert private.inet in {each.inet for each in driver.ex_list_addresses()}
    assert driver.ex_get_node(node.id).private_ips == [private.inet]
    assert _node(driver, name="other", ex_private_ip=True).private_ips


def test_there_are_no_volumes_and_keys_are_imported(driver: Any) -> None:
    assert driver.list_volumes() == []
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxx ada@example"
    assert driver.create_key_pair("laptop", key).name == "laptop"
    assert [pair.public_key for pair in driver.list_key_pairs()] == [key]


def test_a_refusal_says_reason_field_and_status(driver: Any) -> None:
    disk = driver.ex_list_disks(_node(driver))[0]
    with pytest.raises(LibcloudError, match=r"special characters\.-label Status code: 400"):
        driver.create_image(disk, name="a/b")


def test_a_wrong_token_and_a_missing_scope_are_wrong_credentials(tmp_path: Path) -> None:
    tokens = {"reader": {"scopes": "linodes:read_only"}}
    with Emulator(tmp_path, token=tokens) as emulator:
        for token, reason in (("other", "Invalid Token"), ("reader", "Unauthorized")):
            driver = _driver(emulator, token)
            with pytest.raises(InvalidCredsError, match=reason):
                driver.list_images()
            driver.connection.connection.session.close()


_NOT_SERVED: dict[str, Callable[[Any, Any], Any]] = {
    "a volume": lambda driver, _: driver.ex_get_volume("1"),
    "shared addresses": lambda driver, node: driver.ex_share_address(node, []),
}


@pytest.mark.parametrize("what", _NOT_SERVED)
def test_what_is_not_served_is_not_found(driver: Any, what: str) -> None:
    node = _node(driver)
    with pytest.raises(LibcloudError, match="Not found Status code: 404"):
        _NOT_SERVED[what](driver, node)
