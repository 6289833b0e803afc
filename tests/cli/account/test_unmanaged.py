"""`linode-shim unmanaged`: what no state holds is told, and only where every state is read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.cli.account.unmanaged import main
from shim_provider.journal import Journal, folder_of

from ..programs import linode_shim, script
from ..terminal import answered

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator


def state(*ids: str, mode: str = "managed") -> str:
    """The text of a state that holds images."""
    resources = [
        {
            "mode": mode,
            "type": "linode_image",
            "name": "one",
            "instances": [{"attributes": {"id": id, "label": "x"}} for id in ids],
        }
    ]
    return json.dumps({"version": 4, "serial": 1, "resources": resources})


def stack(app: Path, name: str, *ids: str) -> Path:
    """A stack of an app, deployed: its folder."""
    folder = app / "cdktf.out" / "stacks" / name
    folder.mkdir(parents=True)
    file = app / f"terraform.{name}.tfstate"
    backend = {"backend": {"local": {"path": str(file)}}}
    (folder / "cdk.tf.json").write_text(json.dumps({"terraform": backend}))
    file.write_text(state(*ids))
    entries = {
        each.name: {
            "name": each.name,
            "workingDirectory": f"stacks/{each.name}",
            "synthesizedStackPath": f"stacks/{each.name}/cdk.tf.json",
            "dependencies": [],
        }
        for each in folder.parent.iterdir()
    }
    (app / "cdktf.out" / "manifest.json").write_text(json.dumps({"stacks": entries}))
    return folder


@pytest.fixture
def app(tmp_path: Path, emulator: Emulator) -> Path:
    """An app of two stacks, which hold the images 1 and 2."""
    assert emulator.images
    folder = tmp_path / "app"
    stack(folder, "one", "private/1")
    stack(folder, "two", "private/2")
    return folder


def listed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> list[str]:
    """The ids that are told."""
    assert main([*arguments, "--json"]) == code
    return [image["id"] for image in json.loads(capsys.readouterr().out)]


def test_all_stacks_of_an_app_count(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys, str(app)) == ["private/4", "private/3"]


def test_a_stacks_folder_counts_alone(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only = str(app / "cdktf.out" / "stacks" / "one")
    assert listed(capsys, only) == ["private/2", "private/4", "private/3"]
    both = (only, str(app / "cdktf.out" / "stacks" / "two"))
    assert listed(capsys, *both) == ["private/4", "private/3"]


def test_a_plain_folder_counts_with_all_of_its_workspaces(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = app.parent / "plain"
    (plain / "terraform.tfstate.d" / "blue").mkdir(parents=True)
    (plain / "terraform.tfstate").write_text(state("private/3"))
    (plain / "terraform.tfstate.d" / "blue" / "terraform.tfstate").write_text(state("private/4"))
    assert listed(capsys, str(app), str(plain), code=0) == []
    assert main([str(app), str(plain)]) == 0
    assert capsys.readouterr().out == "Every image is in one of the states.\n"


def test_an_app_that_has_moved_is_read_where_it_is_now(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = app.rename(app.with_name("moved"))
    assert listed(capsys, str(moved)) == ["private/4", "private/3"]


def test_what_a_data_source_reads_is_not_held(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (app / "terraform.one.tfstate").write_text(state("private/1", mode="data"))
    assert "private/1" in listed(capsys, str(app))


def test_a_state_that_holds_nothing_any_more_is_a_state(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (app / "terraform.one.tfstate").write_text(state())
    assert "private/1" in listed(capsys, str(app))


def spoilt(app: Path, how: str) -> Path:
    """The folder to name, once something is wrong there."""
    folder, file = app.parent / how, app / "terraform.one.tfstate"
    if how == "empty":
        folder.mkdir()
    elif how == "app":
        file.unlink()
    elif how == "half written":
        file.write_text(state("private/1")[:-5])
    elif how == "encrypted":
        file.write_text(json.dumps({"encrypted_data": "x", "encryption_version": "v0"}))
    elif how == "not synthesized":
        folder.mkdir()
        (folder / "cdktf.json").write_text("{}")
    return folder if folder.exists() else app


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("absent", ""),
        ("empty", "No state"),
        ("app", "No state"),
        ("half written", "No state of Terraform's"),
        ("encrypted", "No state of Terraform's"),
        ("not synthesized", "No stacks"),
    ],
)
def test_where_a_state_cannot_be_read_nothing_is_told(
    how: str, told: str, app: Path, capsys: pytest.CaptureFixture[str], emulator: Emulator
) -> None:
    named = spoilt(app, how) if how != "absent" else app.parent / "absent"
    arguments = [str(app), str(named), "--delete", "--yes"]
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert str(named) in err or "terraform.one.tfstate" in err
    assert len(emulator.images) == 4


def test_while_an_apply_is_at_work_nothing_is_told(app: Path) -> None:
    folder = app / "cdktf.out" / "stacks" / "one"
    journal = Journal(folder_of(os.environ, folder))
    journal.trying(journal.asking("linode_image", "golden", "fingerprint"), None)
    try:
        done = linode_shim(app, "unmanaged", ".", LINODE_URL=os.environ["LINODE_URL"])
    finally:
        journal.close()
    assert done.returncode == 2
    assert "An apply is at work" in done.stderr


def test_where_linode_cannot_be_asked_it_cannot_be_told(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LINODE_TOKEN")
    monkeypatch.setenv("LINODE_URL", "https://api.example")
    assert main([str(app)]) == 2
    assert "No Linode token" in capsys.readouterr().err


def test_the_young_are_left_out(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only = str(app / "cdktf.out" / "stacks" / "one")
    assert listed(capsys, only, "--older-than", "30d") == ["private/4", "private/3"]
    assert listed(capsys, only, "--older-than", "2y", code=0) == []
    with pytest.raises(SystemExit) as end:
        main([only, "--older-than", "soon"])
    assert end.value.code == 2
    assert "'soon' is no age" in capsys.readouterr().err


def test_the_table_has_price_and_origin(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (app / "terraform.one.tfstate").write_text(state())
    assert main([str(app)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("  ")[0] == "ID"
    (line,) = (each for each in lines if each.startswith("private/1 "))
    for word in ("12 days", "3.4 GB", "$0.68", "build-base-1f2e3d (deleted) < linode/debian12"):
        assert word in line
    assert main([str(app), "--json"]) == 1
    told: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert all(image["price_per_month"] > 0 for image in told)


def test_they_are_deleted_after_a_yes(app: Path, emulator: Emulator) -> None:
    there = {"LINODE_URL": emulator.url, "LINODE_TOKEN": "a-token"}
    done = linode_shim(app, "unmanaged", ".", "--delete", **there)
    assert done.returncode == 1
    assert "nobody answers" in done.stderr
    assert len(emulator.images) == 4
    code, shown = answered(app, "unmanaged", ".", "--delete", answers="n\n", **there)
    assert code == 1
    assert "Delete these 2 images? [y/N]" in shown
    assert len(emulator.images) == 4
    assert linode_shim(app, "unmanaged", ".", "--yes", **there).returncode == 1
    assert len(emulator.images) == 4, "--yes alone deletes nothing"
    done = linode_shim(app, "unmanaged", ".", "--delete", "--yes", **there)
    assert done.returncode == 0, done.stderr
    assert sorted(image.id for image in emulator.images) == ["private/1", "private/2"]


def test_a_state_elsewhere_is_pulled_workspace_by_workspace(
    app: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whatever Terraform is at hand: here, a script that answers as one would."""
    remote = {"terraform": {"backend": {"s3": {"bucket": "states"}}}}
    file = app / "cdktf.out" / "stacks" / "one" / "cdk.tf.json"
    file.write_text(json.dumps(remote))
    (app.parent / "default").write_text(state("private/3"))
    (app.parent / "blue").write_text(state("private/4"))
    engine = script(
        app.parent / "terraform",
        'case "$*" in\n'
        '  "workspace list") printf "* default\\n  blue\\n\\n" ;;\n'
        f'  "state pull") cat "{app.parent}/$TF_WORKSPACE" ;;\n'
        "  *) exit 9 ;;\nesac",
    )
    monkeypatch.setenv("LINODE_SHIM_ENGINE", str(engine))
    assert listed(capsys, str(app)) == ["private/1"]
    (app.parent / "blue").unlink()
    assert main([str(app)]) == 2
    told = capsys.readouterr().err
    assert "The state cannot be pulled" in told
    assert "linode-shim terraform init" in told
