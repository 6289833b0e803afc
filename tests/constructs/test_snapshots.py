"""Whole stacks, as JSON and as HCL, compared letter by letter with files in `snapshots/`.

They are the same for both cores.

After a change that is meant, write the files anew and read the difference before committing it:

    UPDATE_SNAPSHOTS=1 pytest tests/constructs/test_snapshots.py && git diff tests/constructs
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from shim_provider.install import PROVIDER_VERSION

from .apps import as_hcl, as_json
from .core import (
    App,
    DataLinodeImage,
    DataLinodeImages,
    DataLinodeImagesFilter,
    Fn,
    LinodeImage,
    LinodeImageBuild,
    LinodeImageTimeouts,
    LinodeInstance,
    LinodeInstanceMetadata,
    LinodeInstanceTimeouts,
    LinodeProvider,
    LocalBackend,
    SSHProvisionerConnection,
    TerraformCount,
    TerraformIterator,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    Token,
)

FILES = Path(__file__).parent / "snapshots"


def capture_and_boot(stack: TerraformStack) -> None:
    LinodeProvider(stack, "linode")
    foo = LinodeInstance(
        stack,
        "foo",
        type="g6-nanode-1",
        region="us-central",
        image="linode/ubuntu22.04",
        root_pass="insecure-p4ssw0rd!!",
    )
    bar = LinodeImage(
        stack,
        "bar",
        label="foo-sda-image",
        description="Image taken from foo",
        disk_id=foo.disk.get(0).id,
        linode_id=foo.id,
    )
    LinodeInstance(stack, "bar_based", type=foo.type, region="eu-west", image=bar.id)


def upload(stack: TerraformStack) -> None:
    LinodeProvider(stack, "linode")
    LinodeImage(
        stack,
        "foobar",
        label="foobar-image",
        description="An image uploaded from Terraform!",
        region="us-southeast",
        file_path="image.img.gz",
        file_hash="0cf442194905e7be019a11660df8164f",
    )
    LinodeImage.from_file(stack, "short", path=Path("image.img.gz"), region="us-southeast")


def every_argument(stack: TerraformStack) -> None:
    linode = LinodeProvider(
        stack,
        "linode",
        token="not-a-real-token",
        url="emulator:data",
        api_version="v4beta",
        config_path="linode.ini",
        config_profile="work",
        api_ca_path="/etc/ssl/linode.pem",
        ua_prefix="golden",
        event_poll_ms=10,
        min_retry_delay_ms=1,
        max_retry_delay_ms=100,
        skip_instance_ready_poll=False,
        obj_use_temp_keys=True,
        alias="emulated",
    )
    foo = LinodeInstance(
        stack,
        "foo",
        region="us-central",
        type="g6-nanode-1",
        label="foo",
        image="linode/ubuntu22.04",
        root_pass_wo="insecure-p4ssw0rd!!",
        root_pass_wo_version=1,
        authorized_keys=["ssh-ed25519 AAAA me"],
        authorized_users=["me"],
        swap_size=512,
        tags=["web", "tier-1"],
        group="golden",
        booted=True,
        watchdog_enabled=False,
        backups_enabled=True,
        private_ip=True,
        firewall_id=7,
        disk_encryption="disabled",
        metadata=LinodeInstanceMetadata(user_data="Zm9v"),
        timeouts=LinodeInstanceTimeouts(create="10m", delete="1h"),
        provider=linode,
    )
    LinodeImage(
        stack,
        "golden",
        label="golden",
        description="",
        disk_id=foo.disk.get(0),
        linode_id=foo,
        cloud_init=True,
        tags=["golden"],
        replica_regions=["us-ord", "eu-west"],
        wait_for_replications=False,
        timeouts=LinodeImageTimeouts(create="1h30m", read="1m", update="2h", delete="3m"),
        provider=linode,
        depends_on=[foo],
        lifecycle=TerraformResourceLifecycle(
            create_before_destroy=True,
            prevent_destroy=True,
            ignore_changes=["tags"],
            replace_triggered_by=[foo],
        ),
        connection=SSHProvisionerConnection(type="ssh", host=foo.ip_address, user="root"),
        provisioners=[
            {"type": "local-exec", "command": "echo ${self.id}", "working_dir": "/tmp"},
            {"type": "remote-exec", "inline": ["true"]},
        ],
    )


def count_and_for_each(stack: TerraformStack) -> None:
    LinodeProvider(stack, "linode")
    regions = TerraformIterator.from_list(["us-ord", "eu-west"])
    webs = LinodeInstance(
        stack, "web", for_each=regions, region=regions.value, image="linode/debian12"
    )
    images = TerraformIterator.from_resources(webs)
    LinodeImage(
        stack,
        "web_image",
        for_each=images,
        label=f"web-{Token.as_string(images.key)}",
        linode_id=images.get_string("id"),
        disk_id=Fn.lookup_nested(images.value, ["disk", 0, "id"]),
    )
    three = TerraformCount.of(3)
    LinodeInstance(
        stack, "three", count=three, region="us-ord", label=f"web-{Token.as_string(three.index)}"
    )
    LinodeInstance(stack, "two", count=2, region="us-ord")


def data_sources(stack: TerraformStack) -> None:
    LinodeProvider(stack, "linode")
    debian = DataLinodeImage(stack, "debian", id="linode/debian12")
    LinodeInstance(stack, "web", region="us-ord", image=debian)
    found = DataLinodeImages(
        stack,
        "found",
        latest=True,
        order="asc",
        order_by="size",
        filter=[
            DataLinodeImagesFilter(name="label", values=["golden"], match_by="substring"),
            {"name": "is_public", "values": ["false"]},
        ],
    )
    TerraformOutput(stack, "newest", value=found.images.get(0).id)
    tags = TerraformIterator.from_list(["golden", "web"])
    DataLinodeImages(stack, "tagged", filter=tags.dynamic({"name": "tags", "values": [tags.value]}))


def builds(stack: TerraformStack) -> None:
    """A script in a file has a dollar before a brace; a text's is Terraform's."""
    LinodeProvider(stack, "linode")
    Path("setup.sh").write_text('#!/bin/sh\nname="${1:-web}" 100%{ok}\npoweroff\n')
    web = LinodeImageBuild(
        stack,
        "web",
        label="web",
        image=DataLinodeImage(stack, "debian", id="linode/debian12"),
        region="us-ord",
        user_data=Path("setup.sh"),
    )
    key = TerraformVariable(stack, "key", type="string", sensitive=True)
    LinodeImageBuild(
        stack,
        "app",
        label="app",
        image=web,
        region="us-ord",
        builder_type="g6-standard-2",
        user_data=f"#cloud-config\nwrite_files: [{{content: {key.string_value}}}]\n",
        stackscript_id=7,
        stackscript_data={"name": "app", "key": key.string_value, "odd name": 'a "quote"'},
        authorized_keys=["ssh-ed25519 AAAA me"],
        authorized_users=["me"],
        firewall_id=8,
        triggers={"month": "2026-11", "web": web.id},
        keep_failed=True,
        description="The app",
        tags=["golden"],
        cloud_init=True,
        replica_regions=["us-ord", "us-east"],
        wait_for_replications=True,
        timeouts={"create": "2h"},
    )
    LinodeInstance(stack, "node", region="us-ord", image=web)


def two_providers(stack: TerraformStack) -> None:
    LinodeProvider(stack, "linode")
    work = LinodeProvider(stack, "work", alias="work", config_profile="work")
    LinodeInstance(stack, "mine", region="us-ord")
    LinodeInstance(stack, "ours", region="us-ord", provider=work)


def official_provider(stack: TerraformStack) -> None:
    LinodeProvider(stack, "linode", source="linode/linode", version="~> 3.0")
    LinodeImage(stack, "golden", label="golden", disk_id=1, linode_id=2)


def adopted_and_moved(stack: TerraformStack) -> None:
    LinodeProvider(stack, "linode")
    LinodeImage(stack, "by_hand", label="by hand").import_from("private/12345")
    LinodeImage(stack, "old", label="golden").move_to("new-home")
    new = LinodeImage(stack, "new", label="golden", disk_id=1, linode_id=2)
    new.add_move_target("new-home")
    LinodeImage(stack, "former", label="web").move_to_id("linode_image.latter")
    LinodeImage.generate_config_for_import(stack, "to_be_written", "private/67890")


def text(stack: TerraformStack) -> None:
    """Text which HCL must escape; `Fn`'s result holds quotes once it is resolved."""
    LinodeProvider(stack, "linode")
    name = TerraformVariable(stack, "name", type="string")
    LinodeImage(
        stack,
        "golden",
        label="it's a golden-image, v.1?",
        description='a "quoted" C:\\path\tof ' + name.string_value + "\nand a second line\n",
        disk_id=1,
        linode_id=2,
    )
    LinodeImage(
        stack,
        "by_hand",
        label='${upper("golden")}',
        description=Fn.join(", ", ["a", "b"]),
        tags=['a "tag"', Fn.lower("TAG")],
        disk_id=1,
        linode_id=2,
    )


STACKS = {
    build.__name__: build
    for build in (
        capture_and_boot,
        upload,
        every_argument,
        count_and_for_each,
        data_sources,
        builds,
        two_providers,
        official_provider,
        adopted_and_moved,
        text,
    )
}


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.usefixtures("image_file")
def test_stack_is_as_ever(name: str, app: App) -> None:
    stack = TerraformStack(app, "stack")
    # The default one would show the directory these tests run in.
    LocalBackend(stack, path="terraform.tfstate")
    STACKS[name](stack)
    # The cores break lines differently.
    text = json.dumps(json.loads(as_json(stack)), indent=2, ensure_ascii=False)
    assert_is_file(f"{name}.json", text + "\n")
    assert_is_file(f"{name}.tf", as_hcl(stack))


def assert_is_file(name: str, text: str) -> None:
    text = text.replace(f'"{PROVIDER_VERSION}"', '"PROVIDER_VERSION"')
    file = FILES / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_every_snapshot_is_compared() -> None:
    expected = {f"{name}.{kind}" for name in STACKS for kind in ("json", "tf")}
    assert {file.name for file in FILES.iterdir()} == expected
