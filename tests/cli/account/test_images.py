"""`linode-shim images` against an account over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shim_provider.cli.account import reaching
from shim_provider.cli.account.images import main
from shim_provider.emulator import Emulator

from ..programs import linode_shim
from ..terminal import answered


def labels(emulator: Emulator) -> list[str]:
    return sorted(image.label for image in emulator.images)


def test_the_table_has_the_newest_first_and_every_figure(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert emulator.images
    assert main([]) == 0
    assert capsys.readouterr().out == (
        "ID         LABEL  AGE      SIZE    REGIONS           PRICE A MONTH  BOOTED BY\n"
        "private/2  next   2 hours  1.0 GB  us-east           $0.10          -\n"
        "private/1  base   12 days  3.4 GB  us-east, eu-west  $0.68          web\n"
        "private/4  twin   1 year   5 MB    us-east           under $0.01    -\n"
        "private/3  twin   1 year   5 MB    us-east           under $0.01    -\n"
        "\n"
        "4 images, $0.78 a month\n"
    )


def test_the_tree_goes_from_base_image_to_builder_to_image_to_linode_to_image(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert emulator.images
    assert main(["--tree"]) == 0
    assert capsys.readouterr().out == (
        "linode/debian12\n"
        "└── Linode build-base-1f2e3d (60), deleted\n"
        "    └── base (private/1), 3.4 GB, 12 days old, $0.68 a month\n"
        "        └── Linode web (70), running in us-east\n"
        "            └── next (private/2), 1.0 GB, 2 hours old, $0.10 a month\n"
        "twin (private/4), 5 MB, 1 year old, under $0.01 a month\n"
        "twin (private/3), 5 MB, 1 year old, under $0.01 a month\n"
    )


def test_for_machines_it_is_a_list(emulator: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    assert emulator.images
    assert main(["--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [image["id"] for image in listed] == [f"private/{n}" for n in (2, 1, 4, 3)]
    (base,) = (image for image in listed if image["label"] == "base")
    assert base["price_per_month"] == pytest.approx(2 * 3500 / 1024 * 0.1, abs=1e-4)
    assert (base["size"], base["total_size"], base["age"]) == (3500, 7000, 12 * 86400)
    assert base["regions"] == {"us-east": "available", "eu-west": "available"}
    assert [each["label"] for each in base["booted_by"]] == ["web"]
    assert base["captured_from"]["image"] == "linode/debian12"


def test_an_account_without_images_has_an_empty_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(tmp_path) as empty:
        monkeypatch.setenv("LINODE_URL", empty.url)
        assert main(["--json"]) == 0
        assert capsys.readouterr().out == "[]\n"
        assert main([]) == 0
    assert capsys.readouterr().out == "There are no images.\n"


def test_where_events_may_not_be_read_the_rest_is_shown(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = {"errors": [{"reason": "Your OAuth token is not authorized."}]}
    emulator.faults.add(path="^/account/events", status=401, body=refusal)
    assert main([]) == 0
    told = capsys.readouterr()
    assert "private/1" in told.out
    assert "where images come from is not known" in told.err


@pytest.mark.parametrize("status", [401, 403])
def test_where_linodes_may_not_be_read_nothing_is_said_of_who_boots(
    status: int, emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = {"errors": [{"reason": "Unauthorized"}]}
    emulator.faults.add(path="^/linode/instances", status=status, body=refusal)
    assert main([]) == 0
    told = capsys.readouterr()
    assert "private/1  base   12 days  3.4 GB  us-east, eu-west  $0.68          ?\n" in told.out
    assert told.err == (
        f"linode-shim: who boots from images is not known: GET /linode/instances: [{status}]"
        " Unauthorized (the token must be valid, and have the scope linodes:read_only)\n"
    )
    assert main(["--json"]) == 0
    assert [each["booted_by"] for each in json.loads(capsys.readouterr().out)] == [None] * 4
    assert main(["--tree"]) == 0
    assert "Linode build-base-1f2e3d (60), unknown\n" in capsys.readouterr().out
    assert main(["rm", "base", "--yes"]) == 0
    assert "who boots from it is not known" in capsys.readouterr().err


def test_without_an_answer_it_is_told_whose(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reaching, "_PATIENCE", 0.5)
    monkeypatch.setenv("LINODE_TOKEN", "a-token")
    assert main(["--url", "http://ada:secret@127.0.0.1:1"]) == 1
    told = capsys.readouterr().err
    assert told.endswith(" (at 127.0.0.1:1)\n")
    assert "secret" not in told


def test_what_linode_refuses_is_said(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = {"errors": [{"reason": "Invalid Token"}]}
    emulator.faults.add(path="^/images", status=401, body=refusal)
    assert main([]) == 1
    assert "linode-shim: Linode cannot be asked: " in capsys.readouterr().err


def test_a_folder_without_an_emulators_world_is_refused(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "images", "--url", "emulator:nowhere")
    assert done.returncode == 1
    assert "No such emulator" in done.stderr


def test_an_image_is_removed_by_id_number_or_label(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rm", "private/4", "next", "--yes"]) == 0
    assert labels(emulator) == ["base", "twin"]
    assert main(["rm", "3", "--yes"]) == 0
    assert labels(emulator) == ["base"]
    assert "Deleted private/4." in capsys.readouterr().err


def test_for_machines_what_is_removed_is_a_list_of_ids(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert emulator.images
    assert main(["rm", "next", "private/4", "--yes", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == ["private/2", "private/4"]
    assert main(["--url", "http://127.0.0.1:1", "rm", "base", "--url", emulator.url, "--yes"]) == 0


def test_a_label_of_several_is_refused_with_their_ids_and_nothing_goes(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rm", "next", "twin", "--yes"]) == 1
    told = capsys.readouterr().err
    assert "2 images are labelled 'twin': private/4 (1 year old), private/3 (1 year old)" in told
    assert main(["rm", "absent", "--yes"]) == 1
    assert "No such image" in capsys.readouterr().err
    assert len(labels(emulator)) == 4


def test_one_that_linode_keeps_leaves_no_other_behind(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = {"errors": [{"reason": "Not now."}]}
    emulator.faults.add(method="DELETE", path="^/images/private/2$", status=400, body=refusal)
    assert main(["rm", "next", "base", "--yes"]) == 1
    assert labels(emulator) == ["next", "twin", "twin"]
    assert "private/2 is not deleted: " in capsys.readouterr().err


def test_on_a_terminal_it_draws_a_table_and_asks_before_it_deletes(
    emulator: Emulator, tmp_path: Path
) -> None:
    there = {"LINODE_URL": emulator.url, "LINODE_TOKEN": "a-token", "COLUMNS": "120"}
    code, shown = answered(tmp_path, "images", **there, NO_COLOR="1", TERM="xterm")
    assert code == 0, shown
    assert "Price a month" in shown
    assert "private/1" in shown
    assert "\x1b[3" not in shown
    _, shown = answered(tmp_path, "images", **{**there, "COLUMNS": "40"})
    assert "us-east, eu-west  $0.68          web\n" in shown, "nothing is broken where it is narrow"
    code, shown = answered(tmp_path, "images", "rm", "base", answers="n\n", **there)
    assert code == 1
    assert "Linode web (70), running in us-east boots from it" in shown
    assert "Delete this image? [y/N]" in shown
    assert len(labels(emulator)) == 4
    code, shown = answered(tmp_path, "images", "rm", "base", answers="y\n", **there)
    assert code == 0
    assert labels(emulator) == ["next", "twin", "twin"]


def test_where_nobody_can_answer_nothing_is_deleted(emulator: Emulator, tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "images", "rm", "base", LINODE_URL=emulator.url)
    assert done.returncode == 1
    assert "nobody answers, so nothing is deleted: --yes deletes without asking" in done.stderr
    assert len(labels(emulator)) == 4
