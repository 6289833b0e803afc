"""`deployed`: what is there in the block, what a changed stack becomes, that nothing is left."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shim_provider.emulator import Faults
from tests.end_to_end.api import call

from . import stacks
from .core import App, LinodeImage, TerraformOutput, TerraformStack, testing


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders are made; whatever happens in the test, none is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def test_outputs_resources_and_the_api_are_python_objects(tmp_path: Path, temporary: Path) -> None:
    with testing.deployed(stacks.golden(tmp_path)) as it:
        image = it.api.images[0]
        assert it.outputs == {
            "text": image.id,
            "number": 1800,
            "bool": False,
            "list": [it.resources["linode_instance.model"].ip_address],
            "map": {"label": "golden", "sizes": [1, 2.5]},
            "secret": "hush",
        }
        assert list(it.resources) == [
            "linode_image.image",
            "linode_instance.model",
            "linode_instance.web[0]",
            "linode_instance.web[1]",
        ]
        assert it.resources["linode_image.image"].replications[0].region == "us-east"
        assert [linode.image for linode in it.api.linodes] == ["linode/debian12", *[image.id] * 2]
        assert "insecure" not in repr(it.resources)
        plan = it.plan()
        assert not plan, plan
        assert plan.is_empty
        assert list(plan.unchanged) == list(it.resources)
        assert list(temporary.iterdir())
    with pytest.raises(RuntimeError, match="the deployment has ended"):
        it.plan()


def test_a_change_of_the_stack_is_planned_and_applied(tmp_path: Path) -> None:
    stack = stacks.empty(tmp_path)
    model = stacks.linode(stack, "model", label="model")
    image = LinodeImage.from_disk(stack, "image", instance=model, label="golden")
    other = stacks.linode(stack, "other")
    with testing.deployed(stack) as it:
        image.label = "silver"
        other.add_override("image", "linode/ubuntu24.04")
        TerraformOutput(stack, "id", value=image.id)
        plan = it.plan()
        assert list(plan.updated) == ["linode_image.image"]
        assert plan.updated["linode_image.image"].before.label == "golden"
        assert plan.updated["linode_image.image"].after["label"] == "silver"
        assert plan.replaced["linode_instance.other"].replaced_by == ("image",)
        assert list(plan.outputs) == ["id"]
        assert [image.label for image in it.api.images] == ["golden"]

        for gone in ("image", "id", "other"):
            stack.node.try_remove_child(gone)
        stacks.linode(stack, "second")
        plan = it.plan()
        assert list(plan.created) == ["linode_instance.second"]
        assert list(plan.destroyed) == ["linode_image.image", "linode_instance.other"]
        it.apply()
        assert (it.api.images, len(it.api.linodes)) == ([], 2)
        assert list(it.resources) == ["linode_instance.model", "linode_instance.second"]


def test_drift_is_planned_and_a_destroy_leaves_what_is_of_others(tmp_path: Path) -> None:
    stack = stacks.empty(tmp_path)
    stacks.linode(stack, "model", label="ours")
    stranger = {"label": "strange", "region": "us-east", "type": "g6-nanode-1"}
    with testing.deployed(stack, seed={"linodes": [stranger]}) as it:
        (_, ours) = it.api.linodes
        call(it.api, "PUT", f"/linode/instances/{ours.id}", {"label": "theirs"})
        assert it.plan().updated["linode_instance.model"].changed == ("label",)
        it.destroy()
        assert [each.label for each in it.api.linodes] == ["strange"]
        assert (it.outputs, it.resources) == ({}, {})
        assert list(it.plan().created) == ["linode_instance.model"]
        it.apply()
        assert [each.label for each in it.api.linodes] == ["strange", "ours"]


@pytest.mark.usefixtures("temporary")
def test_a_failure_is_told_in_terraforms_words(tmp_path: Path) -> None:
    stack = stacks.empty(tmp_path)
    stacks.linode(stack, "lost", region="nowhere")
    with pytest.raises(testing.DeploymentError) as raised, testing.deployed(stack):
        raise AssertionError("it is deployed")
    text = str(raised.value)
    assert text.startswith("terraform apply of the stack 'golden' failed:\n\ngolden/lost (")
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.construct_path == "golden/lost"
    assert diagnostic.summary == "Region nowhere does not exist"


def test_a_fault_is_met_by_the_first_apply(tmp_path: Path) -> None:
    stack = stacks.empty(tmp_path)
    stacks.linode(stack, "model")
    faults = Faults()
    faults.add(path="/linode/instances$", method="POST", status=400, count=1)
    with (
        pytest.raises(testing.DeploymentError, match="400"),
        testing.deployed(stack, faults=faults),
    ):
        raise AssertionError("it is deployed")


def test_whatever_the_body_does_it_is_cleaned_up(tmp_path: Path, temporary: Path) -> None:
    deployed = testing.deployed(stacks.empty(tmp_path))
    with pytest.raises(ZeroDivisionError), deployed as it:
        assert 1 / len(it.api.images) == len(list(temporary.iterdir()))
    with pytest.raises(RuntimeError):
        assert it.api.images


def test_the_apps_own_folder_and_the_stack_are_left_alone(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path / "mine"))
    stack = TerraformStack(app, "golden")
    before, there = sorted(map(str, tmp_path.rglob("*"))), [*Path().iterdir()]
    with testing.deployed(stack):
        assert [child.node.id for child in stack.node.children] == []
    assert sorted(map(str, tmp_path.rglob("*"))) == before
    assert [*Path().iterdir()] == there
