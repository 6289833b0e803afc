"""A build at work: what of it there is, and who has to know.

The state has to, by `operation.save`; and the journal, for a process that comes after this one. Two
notes lead the way there. The build's own has the id of the builder (`build/123`), and of the image
once that is all there is. The capture's is found by the builder, whose disk is captured once.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...linode.errors import Interrupted
from .. import left_behind
from ..failures import telling
from ..images.values import image_values
from .builder import build_id, builder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...engine.contract import Operation, Values

KIND = "linode_image_build"

#: Steps of a build, as whoever watches is told of them.
STEPS = {
    "make": "making the builder",
    "boot": "booting the builder",
    "off": "building: the builder runs its instructions",
    "capture": "capturing the builder's disk",
}

#: Private state: that the builder was booted, and when it was made, by Linode's clock.
BOOTED, BEGAN = "booted", "began"

_ASKED = (
    *("label", "cloud_init", "image", "region", "builder_type", "user_data"),
    *("stackscript_id", "stackscript_data", "authorized_keys", "authorized_users", "firewall_id"),
    "triggers",
)


def asked(planned: Values) -> Values:
    """What makes two builds the same; what is changed in place does not tell them apart."""
    return {name: planned[name] for name in _ASKED}


def of_builder(builder: int) -> Values:
    """What makes two captures of builds the same."""
    return {"builder": builder}


@contextmanager
def answering(operation: Operation) -> Iterator[None]:
    """A whole create or update: what was made is Terraform's once it ends, well or not."""
    try:
        yield
    finally:
        if saved := operation.saved:
            if id := saved.get("id"):
                operation.context.journal.answered(id)
            if (builder := saved.get("builder_id")) is not None:
                operation.context.journal.answered(build_id(builder))


def forget(context: Any, state: Values) -> None:
    """The state holds it: nothing of it is left behind."""
    left_behind.forget(context, state["id"])
    if (builder := builder_of(state)) is not None:
        left_behind.forget(context, build_id(builder))


class Work:
    """What this process does of a build."""

    def __init__(self, operation: Operation, planned: Values, *, recorded: bool) -> None:
        self.operation = operation
        self.planned = planned
        #: Whether it was in the state before, as unfinished.
        self.recorded = recorded
        self.builder: int | None = None
        self.image: Values | None = None
        #: The build's note, and the capture's.
        self.note: left_behind.Noted | None = None
        self.capture: left_behind.Noted | None = None
        #: Whether the builder was made by this process: then nothing more of it is done yet.
        self.is_new = False
        self._step = "make"
        self.seconds: int | None = None
        self._started = time.monotonic()

    @property
    def api(self) -> Any:
        """Linode, as long as the operation may take."""
        return self.operation.api

    @property
    def step(self) -> str:
        """What is being done; "" once the image is there."""
        return self._step

    @step.setter
    def step(self, step: str) -> None:
        self._step = step
        if step in STEPS:
            self.operation.report.step(STEPS[step])

    @property
    def label(self) -> str:
        """The image's."""
        return repr(self.planned["label"])

    def hold(self) -> None:
        """From here on the state has what there is, and the build's note leads to it."""
        id = self.image["id"] if self.image else build_id(self.builder or 0)
        if self.image:
            self.operation.save(image_values(self.image))
        self.operation.save({"id": id, "builder_id": self.builder})
        if self.note:
            self.note.made(id if self.builder is None else build_id(self.builder))

    def age(self) -> float:
        """For how many seconds it has been going on."""
        began = self.operation.private.get(BEGAN)
        if began is None:
            return time.monotonic() - self._started
        now: float = self.api.builders.now()
        return max(0.0, now - float(began))

    def remove_builder(self, api: Any) -> None:
        """Delete it, and wait until it is gone."""
        builder = self.builder
        assert builder is not None
        with telling(f"delete builder {builder}", but=Interrupted):
            api.instances.delete(builder)
            if not self.operation.context.configuration.skip_instance_delete_poll:
                api.instances.wait_gone(builder)
        self.builder = None
        self.operation.save({"builder_id": None})
        self.operation.private.pop(BOOTED, None)
        if self.image:
            self.hold()
            self._settle(self.capture)
        else:
            self.settle()
            self.operation.saved.clear()
        left_behind.forget(self.operation.context, build_id(builder))

    def settle(self) -> None:
        """Nothing is there any more that a note leads to."""
        self._settle(self.note)
        self._settle(self.capture)
        self.note = self.capture = None

    def _settle(self, note: left_behind.Noted | None) -> None:
        if note:
            note.settled()
