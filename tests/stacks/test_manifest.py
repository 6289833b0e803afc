"""The stacks of an app: read, named, ordered, and taken along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shim_provider.stacks import manifest
from shim_provider.stacks.failures import Failure, Misuse

from .fake import written

FLEET: dict[str, list[str]] = {
    "web-eu": ["images"],
    "images": ["network"],
    "network": [],
    "web-us": ["images"],
    "alone": [],
}


def names(stacks: list[manifest.Stack]) -> list[str]:
    return [stack.name for stack in stacks]


def test_each_stack_comes_after_those_it_depends_on(tmp_path: Path) -> None:
    assert names(written(tmp_path, FLEET)) == ["alone", "network", "images", "web-eu", "web-us"]


CHOICES = {
    "none: all": ([], ["alone", "network", "images", "web-eu", "web-us"]),
    "a name": (["images"], ["images"]),
    "a pattern": (["web-*"], ["web-eu", "web-us"]),
    "several, in another order": (["web-us", "network"], ["network", "web-us"]),
}


@pytest.mark.parametrize("case", CHOICES)
def test_stacks_are_named_or_matched(case: str, tmp_path: Path) -> None:
    patterns, chosen = CHOICES[case]
    assert names(manifest.select(written(tmp_path, FLEET), patterns)) == chosen


def test_a_stack_that_is_not_there_is_answered_with_those_of_near_names(tmp_path: Path) -> None:
    stacks = written(tmp_path, FLEET)
    with pytest.raises(Misuse, match=r"no stack 'web-uk'; did you mean 'web-us' or 'web-eu'\?"):
        manifest.select(stacks, ["web-uk"])
    with pytest.raises(Misuse, match="no stack 'x\\*'; there are: alone, network, images"):
        manifest.select(stacks, ["x*"])


def test_what_a_stack_needs_or_what_needs_it_is_taken_along(tmp_path: Path) -> None:
    stacks = written(tmp_path, FLEET)
    web, network = manifest.select(stacks, ["web-eu"]), manifest.select(stacks, ["network"])
    assert names(manifest.with_dependencies(web, stacks)) == ["network", "images", "web-eu"]
    assert names(manifest.with_dependants(network, stacks)) == [
        *("network", "images", "web-eu", "web-us")
    ]


def test_dependencies_are_paths_and_those_of_stacks_in_stacks_differ_from_names(
    tmp_path: Path,
) -> None:
    written(tmp_path, {"outer": [], "inner": [], "web": ["outer/inner"]})
    entries = json.loads((tmp_path / manifest.FILE).read_text())
    entries["stacks"]["inner"]["constructPath"] = "outer/inner"
    (tmp_path / manifest.FILE).write_text(json.dumps(entries))
    (web,) = manifest.select(manifest.read(tmp_path), ["web"])
    assert web.dependencies == {"inner"}


def test_of_a_stack_in_hcl_its_metadata_are_read(tmp_path: Path) -> None:
    (stack,) = written(tmp_path, {"web": []})
    text = (tmp_path / manifest.FILE).read_text().replace("cdk.tf.json", "cdk.tf")
    (tmp_path / manifest.FILE).write_text(text)
    (stack.directory / "metadata.json").write_text('{"//": {}, "terraform": {"backend": {}}}')
    (stack,) = manifest.read(tmp_path)
    assert not stack.has_json
    assert stack.template["terraform"] == {"backend": {}}
    assert stack.construct_paths == {}


def test_where_nothing_was_synthesized_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="synthesize the app first, with `linode-shim synth`"):
        manifest.read(tmp_path)
    (tmp_path / manifest.FILE).write_text("[]")
    with pytest.raises(Failure, match="is no manifest"):
        manifest.read(tmp_path)
