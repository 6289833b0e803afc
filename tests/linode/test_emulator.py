"""The client and the emulator, which were written apart: do they agree?"""

from __future__ import annotations

import gzip
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator import Emulator
from shim_provider.linode import errors
from shim_provider.linode.client import Api, Client
from shim_provider.linode.patience import Patience

from .conftest import at_once, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "insecure-p4ssw0rd!!"


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    quick = dict.fromkeys(("create", "boot", "shutdown", "delete", "disk_create"), 0.05)
    durations = {**quick, "capture": 0.2, "process_upload": 0.1, "replicate": 0.2}
    with Emulator(tmp_path / "linode", durations=durations) as emulator:
        yield emulator


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    client = Client(settings_for(emulator.url))
    yield client
    client.close()


@pytest.fixture
def linode(client: Client) -> Api:
    return client.within(Patience(30))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "image.img.gz"
    path.write_bytes(gzip.compress(os.urandom(3_000)))
    return path


def running_linode(linode: Api) -> tuple[int, int]:
    """A running Linode, and its disk."""
    made = linode.instances.create(
        {
            "label": "source",
            "region": "us-east",
            "type": "g6-nanode-1",
            "image": "linode/ubuntu22.04",
            "root_pass": PASSWORD,
        }
    )
    linode.instances.wait_status(made["id"], {"running"})
    disk = linode.instances.disks(made["id"])[0]
    linode.instances.wait_disk_ready(made["id"], disk["id"])
    return made["id"], disk["id"]


def uploaded(linode: Api, file: Path, label: str = "uploaded") -> dict[str, Any]:
    image, url = linode.images.start_upload("us-east", label=label)
    linode.images.send_file(url, file, hashlib.md5(file.read_bytes()).hexdigest())
    return linode.images.wait_available(image["id"])


def own_images(linode: Api) -> list[str]:
    return [image["id"] for image in linode.images.list({"is_public": False})]


def test_a_capture_from_first_to_last(linode: Api) -> None:
    linode_id, disk_id = running_linode(linode)
    image = linode.images.capture(
        disk_id, label="a capture", description="d", tags=["one", "two"], linode_id=linode_id
    )
    assert image["status"] == "creating"
    image = linode.images.wait_available(image["id"])
    assert linode.images.get(image["id"]) == linode.images.refresh(image["id"]) == image
    changed = linode.images.update(image["id"], {"label": "renamed", "description": "", "tags": []})
    assert (changed["label"], changed["tags"]) == ("renamed", [])
    linode.images.replicate(image["id"], ["us-east", "us-ord"])
    image = linode.images.wait_replicated(image["id"], ["us-ord", "us-east"])
    assert {one["region"] for one in image["regions"]} == {"us-east", "us-ord"}
    assert linode.images.wait_settled(image["id"]) is not None
    linode.images.delete(image["id"])
    linode.images.wait_gone(image["id"])
    linode.images.delete(image["id"])
    assert linode.images.get(image["id"]) is None


def test_an_upload_from_first_to_last(linode: Api, file: Path) -> None:
    image = uploaded(linode, file)
    assert image["status"] == "available"
    assert image["size"] >= 1


def test_the_life_of_a_linode(linode: Api) -> None:
    linode_id, disk_id = running_linode(linode)
    assert linode.instances.disk(linode_id, disk_id) is not None
    assert linode.instances.configs(linode_id)
    assert linode.instances.add_private_ip(linode_id)["address"].startswith("192.168.")
    assert len(linode.instances.ips(linode_id)["ipv4"]["private"]) == 1
    linode.instances.shutdown(linode_id)
    linode.instances.wait_status(linode_id, {"offline"})
    linode.instances.reset_password(linode_id, PASSWORD + "2", disk_id)
    linode.instances.enable_backups(linode_id)
    linode.instances.cancel_backups(linode_id)
    linode.instances.boot(linode_id)
    linode.instances.wait_status(linode_id, {"running"})
    linode.instances.delete(linode_id)
    linode.instances.wait_gone(linode_id)
    events = linode.events.list("linode_delete", entity_type="linode", entity_id=linode_id)
    assert len(events) == 1


