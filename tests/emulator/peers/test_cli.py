"""The official command, `linode-cli`, unchanged; and the API document it carries, as an oracle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shim_provider.emulator import Emulator
from shim_provider.emulator.api import (
    absent,
    availability,
    events,
    profile,
    regions,
    sshkeys,
    stackscripts,
    tags,
)
from shim_provider.emulator.api.images import images, sharegroups, sharetokens
from shim_provider.emulator.api.linodes import configs, disks, instances, kernels, types
from tests.emulator.conftest import MINIMAL_IMAGE

# Each command line is run by a fork of one process which has linode-cli loaded: loading it takes
# a second, and a fork is as good as new.
_DRIVER = """
import json, os, sys, tempfile
import linodecli

def run(arguments, out, err):
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.argv = ["linode-cli", *arguments]
    linodecli.main()

for line in sys.stdin:
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            run(json.loads(line), out, err)
            sys.exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = [file.seek(0) or file.read() for file in (out, err)]
    print(json.dumps([code, *texts]), flush=True)
"""


class _Done(NamedTuple):
    code: int
    out: str
    err: str


class _Command:
    def __init__(self, url: str, home: Path) -> None:
        self.home = home
        self.environment = {
            **{name: os.environ[name] for name in ("PATH",) if name in os.environ},
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "LINODE_CLI_TOKEN": "any",
            "LINODE_CLI_API_HOST": url.removeprefix("http://"),
            "LINODE_CLI_API_SCHEME": "http",
            "LINODE_CLI_API_VERSION": "v4",
            "LINODE_CLI_SUPPRESS_VERSION_WARNING": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", _DRIVER],
            env=self.environment,
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> _Done:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        return _Done(*json.loads(self.process.stdout.readline()))

    def plugin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A plugin's arguments are looked at while linode-cli loads: it needs its own process."""
        return subprocess.run(
            [sys.executable, "-m", "linodecli", *arguments],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
        )

    def ok(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.code == 0, (arguments, done)
        return json.loads(done.out) if done.out.strip() else None

    def refused(self, *arguments: str) -> str:
        """What is said of a command that the API refuses."""
        done = self.run(*arguments, "--text")
        assert done.code == 2, (arguments, done)
        assert "Request failed: " in done.err
        return done.err


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Command]:
    home = tmp_path_factory.mktemp("home")
    with Emulator(tmp_path_factory.mktemp("world"), durations="zero") as emulator:
        command = _Command(emulator.url, home)
        yield command
        with command.process as process:
            assert process.stdin
            process.stdin.close()


def test_images_from_listing_to_deletion(cli: _Command) -> None:
    alpines = cli.ok("images", "list", "--vendor", "Alpine", "--all-rows")
    assert {image["vendor"] for image in alpines} == {"Alpine"}
    assert cli.ok("images", "view", "linode/debian8")[0]["size"] == 1300
    (cli.home / "image.img.gz").write_bytes(MINIMAL_IMAGE)
    sent = cli.plugin("image-upload", "--region", "us-east", "--label", "up", "image.img.gz")
    assert sent.returncode == 0, sent
    (image,) = cli.ok("images", "list", "--label", "up")
    assert (image["status"], image["size"]) == ("available", 1)
    changed = cli.ok("images", "update", image["id"], "--label", "renamed", "--tags", "one")
    assert (changed[0]["label"], changed[0]["tags"]) == ("renamed", ["one"])
    replicated = cli.ok(
        *("images", "replicate", image["id"], "--regions", "us-east", "--regions", "us-ord")
    )
    assert len(replicated[0]["regions"]) == 2
    cli.ok("images", "delete", image["id"])
    gone = cli.run("images", "view", image["id"])
    assert gone.code != 0
    assert "Not found" in gone.out + gone.err


def test_linodes_from_creation_to_capture(cli: _Command) -> None:
    (linode,) = cli.ok(
        *("linodes", "create", "--type", "g6-nanode-1", "--region", "us-central"),
        *("--image", "linode/debian12", "--root_pass", "insecure-p4ssw0rd!!", "--label", "cli"),
    )
    number = str(linode["id"])
    assert cli.ok("linodes", "view", number)[0]["status"] == "running"
    disk = cli.ok("linodes", "disks-list", number)[0]["id"]
    (image,) = cli.ok("images", "create", "--disk_id", str(disk), "--label", "captured")
    assert image["status"] == "creating"
    assert cli.ok("images", "view", image["id"])[0]["status"] == "available"
    cli.ok("linodes", "shutdown", number)
    (event, *_) = cli.ok("events", "list", "--action", "linode_shutdown")
    assert event["status"] == "finished"
    cli.ok("linodes", "boot", number)
    assert cli.ok("linodes", "view", number)[0]["status"] == "running"
    (config,) = cli.ok("linodes", "configs-list", number)
    assert config["kernel"] == "linode/latest-64bit"
    (addresses,) = cli.ok("linodes", "ips-list", number)
    assert addresses["ipv4"]["public"][0]["address"] == linode["ipv4"][0]
    cli.ok("linodes", "delete", number)
    assert cli.ok("linodes", "list") == []


