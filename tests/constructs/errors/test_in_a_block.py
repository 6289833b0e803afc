"""`errors_together`: what is wrong inside a block, told at its end; constructs that are wrong."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import jsii
import pytest

from ..apps import as_json
from ..core import (
    App,
    ArgumentError,
    ArgumentErrors,
    ArgumentTypeError,
    Aspects,
    IAspect,
    LinodeImage,
    LinodeInstance,
    TerraformOutput,
    TerraformStack,
    errors_together,
)


@pytest.fixture
def app(tmp_path: Path) -> App:
    """An app made in Python: the `synth` of one from `Testing.app()` stays JavaScript's."""
    return App(outdir=str(tmp_path / "cdktf.out"))


def a_wrong_image(stack: TerraformStack, id: str = "a") -> LinodeImage:
    return LinodeImage(stack, id, label="a@", disk_id=1, linode_id=2)


def two_wrong(stack: TerraformStack) -> None:
    a_wrong_image(stack)
    LinodeInstance(stack, "b", region="us-ord", label="b--b", swap_size="much")  # type: ignore[arg-type]


def test_all_errors_of_the_block_are_raised_at_its_end(app: App, stack: TerraformStack) -> None:
    with pytest.raises(ArgumentErrors) as raised, errors_together():
        two_wrong(stack)
    assert [error.construct_path for error in raised.value.errors] == ["stack/a", "stack/b"]
    assert [type(error) for error in raised.value.errors] == [ArgumentError, ArgumentTypeError]
    assert [wrong.argument for wrong in raised.value.wrong] == ["label", "swap_size", "label"]
    assert raised.value.construct_path == "stack/a, stack/b"
    last_line = inspect.getsourcelines(two_wrong)[1] + 2
    assert raised.value.errors[1].line == (__file__, last_line)
    assert isinstance(stack.node.try_find_child("b"), LinodeInstance)
    with pytest.raises(ArgumentErrors, match="3 wrong arguments in 2 constructs"):
        app.synth()
    with pytest.raises(RuntimeError) as refused:
        as_json(stack)
    assert str(refused.value) == str(raised.value)


def test_a_single_error_is_itself(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentTypeError) as raised, errors_together():
        LinodeImage(stack, "a", label=5)  # type: ignore[arg-type]
    assert str(raised.value) == "stack/a: `label` takes text, not 5 (int)"
    assert raised.value.errors == (raised.value,)


def test_nothing_wrong_is_nothing_raised(app: App, stack: TerraformStack) -> None:
    with errors_together():
        LinodeImage(stack, "a", label="a", disk_id=1, linode_id=2)
    app.synth()


def test_an_error_before_or_after_the_block_is_raised_at_once(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentError), errors_together():
        a_wrong_image(stack)
    with pytest.raises(ArgumentError):
        a_wrong_image(stack, "b")
    assert stack.node.try_find_child("b") is None


def test_a_handler_inside_the_block_gets_it_at_once(stack: TerraformStack) -> None:
    with errors_together():
        try:
            a_wrong_image(stack)
        except ArgumentError:
            LinodeImage(stack, "a", label="a", disk_id=1, linode_id=2)
    assert '"label": "a"' in as_json(stack)


def test_blocks_may_be_nested(stack: TerraformStack) -> None:
    def build() -> None:
        a_wrong_image(stack, "outer")
        with pytest.raises(ArgumentError, match="stack/inner"), errors_together():
            a_wrong_image(stack, "inner")

    with pytest.raises(ArgumentError) as raised, errors_together():
        build()
    assert raised.value.construct_path == "stack/outer"


def test_another_error_of_the_block_hides_none(stack: TerraformStack) -> None:
    def build() -> None:
        a_wrong_image(stack)
        raise KeyError

    with pytest.raises(ArgumentError) as raised, errors_together():
        build()
    assert isinstance(raised.value.__context__, KeyError)


def test_a_synthesis_in_the_block_raises_what_is_wrong(app: App, stack: TerraformStack) -> None:
    def build() -> None:
        a_wrong_image(stack)
        LinodeImage(stack, "b", label="b")
        app.synth()

    with pytest.raises(ArgumentErrors) as raised, errors_together():
        build()
    assert [error.construct_path for error in raised.value.errors] == ["stack/a", "stack/b"]
    assert not Path(app.outdir, "manifest.json").exists()


def test_a_wrong_construct_can_be_used_like_a_right_one(stack: TerraformStack) -> None:
    def build() -> LinodeInstance:
        return LinodeInstance(
            stack,
            "model",
            region="us-ord",
            label="m--m",
            count=2,
            for_each={},
        )

    with pytest.raises(ArgumentError) as raised, errors_together():
        build()
    assert [wrong.argument for wrong in raised.value.wrong] == ["count", "for_each", "label"]
    model: Any = stack.node.try_find_child("model")
    golden = LinodeImage.from_disk(stack, "a", instance=model, label="golden")
    LinodeInstance(stack, "copy", region="us-ord", image=golden, depends_on=[model])
    TerraformOutput(stack, "address", value=model.ip_address)
    model.tags = ["golden"]
    model.put_timeouts(create="1h")
    assert model.tags_input == ["golden"]
    assert model.timeouts.create_input == "1h"
    assert repr(model) == "<LinodeInstance 'model'>"


def test_a_refused_change_is_not_kept(stack: TerraformStack) -> None:
    golden = LinodeImage(stack, "a", label="golden", disk_id=1, linode_id=2)

    def change() -> None:
        golden.label = "a@"
        golden.label = None  # type: ignore[assignment]
        golden.description = "kept"

    with pytest.raises(ArgumentErrors) as raised, errors_together():
        change()
    assert [wrong.argument for wrong in raised.value.wrong] == ["label", "label"]
    assert str(raised.value).startswith("2 wrong arguments in 1 construct:\n\nstack/a: `label`")
    assert golden.label_input == "golden"
    assert golden.description_input == "kept"


@jsii.implements(IAspect)
class Renamed:
    def visit(self, node: Any) -> None:
        if isinstance(node, LinodeImage):
            node.label = "a@"


def test_an_aspect_is_refused_at_once_in_a_block_too(app: App, stack: TerraformStack) -> None:
    LinodeImage(stack, "a", label="golden", disk_id=1, linode_id=2)
    Aspects.of(stack).add(Renamed())
    with pytest.raises(RuntimeError, match="stack/a: `label` must consist of"), errors_together():
        app.synth()
    assert not Path(app.outdir, "stacks/stack/cdk.tf.json").exists()


# --- what is seen only when the app is complete


def test_what_synthesis_finds_is_told_of_all_constructs(app: App, stack: TerraformStack) -> None:
    other = TerraformStack(app, "other")
    for scope, id in ((stack, "a"), (stack, "b"), (other, "c")):
        LinodeImage(scope, id, label="golden")
    golden = LinodeImage(stack, "d", label="golden", disk_id=1, linode_id=2)
    golden.reset_disk_id()
    with pytest.raises(RuntimeError) as raised:
        app.synth()
    told = str(raised.value)
    assert told.startswith(
        "4 wrong arguments in 4 constructs:\n\nstack/a: `disk_id` and `linode_id`"
    )
    places = [told.index(path) for path in ("stack/a:", "stack/b:", "stack/d:", "other/c:")]
    assert places == sorted(places)
    assert "stack/d: `linode_id` needs `disk_id` beside it" in told
    assert not Path(app.outdir, "stacks/stack/cdk.tf.json").exists()
