"""What is refused at construction, in which words; what passes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .core import (
    CORE,
    ArgumentError,
    ArgumentTypeError,
    DataLinodeImage,
    DataLinodeImages,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    TerraformStack,
    TerraformVariable,
    Token,
)

if TYPE_CHECKING:
    from .apps import Build

DISK = {"disk_id": 1, "linode_id": 2}
FILE = {"file_path": "image.img.gz", "region": "us-southeast"}


def an_image(**given: Any) -> Build:
    return lambda stack: LinodeImage(stack, "wrong", **{"label": "golden", **given})


def captured(**given: Any) -> Build:
    return an_image(**{**DISK, **given})


def an_instance(**given: Any) -> Build:
    return lambda stack: LinodeInstance(
        stack, "wrong", **{"region": "us-central", "image": "linode/debian12", **given}
    )


def uploaded(**given: Any) -> Build:
    return an_image(**{**FILE, **given})


#: What is wrong -> how to do it, and the message after `stack/wrong: `.
WRONG_VALUES: dict[str, tuple[Build, str]] = {
    "both sources": (
        uploaded(**DISK),
        "\n  - `disk_id` conflicts with `file_path`: give one of them (given 1)"
        "\n  - `linode_id` conflicts with `file_path`: give one of them (given 2)",
    ),
    "a file beside a disk that is a token": (
        uploaded(disk_id=Token.as_number({"a": 1}), linode_id=2),
        "\n  - `disk_id` conflicts with `file_path`: give one of them"
        "\n  - `linode_id` conflicts with `file_path`: give one of them (given 2)",
    ),
    "a disk without its Linode": (
        an_image(disk_id=1),
        "`disk_id` needs `linode_id` beside it, which is not given (given 1)",
    ),
    "a disk that is a token without its Linode": (
        an_image(disk_id=Token.as_number({"a": 1})),
        "`disk_id` needs `linode_id` beside it, which is not given",
    ),
    "a Linode without a disk": (
        an_image(linode_id=2),
        "`linode_id` needs `disk_id` beside it, which is not given (given 2)",
    ),
    "a file without region": (
        an_image(file_path="image.img.gz"),
        "`file_path` needs `region` beside it, which is not given (given 'image.img.gz')",
    ),
    "a region without file": (
        an_image(region="us-southeast"),
        "`region` needs `file_path` beside it, which is not given (given 'us-southeast')",
    ),
    "a hash without file": (
        an_image(file_hash="0cf442194905e7be019a11660df8164f"),
        "`file_hash` needs `file_path` beside it, which is not given"
        " (given '0cf442194905e7be019a11660df8164f')",
    ),
    "an empty label": (
        captured(label=""),
        "`label` must be 1 to 50 characters long, not 0 (given '')",
    ),
    "a label of 51 characters": (
        captured(label="x" * 51),
        f"`label` must be 1 to 50 characters long, not 51 (given '{'x' * 51}')",
    ),
    "a label with a forbidden character": (
        captured(label="golden/1"),
        "`label` must consist of letters, digits, spaces and ,.?-_', unlike 'golden/1'",
    ),
    "a label after a newline": (captured(label="golden\x00"), "`label` must consist of"),
    "a malformed timeout": (
        captured(timeouts={"create": "20 minutes"}),
        "`timeouts.create` must be a duration longer than zero such as `30m` or `1h30m`,"
        " not '20 minutes'",
    ),
    "a timeout of nothing": (captured(timeouts={"delete": "0s"}), "`timeouts.delete` must be"),
    "a tag of 2 characters": (
        captured(tags=["ok-tag", "ab"]),
        "`tags[1]` must be 3 to 100 characters long, not 2 (given 'ab')",
    ),
    "a hash that is no MD5": (
        uploaded(file_hash="0cf4"),
        "`file_hash` must consist of the 32 hexadecimal digits of an MD5, unlike '0cf4'",
    ),
    "a description of 65001 characters": (
        captured(description="y" * 65001),
        f"`description` must be 0 to 65000 characters long, not 65001 (given '{'y' * 56}...)",
    ),
    "count beside for_each": (
        captured(count=1, for_each=object()),
        "`count` conflicts with `for_each`: give one of them",
    ),
    "a negative count": (
        captured(count=-1),
        "`count` must be a whole number, 0 or more, not -1",
    ),
    "a provisioner of no type": (
        captured(provisioners=[{"command": "true"}]),
        "`provisioners` needs `type`: one of file, local-exec, remote-exec, not None",
    ),
    "an id of zero": (captured(disk_id=0), "`disk_id` must be a whole number above 0, not 0"),
    "an id below zero": (
        captured(linode_id=-3),
        "`linode_id` must be a whole number above 0, not -3",
    ),
    "an id with a fraction": (
        captured(linode_id=1.5),
        "`linode_id` must be a whole number above 0, not 1.5",
    ),
    "an instance label with two dashes": (
        an_instance(label="web--1"),
        "`label` must consist of a letter, then letters, digits and single -_., unlike 'web--1'",
    ),
    "keys without an image": (
        an_instance(image=None, authorized_keys=["ssh-ed25519 AAAA"]),
        "`authorized_keys` needs `image` beside it, which is not given"
        " (given ['ssh-ed25519 AAAA'])",
    ),
    "a negative swap size": (
        an_instance(swap_size=-1),
        "`swap_size` must be 0 or more, not -1",
    ),
    "a disk encryption of its own": (
        an_instance(disk_encryption="yes"),
        "`disk_encryption` must be one of `enabled`, `disabled`, not 'yes'",
    ),
    "two metadata blocks": (
        an_instance(metadata=[{"user_data": "YQ=="}, {"user_data": "Yg=="}]),
        "`metadata` takes 1 at most, not 2",
    ),
    "no image id": (
        lambda stack: DataLinodeImage(stack, "wrong", id=""),
        "`id` must be the id of an image, such as `linode/debian12`, not ''",
    ),
    "an order of its own": (
        lambda stack: DataLinodeImages(stack, "wrong", order="newest"),
        "`order` must be `asc` or `desc`, not 'newest'",
    ),
    "a filter by an unknown attribute": (
        lambda stack: DataLinodeImages(
            stack, "wrong", filter=[{"name": "label", "values": ["a"]}, {"name": "x", "values": []}]
        ),
        "`filter[1].name` must be one of `deprecated`, `is_public`, `label`, `size`, `vendor`,"
        " `created_by`, `description`, `id`, `status`, `tags`, `type`, not 'x'",
    ),
    "an unknown API version": (
        lambda stack: LinodeProvider(stack, "wrong", api_version="v5"),
        "`api_version` must be one of `v4`, `v4beta`, not 'v5'",
    ),
    "a poll interval of zero": (
        lambda stack: LinodeProvider(stack, "wrong", event_poll_ms=0),
        "`event_poll_ms` must be 1 or more, not 0",
    ),
    "another version of the bundled provider": (
        lambda stack: LinodeProvider(stack, "wrong", version="~> 3.0"),
        "`version` must be left out or ",
    ),
    "an emulator without a folder": (
        lambda stack: LinodeProvider(stack, "wrong", url="emulator:"),
        "`url` needs a folder for its data after `emulator:`",
    ),
    "the emulator in the official provider": (
        lambda stack: LinodeProvider(stack, "wrong", url="emulator:data", source="linode/linode"),
        "`url` must be an address that begins with `http`, as only the bundled provider has the"
        " emulator in it (given 'emulator:data' and source='linode/linode')",
    ),
}

WRONG_TYPES: dict[str, tuple[Build, str]] = {
    "a label that is a number": (captured(label=5), "`label` takes text, not 5 (int)"),
    "a label that is bytes": (captured(label=b"a"), "`label` takes text, not b'a' (bytes)"),
    "no label": (captured(label=None), "`label` is required"),
    "an id that is true": (captured(disk_id=True), "`disk_id` takes a number, not True (bool)"),
    "an id that is a word": (
        captured(linode_id="web"),
        "`linode_id` takes a number, not 'web' (str)",
    ),
    "an id that is a list": (captured(disk_id=[1]), "`disk_id` takes a number, not [1] (list)"),
    "an id that is infinite": (
        captured(disk_id=float("inf")),
        "`disk_id` takes a number, not inf (float)",
    ),
    "an id that is any object": (
        captured(disk_id=Path("x")),
        "`disk_id` takes a number, not Posix",
    ),
    "tags that are one text": (
        captured(tags="golden"),
        "`tags` takes a list of text, not 'golden' (str)",
    ),
    "tags in a set, which has no order": (
        captured(tags={"golden"}),
        "`tags` takes a list of text, not {'golden'} (set)",
    ),
    "a tag that is a number": (captured(tags=["abc", 3]), "`tags[1]` takes text, not 3 (int)"),
    "a tag that is nothing": (captured(tags=[None]), "`tags[0]` takes text, not None"),
    "a bool that is text": (
        captured(cloud_init="yes"),
        "`cloud_init` takes True or False, not 'yes' (str)",
    ),
    "a bool that is a number": (captured(cloud_init=1), "`cloud_init` takes True or False, not 1"),
    "timeouts that are one text": (
        captured(timeouts="30m"),
        "`timeouts` takes `create`, `read`, `update`, `delete`, not '30m' (str)",
    ),
    "an unknown timeout": (
        captured(timeouts={"creat": "30m"}),
        "`timeouts.creat` is unknown; allowed: `create`, `read`, `update`, `delete`",
    ),
    "a timeout that is a number": (
        captured(timeouts={"create": 30}),
        "`timeouts.create` takes text, not 30 (int)",
    ),
    "a variable instead of its value": (
        lambda stack: captured(linode_id=TerraformVariable(stack, "v", type="number"))(stack),
        f"`linode_id` takes a number, not <{CORE}.TerraformVariable",
    ),
    "a file path that is a Path": (
        uploaded(file_path=Path("image.img.gz")),
        "`file_path` takes text, not PosixPath('image.img.gz') (PosixPath)",
    ),
    "a provider named by text": (
        captured(provider="linode.eu"),
        "`provider` takes a provider construct such as a LinodeProvider, not 'linode.eu'",
    ),
    "a for_each over a plain list": (
        captured(for_each=["a"]),
        "`for_each` takes an iterator: TerraformIterator.from_list(...) or .from_map(...)",
    ),
    "a count that is text": (
        captured(count="2"),
        "`count` takes a number or a TerraformCount, not '2'",
    ),
    "a single dependency": (
        captured(depends_on="linode_instance.foo"),
        "`depends_on` takes a list of constructs, not str 'linode_instance.foo'",
    ),
    "a lifecycle with an unknown rule": (
        captured(lifecycle={"never_destroy": True}),
        "`lifecycle` TerraformResourceLifecycle.__init__() got an unexpected keyword argument"
        " 'never_destroy'",
    ),
    "filters that are no list": (
        lambda stack: DataLinodeImages(stack, "wrong", filter={"name": "label", "values": ["a"]}),  # type: ignore[arg-type]
        "`filter` takes a list, not {'name': 'label', 'values': ['a']} (dict)",
    ),
    "a filter without values": (
        lambda stack: DataLinodeImages(stack, "wrong", filter=[{"name": "label"}]),
        "`filter[0].values` is required",
    ),
    "no source of the provider": (
        lambda stack: LinodeProvider(stack, "wrong", source=None),  # type: ignore[arg-type]
        "`source` takes text, not None",
    ),
    "an alias that is a number": (
        lambda stack: LinodeProvider(stack, "wrong", alias=2),  # type: ignore[arg-type]
        "`alias` takes text, not 2",
    ),
    "a poll interval that is text": (
        lambda stack: LinodeProvider(stack, "wrong", event_poll_ms="4s"),  # type: ignore[arg-type]
        "`event_poll_ms` takes a number, not '4s' (str)",
    ),
}


@pytest.mark.parametrize("sentence", WRONG_VALUES)
@pytest.mark.usefixtures("image_file")
def test_wrong_value_is_refused(sentence: str, stack: TerraformStack) -> None:
    build, message = WRONG_VALUES[sentence]
    with pytest.raises(ArgumentError) as raised:
        build(stack)
    assert str(raised.value).removeprefix("stack/wrong:").lstrip(" ").startswith(message)
    assert not isinstance(raised.value, TypeError)
    assert stack.node.try_find_child("wrong") is None


@pytest.mark.parametrize("sentence", WRONG_TYPES)
@pytest.mark.usefixtures("image_file")
def test_wrong_type_is_refused(sentence: str, stack: TerraformStack) -> None:
    build, message = WRONG_TYPES[sentence]
    with pytest.raises(TypeError) as raised:
        build(stack)
    assert str(raised.value).startswith(f"stack/wrong: {message}")
    assert isinstance(raised.value, ValueError)
    assert stack.node.try_find_child("wrong") is None


def test_the_error_carries_path_argument_and_sentence(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentError) as raised:
        captured(label="", tags=["ab"])(stack)
    assert raised.value.construct_path == "stack/wrong"
    assert [wrong.argument for wrong in raised.value.wrong] == ["label", "tags[0]"]
    assert raised.value.wrong[0].sentence == "must be 1 to 50 characters long, not 0 (given '')"


def test_every_wrong_argument_is_told_at_once(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentTypeError) as raised:
        LinodeImage(stack, "wrong", label="", tags=[3], timeouts={"create": "x"}, linode_id=2)  # type: ignore[list-item]
    assert [wrong.argument for wrong in raised.value.wrong] == [
        "tags[0]",
        "label",
        "timeouts.create",
        "linode_id",
    ]


SECRETS: dict[str, Callable[[TerraformStack, Any], Any]] = {
    "root_pass": lambda stack, secret: an_instance(root_pass=secret)(stack),
    "token": lambda stack, secret: LinodeProvider(stack, "wrong", token=secret),
    "obj_secret_key": lambda stack, secret: LinodeProvider(stack, "wrong", obj_secret_key=secret),
}


@pytest.mark.parametrize("argument", SECRETS)
def test_a_secret_of_a_wrong_type_is_never_shown(argument: str, stack: TerraformStack) -> None:
    with pytest.raises(ArgumentTypeError) as raised:
        SECRETS[argument](stack, 8675309)
    assert str(raised.value) == f"stack/wrong: `{argument}` takes text, not a value of type int"


def test_a_short_password_is_refused_but_not_shown(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentError) as raised:
        an_instance(root_pass="hunter")(stack)
    assert str(raised.value) == "stack/wrong: `root_pass` must be 7 to 128 characters long, not 6"


def test_a_scope_that_is_no_construct_is_refused() -> None:
    with pytest.raises(
        TypeError, match="image: scope takes a stack or another construct, not None"
    ):
        LinodeImage(None, "image", label="golden", disk_id=1, linode_id=2)  # type: ignore[arg-type]


# --- the file


def test_a_missing_file_is_refused(stack: TerraformStack, image_file: Path) -> None:
    image_file.unlink()
    with pytest.raises(ArgumentError) as raised:
        uploaded()(stack)
    assert str(raised.value) == (
        "stack/wrong: `file_path` must be a file that can be read: 'image.img.gz':"
        f" No such file or directory ({image_file})"
    )


def test_a_file_that_is_not_gzip_is_refused(stack: TerraformStack, image_file: Path) -> None:
    image_file.write_bytes(b"\x1e\x8b a raw disk")
    with pytest.raises(ArgumentError) as raised:
        uploaded()(stack)
    assert str(raised.value) == (
        "stack/wrong: `file_path` must be compressed with gzip, which 'image.img.gz' is not"
        f" ({image_file})"
    )


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["directory", "pipe"])
def test_a_file_that_is_not_regular_is_refused(
    make: Callable[[Path], None], stack: TerraformStack, image_file: Path
) -> None:
    image_file.unlink()
    make(image_file)
    with pytest.raises(ArgumentError, match="`file_path` must be a regular file, which"):
        uploaded()(stack)


def test_an_empty_file_is_refused(stack: TerraformStack, image_file: Path) -> None:
    image_file.write_bytes(b"")
    with pytest.raises(ArgumentError, match="must be compressed with gzip"):
        uploaded()(stack)
