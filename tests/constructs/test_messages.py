"""What a construct costs: messages to Node.js, of which each takes as long as all our Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import jsii
import pytest
from constructs import Construct

from .core import App, DataLinodeImage, LinodeImage, LinodeInstance, LinodeProvider, TerraformStack

Messages = Counter[str]


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Messages:
    """Counts the requests to Node.js by their kind; `_CompleteRequest` answers a callback."""
    counted: Messages = Counter()
    provider: Any = jsii.kernel.provider
    process = provider._process
    send = process.send

    def counting(request: Any, response_type: Any) -> Any:
        counted[type(request).__name__] += 1
        return send(request, response_type)

    monkeypatch.setattr(process, "send", counting)
    return counted


MAKE: dict[str, Callable[[TerraformStack, str], Any]] = {
    "an image": lambda stack, id: LinodeImage(
        stack,
        id,
        label="golden",
        disk_id=1,
        linode_id=2,
        tags=["golden"],
        timeouts={"create": "1h"},
        lifecycle={"prevent_destroy": True},
    ),
    "an instance": lambda stack, id: LinodeInstance(stack, id, region="us-ord", label="web"),
    "a data source": lambda stack, id: DataLinodeImage(stack, id, id="linode/debian12"),
}


@pytest.mark.parametrize("what", MAKE)
def test_a_construct_is_one_message(what: str, stack: TerraformStack, messages: Messages) -> None:
    MAKE[what](stack, "it")
    assert messages == {"CreateRequest": 1}


@pytest.mark.parametrize("what", MAKE)
def test_synthesis_asks_each_construct_twice(
    what: str, app: App, stack: TerraformStack, messages: Messages
) -> None:
    app.synth()
    floor = messages.copy()
    for number in range(3):
        MAKE[what](stack, f"it{number}")
    messages.clear()
    app.synth()
    messages.subtract(floor)
    assert +messages == {"_CompleteRequest": 3 * 2}


def test_inputs_changes_and_checks_cost_none(stack: TerraformStack, messages: Messages) -> None:
    golden = LinodeImage(stack, "it", label="golden", disk_id=1, linode_id=2)
    messages.clear()
    golden.label = "silver"
    golden.tags = ["golden"]
    golden.reset_tags()
    golden.put_timeouts(create="1h")
    assert golden.label_input == "silver"
    assert repr(golden)
    assert not messages


def test_a_reference_is_one_message(stack: TerraformStack, messages: Messages) -> None:
    golden = LinodeImage(stack, "it", label="golden", disk_id=1, linode_id=2)
    messages.clear()
    assert golden.id
    assert messages == {"InvokeRequest": 1}


@pytest.mark.usefixtures("image_file")
def test_files_cost_one_message_for_each_scope_that_is_no_stack(
    stack: TerraformStack, messages: Messages
) -> None:
    group = Construct(stack, "group")
    messages.clear()
    for scope in (stack, group):
        for number in range(3):
            LinodeImage.from_file(scope, f"it{number}", path="image.img.gz", region="us-ord")
    assert messages == {"CreateRequest": 6, "StaticInvokeRequest": 1}


def test_a_provider_costs_little(app: App, messages: Messages) -> None:
    stack = TerraformStack(app, "stack")
    messages.clear()
    LinodeProvider(stack, "linode")
    # Itself, and the watch of its stack: the synthesizer there is, its place taken, by a new one.
    assert messages == {"CreateRequest": 2, "GetRequest": 1, "SetRequest": 1}
