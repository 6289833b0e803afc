"""Worlds in YAML and JSON: both say the same, and YAML's own ways lead nowhere else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator import SeedError, seeds
from shim_provider.emulator.__main__ import main
from shim_provider.emulator.seeds.worldtext import FORMATS, format_of, parsed, written

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

DOCS = Path(__file__).parent.parent.parent.parent / "docs"

_WORLD = {
    "images": [
        {"label": "golden", "description": "", "created": "2026-01-02T03:04:05", "tags": ["10"]},
        {"label": "no", "description": "many:\n  lines # and é", "cloud_init": True},
    ],
    "linodes": [],
}


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_written_is_read_as_the_same(format: str) -> None:
    assert parsed(written(_WORLD, format), format) == _WORLD


@pytest.mark.parametrize("name", ["w.yaml", "w.yml", "w.YAML"])
def test_yaml_goes_by_the_files_name(name: str) -> None:
    assert format_of(Path(name)) == "yaml"
    assert format_of(Path(name).with_suffix(".json")) == format_of(Path("yaml")) == "json"


def test_a_world_in_yaml_by_hand_with_times_bare(api: Api, tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(
        "# what the team starts from\n"
        "images:\n"
        "- {label: golden, id: 42, created: 2026-01-02T03:04:05, tags: [base]}\n"
    )
    assert seeds.load(api.app.world, seeds.read(file))
    golden = api.ok("GET", "/images/private/42")
    assert (golden["created"], golden["tags"]) == ("2026-01-02T03:04:05", ["base"])


def test_the_example_of_the_documentation_is_the_same_in_both() -> None:
    text = (DOCS / "emulator.md").read_text().partition("## Worlds as files")[2]
    both = [text.partition(f"```{format}\n")[2].partition("```")[0] for format in FORMATS]
    worlds = [parsed(each, format) for each, format in zip(both, FORMATS, strict=True)]
    assert worlds[0] == worlds[1]
    assert worlds[0]["images"]


WRONG: dict[str, tuple[str, str]] = {
    "broken YAML": ("images: [", "no YAML: .* line 1"),
    "nothing": ("", "expected an object with `images`"),
    "a list": ("- label: x", "expected an object with `images`"),
    "a set": ("images: !!set {a}", "no YAML: .*set is not JSON"),
    "bytes": ("images: !!binary aGVsbG8=", "no YAML: .*bytes is not JSON"),
    "itself": ("images: &loop [*loop]", "no YAML: Circular"),
    "a call of Python": ("images: !!python/object/apply:os.getcwd []", "no YAML: could not det"),
}


@pytest.mark.parametrize("case", WRONG)
def test_no_world_is(case: str, tmp_path: Path) -> None:
    text, reason = WRONG[case]
    file = tmp_path / "world.yaml"
    file.write_text(text)
    with pytest.raises(SeedError, match=reason):
        seeds.read(file)


def test_the_command_exports_and_loads_yaml(
    make_api: Callable[..., Api], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api = make_api()
    api.image(label="up", description="d", tags=["one"])
    api.linode(label="web", private_ip=True)
    api.app.close()
    export = ["export", "--data", str(tmp_path / "world")]
    assert main(export) == 0
    as_json = json.loads(capsys.readouterr().out)
    assert main([*export, "--format", "yaml"]) == 0
    file = tmp_path / "world.yml"
    file.write_text(capsys.readouterr().out)
    assert file.read_text().startswith("images:\n- id: ")
    again = make_api(data=tmp_path / "again", clock=api.clock)
    assert seeds.load(again.app.world, seeds.read(file))
    assert seeds.export(again.app.world).world == as_json


def _without_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)


def test_without_pyyaml_json_goes_on_and_yaml_says_what_to_install(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api.image()
    _without_yaml(monkeypatch)
    (tmp_path / "world.yaml").write_text("images: []")
    mend = 'YAML needs PyYAML: pip install "cdktf-linode-image[emulator]"'
    assert main(["--data", str(tmp_path / "x"), "--seed", str(tmp_path / "world.yaml")]) == 1
    assert mend in capsys.readouterr().err
    export = ["export", "--data", str(tmp_path / "world")]
    assert main([*export, "--format", "yaml"]) == 1
    assert mend in capsys.readouterr().err
    assert main(export) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    (tmp_path / "world.json").write_text(json.dumps(found))
    assert seeds.read(tmp_path / "world.json") == found