def test_a_linode_is_rebuilt_resized_and_cloned(cli: _Command) -> None:
    (bare,) = cli.ok("linodes", "create", "--type", "g6-nanode-1", "--region", "us-east")
    number = str(bare["id"])
    deploy = ("--image", "linode/debian12", "--root_pass", "insecure-p4ssw0rd!!")
    (rebuilt,) = cli.ok("linodes", "rebuild", number, *deploy, "--booted", "false")
    assert (rebuilt["status"], rebuilt["image"]) == ("rebuilding", "linode/debian12")
    cli.ok("linodes", "resize", number, "--type", "g6-standard-1")
    (resized,) = cli.ok("linodes", "view", number)
    assert (resized["type"], resized["status"]) == ("g6-standard-1", "offline")
    where = ("--region", "us-ord", "--type", "g6-standard-2")
    copy = str(cli.ok("linodes", "clone", number, *where)[0]["id"])
    _, swap = cli.ok("linodes", "disks-list", copy)
    assert "You must specify an image" in cli.refused("linodes", "rebuild", number, *deploy[2:])
    same, smaller = ("--type", "g6-standard-1"), ("--type", "g6-nanode-1")
    plan = cli.refused("linodes", "resize", number, *same)
    assert "Linode is already running this service plan." in plan
    assert "Linode has allocated more disk" in cli.refused("linodes", "resize", copy, *smaller)
    (duplicate,) = cli.ok("linodes", "disk-clone", copy, str(swap["id"]))
    assert duplicate["label"] == f"Copy of {swap['label']}"
    assert (duplicate["filesystem"], duplicate["size"]) == ("swap", 512)
    for linode in (number, copy):
        cli.ok("linodes", "delete", linode)


def test_offers_profile_and_order(cli: _Command) -> None:
    assert cli.ok("linodes", "types", "--all-rows")[0]["id"] == "g6-nanode-1"
    assert "us-central" in {region["id"] for region in cli.ok("regions", "list", "--all-rows")}
    assert cli.ok("kernels", "list")
    assert cli.ok("profile", "view")[0]["username"] == "default"
    listed = cli.ok("images", "list", "--all-rows", "--order-by", "label", "--order", "desc")
    labels = [image["label"] for image in listed]
    assert labels == sorted(labels, reverse=True)
    assert len(labels) > 20


def test_a_share_group_is_made_and_deleted(cli: _Command) -> None:
    (group,) = cli.ok("image-sharegroups", "create", "--label", "team")
    assert cli.ok("image-sharegroups", "list")[0]["label"] == "team"
    cli.ok("image-sharegroups", "delete", str(group["id"]))
    assert cli.ok("image-sharegroups", "list") == []


def test_a_stack_script_is_made_changed_and_deployed(cli: _Command) -> None:
    script = '#!/bin/bash\n# <UDF name="foo" Label="foo" example="bar" />\n $EXAMPLE_SCRIPT'
    new = ("--script", script, "--label", "mine", "--is_public", "false")
    assert "images is required" in cli.refused("stackscripts", "create", *new)
    (made,) = cli.ok("stackscripts", "create", *new, "--images", "linode/debian10")
    number = str(made["id"])
    # Public ones come first.
    assert cli.ok("stackscripts", "list")[0]["is_public"] is True
    assert [each["id"] for each in cli.ok("stackscripts", "list", "--mine", "true")] == [made["id"]]
    where = ("--type", "g6-standard-1", "--region", "us-ord", "--root_pass", "insecure-p4ssw0rd!!")
    create = ("linodes", "create", *where, "--stackscript_id", number)
    assert "image is not valid" in cli.refused(*create, "--image", "asdf")
    assert "stackscript_id" in cli.refused(*create, "--image", "linode/debian12")
    images = ("--images", "linode/debian12", "--images", "linode/any/all")
    (changed,) = cli.ok("stackscripts", "update", number, *images)
    assert changed["images"] == ["linode/debian12", "linode/any/all"]
    data = ("--stackscript_data", '{"foo": "bar"}')
    (linode,) = cli.ok(*create, "--image", "linode/debian12", *data)
    assert cli.ok("stackscripts", "view", number)[0]["deployments_active"] == 1
    cli.ok("linodes", "delete", str(linode["id"]))
    cli.ok("stackscripts", "delete", number)
    assert "Not found" in cli.refused("stackscripts", "view", number)


def test_a_tag_is_made_shown_and_deleted_by_name(cli: _Command) -> None:
    cli.ok("tags", "create", "--label", "of-the-cli")
    assert "of-the-cli" in {tag["label"] for tag in cli.ok("tags", "list")}
    assert cli.ok("tags", "get-tagged-objects", "of-the-cli") == []
    assert "Length must be 3-50 characters" in cli.refused("tags", "create", "--label", "aa")
    cli.ok("tags", "delete", "of-the-cli")
    assert "Not found" in cli.refused("tags", "get-tagged-objects", "of-the-cli")


