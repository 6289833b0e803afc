"""What an image family refuses, in the words of the argument that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..apps import synthesized
from ..core import (
    App,
    ArgumentError,
    ArgumentErrors,
    ArgumentTypeError,
    ImageFamily,
    LinodeInstance,
    TerraformStack,
    TerraformVariable,
    errors_together,
)
from .families import Web

WRONG: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "none kept": ({"keep": 0}, ArgumentError, "`keep` must be a whole number, 1 or more, not 0"),
    "fewer than none kept": ({"keep": -2}, ArgumentError, "`keep` must be a whole number"),
    "half a version kept": ({"keep": 2.5}, ArgumentError, "`keep` must be a whole number"),
    "a keep that is no number": (
        {"keep": "3"},
        ArgumentTypeError,
        "`keep` takes a number, not '3' (str)",
    ),
    "a keep that only Terraform knows": (
        {"keep": "number"},
        ArgumentError,
        "`keep` must be known when the app runs",
    ),
    "a current version that only Terraform knows": (
        {"current": "${var.current}"},
        ArgumentError,
        "`current` must be known when the app runs",
    ),
    "a current version that is no text": (
        {"current": 20261101},
        ArgumentTypeError,
        "`current` takes text, not 20261101 (int)",
    ),
    "no label": ({"label": ""}, ArgumentError, "`label` must be 1 to 50 characters long, not 0"),
    "a label of None": ({"label": None}, ArgumentTypeError, "`label` is required"),
    "signs that no label has": (
        {"label": "web@home"},
        ArgumentError,
        "`label` must consist of letters, digits, spaces and ,.?-_', unlike 'web@home'",
    ),
    "a label that leaves no room for a version": (
        {"label": "w" * 49},
        ArgumentError,
        "`label` must be 1 to 48 characters long, not 49",
    ),
    "a tag too short": ({"tags": ["ab"]}, ArgumentError, "`tags[0]` must be 3 to 100 characters"),
    "tags that are no list": ({"tags": "golden"}, ArgumentTypeError, "`tags` takes a list of text"),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_a_family_is_refused_for(sentence: str, stack: TerraformStack) -> None:
    given, kind, message = WRONG[sentence]
    if given.get("keep") == "number":
        given = {"keep": TerraformVariable(stack, "v", type="number").number_value}
    with pytest.raises(kind) as raised:
        ImageFamily(stack, "web", **{"label": "web", **given})
    assert str(raised.value).startswith(f"stack/web: {message}")


def test_a_scope_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="web: scope takes a stack or another construct, not 1"):
        ImageFamily(1, "web", label="web")  # type: ignore[arg-type]


WRONG_VERSIONS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "the same name twice": (
        "1",
        {},
        "`version` must be new to the family: '1' has been added already",
    ),
    "no name": ("", {}, "`version` must be 1 to 50 characters long, not 0"),
    "signs that no label has": (
        "2026/11",
        {},
        "`version` must consist of letters, digits, spaces and ,.?-_', unlike '2026/11'",
    ),
    "a label that becomes too long": (
        "2" * 47,
        {},
        f"`version` makes the label 'web-{'2' * 47}', which is 51 characters long: 50 at most",
    ),
    "a name that is no text": (2, {}, "`version` takes text, not 2"),
    "a name that only Terraform knows": (
        "${var.version}",
        {},
        "`version` must be known when the app runs, and be no token",
    ),
    "several images": (
        "2",
        {"count": 2},
        "`count` has no place in a family: a version is one image",
    ),
    "a label of its own": (
        "2",
        {"label": "another"},
        "`label` is made of the family's label and the version's name: leave it out",
    ),
    "no overlap": (
        "2",
        {"lifecycle": {"create_before_destroy": False}},
        "`lifecycle.create_before_destroy` must be left out, or True: the new one comes first",
    ),
}


@pytest.mark.parametrize("sentence", WRONG_VERSIONS)
def test_a_version_is_refused_for(sentence: str, stack: TerraformStack, image_file: Path) -> None:
    version, options, message = WRONG_VERSIONS[sentence]
    web = Web(stack, image_file)
    web.add("1")
    with pytest.raises(ArgumentError) as raised:
        web.add(version, **options)
    assert str(raised.value) == f"stack/web: {message}"
    assert [*web.images()] == ["web-1"]


def test_what_is_wrong_with_the_image_of_a_version_is_told_of_it(
    stack: TerraformStack, image_file: Path
) -> None:
    family = Web(stack, image_file, tags=["golden"]).family
    with pytest.raises(ArgumentError, match=r"stack/web/1: `tags\[1\]` must be 3 to 100"):
        family.upload("1", path=image_file, region="us-east", tags=["own", "ab"])
    with pytest.raises(ArgumentTypeError, match=r"stack/web/2: `tags\[0\]` takes text"):
        family.upload("2", path=image_file, region="us-east", tags=[["own"]])  # type: ignore[list-item]
    with pytest.raises(ArgumentTypeError, match="stack/web/2: `tags` takes a list of text"):
        family.upload("2", path=image_file, region="us-east", tags="golden")
    with pytest.raises(ArgumentError, match="stack/web/3: `user_data` must be a file that can be"):
        family.build("3", image="linode/debian12", region="us-ord", user_data=Path("absent"))
    with pytest.raises(ArgumentTypeError, match="stack/web/4: `lifecycle` takes"):
        family.upload("4", path=image_file, region="us-east", lifecycle=5)  # type: ignore[arg-type]
    assert family.kept == []


def wrong_in_three_places(stack: TerraformStack, file: Path) -> None:
    web = Web(stack, file, keep=0)
    web.add("1", "1")
    web.add("2@", count=2)
    LinodeInstance(stack, "i", region="us-east", image=web.family.current)


def test_wrong_versions_are_told_together(stack: TerraformStack, image_file: Path) -> None:
    with pytest.raises(ArgumentErrors) as raised, errors_together():
        wrong_in_three_places(stack, image_file)
    assert [str(each) for each in raised.value.wrong] == [
        "`keep` must be a whole number, 1 or more, not 0",
        "`version` must be new to the family: '1' has been added already",
        "`version` must consist of letters, digits, spaces and ,.?-_', unlike '2@'",
        "`count` has no place in a family: a version is one image",
    ]


NOT_THERE = "stack/web: `current` must be one of the versions, unlike '9': '1', '2'"


def test_a_current_version_that_is_not_there_is_refused_when_it_is_read(
    stack: TerraformStack, image_file: Path
) -> None:
    web = Web(stack, image_file, current="9")
    web.add("1", "2")
    with pytest.raises(ArgumentError) as raised:
        web.family.current  # noqa: B018
    assert str(raised.value) == NOT_THERE
    web.add("9")
    assert web.family.current.version == "9"


def test_a_current_version_that_nobody_reads_is_missed_at_synthesis(
    app: App, stack: TerraformStack, image_file: Path
) -> None:
    Web(stack, image_file, current="9").add("1", "2")
    with pytest.raises(RuntimeError, match="`current` must be one of the versions, unlike '9'"):
        app.synth()


def test_a_family_without_versions_has_none_to_boot_from(stack: TerraformStack) -> None:
    family = ImageFamily(stack, "web", label="web")
    none = "needs a version: `upload`, `build` or `capture` adds one"
    for name in ("current", "latest"):
        with pytest.raises(ArgumentError, match=f"stack/web: `{name}` {none}"):
            getattr(family, name)
    assert family.kept == []
    assert "resource" not in synthesized(stack)


def test_a_version_by_a_name_that_is_not_there_is_a_key_error(
    stack: TerraformStack, image_file: Path
) -> None:
    family = Web(stack, image_file, keep=1).add("1", "2")
    with pytest.raises(KeyError) as raised:
        family["3"]
    assert str(raised.value) == "stack/web: `version` '3' has not been added; kept are: '2'"
    assert isinstance(raised.value, ArgumentError)
    with pytest.raises(KeyError, match="`version` '1' is not kept any more: `keep` is 1"):
        family["1"]
