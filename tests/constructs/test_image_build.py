"""`LinodeImageBuild`: its maps, and the file that is given for the text in it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from .apps import resource
from .core import ArgumentError, ArgumentTypeError, LinodeImageBuild

if TYPE_CHECKING:
    from .core import TerraformStack

POWEROFF = "#cloud-config\npower_state: {mode: poweroff}\n"


def build(stack: TerraformStack, **given: Any) -> LinodeImageBuild:
    needed = {"label": "web", "image": "linode/debian12", "region": "us-ord"}
    return LinodeImageBuild(stack, "web", **{**needed, **given})


@pytest.fixture
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`web.yaml`, in a directory which is the app's."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "web.yaml"
    file.write_text(POWEROFF)
    return file


def test_user_data_is_a_text_or_the_text_in_a_file(stack: TerraformStack, user_data: Path) -> None:
    for given in (POWEROFF, Path("web.yaml"), PurePosixPath("web.yaml"), user_data):
        made = build(stack, user_data=given)
        assert made.user_data_input == POWEROFF
        stack.node.try_remove_child("web")


def test_a_file_is_taken_letter_by_letter(stack: TerraformStack, user_data: Path) -> None:
    user_data.write_text('#!/bin/sh\necho "${HOME}" $HOME %{x} $${y} ä\n', encoding="utf-8")
    build(stack, user_data=user_data)
    written = resource(stack, "linode_image_build.web")["user_data"]
    # As Terraform reads it: `$${` and `%%{` stand for the characters.
    assert written == '#!/bin/sh\necho "$${HOME}" $HOME %%{x} $$${y} ä\n'


def test_the_file_may_be_given_later(stack: TerraformStack, user_data: Path) -> None:
    made = build(stack)
    made.user_data = user_data
    assert resource(stack, "linode_image_build.web")["user_data"] == POWEROFF


WRONG: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "a file that is not there": (
        {"user_data": Path("absent.yaml")},
        ArgumentError,
        "`user_data` must be a file that can be read: 'absent.yaml': No such file or directory",
    ),
    "a folder": (
        {"user_data": Path()},
        ArgumentError,
        "`user_data` must be a file that can be read: '.': Is a directory",
    ),
    "a file that is no text": (
        {"user_data": Path("image.gz")},
        ArgumentError,
        "`user_data` must be a file of text in UTF-8, which 'image.gz' is not",
    ),
    "a file where none is taken": (
        {"description": Path("web.yaml")},
        ArgumentTypeError,
        "`description` takes text, not PosixPath('web.yaml')",
    ),
    "triggers that are no dict": (
        {"triggers": ["2026-11"]},
        ArgumentTypeError,
        "`triggers` takes a dict of text, not ['2026-11'] (list)",
    ),
    "a trigger that is no text": (
        {"triggers": {"month": 11}},
        ArgumentTypeError,
        "`triggers['month']` takes text, not 11 (int)",
    ),
    "a trigger whose name is no text": (
        {"triggers": {11: "month"}},
        ArgumentTypeError,
        "`triggers` takes a dict of text, and no name 11 (int)",
    ),
    "a secret of a StackScript that is no text": (
        {"stackscript_id": 1, "stackscript_data": {"password": 12345}},
        ArgumentTypeError,
        "`stackscript_data['password']` takes text, not a value of type int",
    ),
    "answers without questions": (
        {"stackscript_data": {"password": "pw"}},
        ArgumentError,
        "`stackscript_data` needs `stackscript_id` beside it, which is not given",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told(case: str, stack: TerraformStack, user_data: Path) -> None:
    given, error, message = WRONG[case]
    user_data.with_name("image.gz").write_bytes(b"\x1f\x8b\xff")
    with pytest.raises(error) as raised:
        build(stack, **given)
    assert message in str(raised.value)
    assert "pw" not in str(raised.value)


def warnings(stack: TerraformStack) -> list[str]:
    """What cdktf would show of the construct."""
    found = stack.node.find_child("web").node.metadata
    return [str(each.data) for each in found if each.type == "@cdktf/warn"]


NO_END = {
    "a script": "#!/bin/sh\napt-get install -y nginx\n",
    "cloud-config": "#cloud-config\npackages: [nginx]\n",
}


@pytest.mark.parametrize("sentence", NO_END)
def test_instructions_without_an_end_are_warned_of(sentence: str, stack: TerraformStack) -> None:
    build(stack, user_data=NO_END[sentence])
    (warning,) = warnings(stack)
    assert warning.startswith("The builder may never end. Nothing in `user_data` looks like")


NO_WARNING: dict[str, dict[str, Any]] = {
    "instructions with an end": {"user_data": POWEROFF},
    "a StackScript beside them": {"user_data": NO_END["a script"], "stackscript_id": 1},
    "what is not known yet": {"user_data": "${var.user_data}"},
    "an image that exists already, perhaps": {},
}


@pytest.mark.parametrize("sentence", NO_WARNING)
def test_no_warning_is_given_of(sentence: str, stack: TerraformStack) -> None:
    build(stack, **NO_WARNING[sentence])
    assert warnings(stack) == []