def test_what_share_groups_refuse_is_said_as_the_service_says_it(cli: _Command) -> None:
    (group,) = cli.ok("image-sharegroups", "create", "--label", "own")
    number = str(group["id"])
    token = ("--label", "l", "--valid_for_sharegroup_uuid", group["uuid"])
    own = cli.refused("image-sharegroups", "token-create", *token)
    assert "You may not create a token for your own sharegroup" in own
    member = ("member-add", number, "--label", "l", "--token", "notExistingToken")
    told = cli.refused("image-sharegroups", *member)
    assert "Request failed: 500" in told
    assert "Invalid token format" in told
    assert "Not found" in cli.refused("image-sharegroups", "token-view", "36b0-4d52_invalid")
    cli.ok("image-sharegroups", "delete", number)


def test_what_is_sold_where_and_who_one_is(cli: _Command) -> None:
    assert cli.ok("regions", "list-avail")[0]["available"] is True
    assert cli.ok("regions", "view-avail", "us-ord")
    assert cli.ok("regions", "list-vpc-avail")
    (token,) = cli.ok("profile", "tokens-list")
    assert token["scopes"] == "*"
    assert cli.ok("kernels", "view", "linode/grub2")[0]["id"] == "linode/grub2"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Attributes, all and filterable, of each operation in the document linode-cli carries."""
    code = """
import json, pickle
from pathlib import Path
import linodecli
operations = pickle.loads((Path(linodecli.__file__).parent / "data-3").read_bytes())
print(json.dumps({
    f"{group} {name}": {
        "filterable": sorted(a.name for a in operation.response_model.attrs if a.filterable),
        "attributes": sorted(a.name for a in operation.response_model.attrs),
    }
    for group, actions in operations.items() if not group.startswith("_")
    for name, operation in actions.items() if operation.response_model
}))
"""
    out = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "LINODE_CLI_TOKEN": "any", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(out.stdout)
    return found


# Filterable by the document, but about things the emulator has none of.
_ABSENT = {"placement_group.label", "placement_group.placement_group_type", "interfaces.label"}

_LISTS = {
    "images list": images.FIELDS,
    "linodes list": instances.FIELDS,
    "linodes disks-list": disks.FIELDS,
    "linodes configs-list": configs.FIELDS,
    "linodes types": types.FIELDS,
    "regions list": regions.FIELDS,
    "kernels list": kernels.FIELDS,
    "events list": events.FIELDS,
    "regions list-avail": availability.FIELDS["plan"],
    "regions list-vpc-avail": availability.FIELDS["vpc"],
    "stackscripts list": stackscripts.FIELDS,
    "profile tokens-list": profile.TOKEN_FIELDS,
    "account notifications-list": absent.FIELDS["notification"],
    "firewalls list": absent.FIELDS["firewall"],
    "linodes firewalls-list": absent.FIELDS["firewall"],
    "volumes list": absent.FIELDS["volume"],
    "linodes volumes": absent.FIELDS["volume"],
    "sshkeys list": sshkeys.FIELDS,
    "tags list": tags.FIELDS,
    "image-sharegroups list": sharegroups.FIELDS,
    "image-sharegroups images-list": sharegroups.ENTRY_FIELDS,
    "image-sharegroups tokens-list": sharetokens.FIELDS,
}

# Not in the document, and taken by the service in recordings.
_RECORDED = {"events list": {"seen"}}


@pytest.mark.parametrize("operation", _LISTS)
def test_lists_are_filterable_as_the_document_says(
    document: dict[str, Any], operation: str
) -> None:
    ours = _LISTS[operation].scalars | _LISTS[operation].lists
    theirs = set(document[operation]["filterable"]) - _ABSENT
    recorded = _RECORDED.get(operation, set())
    assert ours - recorded == {name for name in theirs if not name.startswith("details.")}


_SHOWN = {
    "images view": "/images/linode/debian12",
    "regions view": "/regions/us-east",
    "linodes type-view": "/linode/types/g6-nanode-1",
    "kernels view": "/linode/kernels/linode/grub2",
    "linodes view": "/linode/instances/{linode}",
    "linodes disk-view": "/linode/instances/{linode}/disks/{disk}",
    "linodes config-view": "/linode/instances/{linode}/configs/{config}",
    "events view": "/account/events/{event}",
    "linodes transfer-view": "/linode/instances/{linode}/transfer",
    "sshkeys view": "/profile/sshkeys/{key}",
    "stackscripts view": "/linode/stackscripts/{script}",
    "profile token-view": "/profile/tokens/1",
    "profile view": "/profile",
    "account view": "/account",
    "account settings": "/account/settings",
}


@pytest.mark.parametrize("operation", _SHOWN)
def test_replies_carry_every_attribute_of_the_document(
    document: dict[str, Any], operation: str, api: Any, things: dict[str, Any]
) -> None:
    reply = api.ok("GET", _SHOWN[operation].format(**things))
    expected = {name.partition(".")[0] for name in document[operation]["attributes"]}
    assert expected - set(reply) <= {"details"}