def test_regions_types_profile(linode: Api) -> None:
    assert "us-east" in {region["id"] for region in linode.regions.all()}
    assert "g6-nanode-1" in {kind["id"] for kind in linode.types.all()}
    assert linode.account.profile()["username"]
    assert linode.account.scopes()


LOST = ["reset_after", "truncate", "reply_after"]
UNDONE = ["reset_before", "reply"]


@pytest.mark.parametrize("kind", [*LOST, *UNDONE])
def test_a_lost_capture_makes_one_image(emulator: Emulator, linode: Api, kind: str) -> None:
    linode_id, disk_id = running_linode(linode)
    emulator.faults.add(kind, method="POST", path="^/images$", count=1)
    image = linode.images.capture(disk_id, label="once", linode_id=linode_id)
    assert own_images(linode) == [image["id"]]
    assert len(emulator.requests.matching("POST", "/images")) == (1 if kind in LOST else 2)


@pytest.mark.parametrize("kind", [*LOST, *UNDONE])
def test_a_lost_upload_leaves_one_image(
    emulator: Emulator, linode: Api, file: Path, kind: str
) -> None:
    emulator.faults.add(kind, method="POST", path="^/images/upload$", count=1)
    image = uploaded(linode, file)
    assert own_images(linode) == [image["id"]]


@pytest.mark.parametrize("kind", [*LOST, *UNDONE])
def test_a_lost_linode_is_made_once(emulator: Emulator, linode: Api, kind: str) -> None:
    emulator.faults.add(kind, method="POST", path="^/linode/instances$", count=1)
    running_linode(linode)
    assert len(linode.instances.list()) == 1


def test_an_upload_reset_in_the_middle_arrives(emulator: Emulator, linode: Api, file: Path) -> None:
    emulator.faults.add("reset_during", path="^/uploads/", after_bytes=1_000_000, count=2)
    assert uploaded(linode, file)["status"] == "available"


def test_a_failed_capture_is_told_with_its_cause(emulator: Emulator, linode: Api) -> None:
    linode_id, disk_id = running_linode(linode)
    emulator.faults.add("capture_fails")
    image = linode.images.capture(disk_id, label="fails", linode_id=linode_id)
    with pytest.raises(errors.ImageVanished) as caught:
        linode.images.wait_available(image["id"])
    told = linode.events.why_image_failed(linode_id, image["id"], image["created"])
    assert told
    assert told in str(caught.value)


def test_a_failed_upload_is_told(emulator: Emulator, linode: Api, file: Path) -> None:
    emulator.faults.add("upload_vanishes")
    with pytest.raises(errors.ImageVanished):
        uploaded(linode, file)


def test_captures_at_once_of_one_disk_and_label(emulator: Emulator, linode: Api) -> None:
    linode_id, disk_id = running_linode(linode)
    capture = partial(linode.images.capture, disk_id, label="same", linode_id=linode_id)
    made = at_once(*[capture] * 3)
    assert len({image["id"] for image in made}) == 3
    waits = [partial(linode.images.wait_available, image["id"]) for image in made]
    assert {image["status"] for image in at_once(*waits)} == {"available"}
    assert len(emulator.requests.matching("POST", "/images")) >= 3


def test_many_images_are_refreshed_by_a_few_lists_which_equal_single_reads(
    emulator: Emulator, linode: Api, file: Path
) -> None:
    ids = [linode.images.start_upload("us-east", label=f"i-{n}")[0]["id"] for n in range(5)]
    ids += [uploaded(linode, file, f"image {number}")["id"] for number in range(15)]
    single = [linode.images.get(one) for one in ids]
    emulator.requests.clear()
    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(linode.images.refresh, ids[5:])) == single[5:]
        assert len(emulator.requests) <= 5
        assert list(pool.map(linode.images.refresh, ids)) == single


def test_filters_and_orders(linode: Api) -> None:
    for number in (1, 2, 3):
        linode.images.start_upload("us-east", label=f"ordered {number}")
    filter = {"is_public": False, "label": {"+contains": "ordered"}}
    found = linode.images.list(filter, order="desc", order_by="label", page_size=25)
    assert [image["label"] for image in found] == ["ordered 3", "ordered 2", "ordered 1"]
    with pytest.raises(errors.ApiError) as caught:
        linode.images.list({"no_such_field": 1})
    assert caught.value.filter_refused
