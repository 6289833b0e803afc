"""The official Python SDK, `linode_api4`, unchanged, against a served emulator."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from linode_api4 import (  # type: ignore[import-untyped]
    ApiError,
    Image,
    Instance,
    LinodeClient,
    and_,
    or_,
)
from linode_api4.objects.filtering import limit, order_by  # type: ignore[import-untyped]
from linode_api4.objects.image_share_group import (  # type: ignore[import-untyped]
    ImageShareGroupImagesToAdd,
    ImageShareGroupImageToAdd,
    ImageShareGroupMemberToAdd,
)

from shim_provider.emulator import Emulator
from tests.emulator.conftest import MINIMAL_IMAGE


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(tmp_path, durations="zero") as emulator:
        yield emulator


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Any]:
    client = LinodeClient("any", base_url=f"{emulator.url}/v4", retry_rate_limit_interval=0.01)
    yield client
    client.session.close()


def _instance(client: Any, **more: Any) -> Any:
    return client.linode.instance_create(
        "g6-nanode-1",
        "us-east",
        image="linode/debian12",
        root_pass="insecure-p4ssw0rd!!",
        **more,
    )


def test_images_are_listed_filtered_and_sorted(client: Any) -> None:
    assert len(client.images()) > 20
    alpines = client.images(Image.vendor == "Alpine", Image.label.contains("3."))
    assert {image.vendor for image in alpines} == {"Alpine"}
    either = client.images(or_(Image.label == "Debian 12", Image.label == "Debian 13"))
    assert len(either) == 2
    both = client.images(and_(Image.vendor == "Debian", Image.deprecated == True))  # noqa: E712
    assert "linode/debian8" in {image.id for image in both}
    sizes = [image.size for image in client.images(Image.size > 3000)]
    assert sizes
    assert min(sizes) > 3000
    backwards = (Image.vendor == "Debian").order_by(Image.label, desc=True)
    debians = [image.label for image in client.images(backwards)]
    assert debians == sorted(debians, reverse=True)
    assert len(debians) > 2
    labels = [image.label for image in client.images(order_by(Image.label))]
    assert labels == sorted(labels)
    both = client.images(Image.vendor == "Debian", order_by(Image.label, desc=True))
    assert [image.label for image in both] == debians
    assert [image.label for image in client.images(order_by(Image.label), limit(3))] == labels[:3]


def test_a_public_image_is_loaded_by_id(client: Any) -> None:
    image = client.load(Image, "linode/ubuntu22.04")
    assert image.label == "Ubuntu 22.04 LTS"
    assert image.is_public is True
    assert isinstance(image.created, datetime)
    assert "cloud-init" in image.capabilities


def test_an_image_is_uploaded_changed_replicated_and_deleted(client: Any) -> None:
    image = client.images.upload("up", "us-east", io.BytesIO(MINIMAL_IMAGE), tags=["one"])
    image.invalidate()
    assert (image.status, image.size, image.tags) == ("available", 1, ["one"])
    image.label = "renamed"
    assert image.save()
    assert client.load(Image, image.id).label == "renamed"
    image.replicate(["us-east", "us-ord"])
    image.invalidate()
    assert {region.region for region in image.regions} == {"us-east", "us-ord"}
    assert image.delete()
    with pytest.raises(ApiError) as refused:
        client.load(Image, image.id)
    assert (refused.value.status, refused.value.errors) == (404, ["Not found"])


def test_an_image_is_captured_and_deployed(client: Any) -> None:
    linode = _instance(client)
    image = client.images.create(linode.disks[0], label="captured", description="d")
    assert image.label == "captured"
    image.invalidate()
    assert image.status == "available"
    copy = client.linode.instance_create(
        "g6-nanode-1",
        "eu-west",
        image=image,
        authorized_keys="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxx ada@example",
        kernel="linode/grub2",
        boot_size=10000,
    )
    assert copy.image.id == image.id
    assert copy.disks[0].size == 10000
    assert copy.configs[0].kernel.id == "linode/grub2"


def test_a_linode_is_made_watched_and_taken_down(client: Any) -> None:
    poller = client.polling.event_poller_create("linode", "linode_boot")
    linode = _instance(client, label="watched")
    poller.set_entity_id(linode.id)
    event = poller.wait_for_next_event_finished(timeout=10, interval=1)
    assert event.entity.id == linode.id
    linode.invalidate()
    assert linode.status == "running"
    assert linode.ips.ipv4.public[0].address == linode.ipv4[0]
    assert [disk.filesystem for disk in linode.disks] == ["ext4", "swap"]
    assert linode.configs[0].kernel.id == "linode/latest-64bit"
    assert linode.type.vcpus == 1
    assert linode.region.id == "us-east"
    for action, status in ((linode.shutdown, "offline"), (linode.boot, "running")):
        assert action()
        linode.invalidate()
        assert linode.status == status
    linode.tags = ["tag"]
    assert linode.save()
    assert [found.id for found in client.linode.instances(Instance.label == "watched")] == [
        linode.id
    ]
    assert linode.delete()
    with pytest.raises(ApiError):
        client.load(Instance, linode.id)


def test_a_linode_is_rebuilt_resized_and_cloned(client: Any) -> None:
    linode = _instance(client, label="web")
    image = client.images.create(linode.disks[0], label="golden")
    assert linode.rebuild(image, root_pass="insecure-p4ssw0rd!!")
    assert (linode.status, linode.image.id) == ("rebuilding", image.id)
    linode.invalidate()
    assert linode.status == "running"
    assert linode.resize("g6-standard-1")
    linode.invalidate()
    assert (linode.status, linode.type.id) == ("running", "g6-standard-1")
    assert linode.specs.disk == 51200
    copy = linode.clone(
        region="us-ord",
        instance_type="g6-standard-2",
        label="copy",
        configs=[config.id for config in linode.configs],
        with_backups=False,
    )
    assert (copy.label, copy.image.id, copy.region.id) == ("copy", image.id, "us-ord")
    assert [disk.size for disk in copy.disks] == [disk.size for disk in linode.disks]
    bare = client.linode.instance_create("g6-standard-1", "us-east")
    assert linode.clone(to_linode=bare, disks=linode.disks[1]).id == bare.id
    assert [disk.filesystem for disk in bare.disks] == ["swap"]
    duplicate = bare.disks[0].duplicate()
    assert duplicate.filesystem == "swap"


def test_disks_and_profiles_are_managed(client: Any) -> None:
    linode = client.linode.instance_create("g6-nanode-1", "us-east")
    disk = linode.disk_create(1000, label="data", filesystem="ext4")
    disk.invalidate()
    assert disk.status == "ready"
    assert disk.resize(2000)
    disk.invalidate()
    assert disk.size == 2000
    config = linode.config_create(label="boot", disks=[disk])
    assert config.devices.sda.id == disk.id
    assert config.delete()
    assert disk.delete()
    linode.invalidate()
    assert len(linode.disks) == 0


def test_regions_types_kernels_profile_and_events(client: Any) -> None:
    assert "us-central" in {region.id for region in client.regions()}
    assert client.linode.types()[0].id == "g6-nanode-1"
    assert len(client.linode.kernels()) > 3
    assert client.profile().username == "default"
    assert client.account().email
    assert client.account.settings().managed is False
    _instance(client)
    assert {event.action for event in client.account.events()} == {"linode_create", "linode_boot"}


def test_what_is_around_a_linode_is_there_or_none(client: Any) -> None:
    linode = _instance(client, tags=["one"])
    assert len(client.volumes()) == len(linode.volumes()) == len(linode.firewalls()) == 0
    assert len(client.networking.firewalls()) == 0
    assert linode.available_backups.automatic == []
    assert linode.available_backups.snapshot.current is None
    assert linode.transfer.quota == 1000
    assert client.profile().grants is None
    assert [tag.label for tag in client.tags()] == ["one"]
    key = client.profile.ssh_key_upload("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxx", "laptop")
    assert [each.label for each in client.profile.ssh_keys()] == ["laptop"]
    assert key.delete()
    address = client.networking.ip_allocate(linode)
    address.rdns = "web.example.com"
    assert address.save()
    assert client.load(type(address), address.address).rdns == "web.example.com"


def test_a_stack_script_is_made_and_deployed(client: Any) -> None:
    text = '#!/bin/sh\n# <UDF name="hue" label="Hue" oneof="red,blue">\n'
    script = client.linode.stackscript_create("script", text, ["linode/debian12"])
    (field,) = script.user_defined_fields
    assert (field.name, field.choices) == ("hue", ["red", "blue"])
    assert [each.id for each in client.linode.stackscripts(mine_only=True)] == [script.id]
    _instance(client, stackscript=script, stackscript_data={"hue": "red"})
    script.invalidate()
    assert (script.deployments_total, script.deployments_active) == (1, 1)
    with pytest.raises(ApiError, match="hue"):
        _instance(client, stackscript=script)
    script.label = "renamed"
    assert script.save()
    assert script.delete()


def test_a_tag_is_put_on_linodes(client: Any) -> None:
    linode = _instance(client)
    tag = client.tag_create("prod", instances=[linode])
    assert [each.id for each in tag.objects] == [linode.id]
    assert tag.delete()
    linode.invalidate()
    assert list(linode.tags) == []


def test_an_image_is_shared_with_another_account(tmp_path: Path) -> None:
    tokens = {"p": {"account": "producer"}, "c": {"account": "consumer"}}
    with Emulator(tmp_path, durations="zero", token=tokens) as emulator:
        producer, consumer = (
            LinodeClient(token, base_url=f"{emulator.url}/v4beta") for token in tokens
        )
        image = producer.images.upload("golden", "us-east", io.BytesIO(MINIMAL_IMAGE))
        group = producer.sharegroups.create_sharegroup("team", "those who may")
        group.add_images(ImageShareGroupImagesToAdd([ImageShareGroupImageToAdd(image.id)]))
        token, secret = consumer.sharegroups.create_token(group.uuid, "ours")
        group.add_member(ImageShareGroupMemberToAdd(secret, "consumer"))
        assert token.get_sharegroup().label == "team"
        (shared,) = token.get_images()
        assert consumer.load(Image, shared.id).label == "golden"
        assert [each.id for each in producer.sharegroups.sharegroups_by_image_id(image.id)] == [
            group.id
        ]
        group.remove_member(token.token_uuid)
        with pytest.raises(ApiError):
            consumer.load(Image, shared.id)
        for client in (producer, consumer):
            client.session.close()


def test_pages_are_fetched_as_they_are_needed(client: Any, emulator: Emulator) -> None:
    client.page_size = 25
    assert len([image.id for image in client.images()]) > 25
    pages = [entry.query for entry in emulator.requests.matching("GET", "/images")]
    assert len(pages) == 2


def test_a_busy_linode_and_a_rate_limit_are_told_apart(client: Any, emulator: Emulator) -> None:
    linode = _instance(client)
    emulator.faults.add("linode_busy", method="POST", path="/reboot$", count=1)
    with pytest.raises(ApiError) as refused:
        linode.reboot()
    assert refused.value.errors == ["Linode busy."]
    emulator.faults.add(
        status=429,
        body={"errors": [{"reason": "Too many requests"}]},
        headers={"Retry-After": "0"},
        path="^/profile$",
        count=1,
    )
    assert client.profile().username == "default"
