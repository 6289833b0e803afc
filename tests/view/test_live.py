"""The live view, drawn on demand; on a real terminal it is in tests/cli/test_watch.py."""

from __future__ import annotations

import io
import os
import pty
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from shim_provider.progress.notes import Note
from shim_provider.view.live import LiveView
from shim_provider.view.names import Names
from shim_provider.view.opened import is_live, view
from shim_provider.view.plain import PlainView
from shim_provider.view.tables import console

from .events import Clock, event, screen

if TYPE_CHECKING:
    import pytest


def drawn(live: LiveView, shown: Console, out: io.StringIO) -> list[str]:
    """What is under way, as it is drawn now."""
    before = len(out.getvalue())
    shown.print(live._drawn())
    return [line.rstrip() for line in out.getvalue()[before:].splitlines()]


class Drawing(io.StringIO):
    """A terminal; while it is written to, another thread wants to draw."""

    def __init__(self) -> None:
        super().__init__()
        self.live: LiveView | None = None
        self.is_held_up = False

    def write(self, text: str) -> int:
        if self.live is not None and "created" in text:
            thread = threading.Thread(target=self.live._drawn, daemon=True)
            thread.start()
            thread.join(timeout=5)
            self.is_held_up = thread.is_alive()
        return super().write(text)


def test_a_line_that_is_printed_does_not_hold_up_the_thread_that_draws() -> None:
    out = Drawing()
    live = out.live = LiveView(Console(file=out, width=80), auto_refresh=False)
    live.event("demo", event("apply_start", "linode_image.a"))
    live.event("demo", event("apply_complete", "linode_image.a"))
    assert "created" in out.getvalue()
    assert not out.is_held_up


def test_a_line_for_each_resource_and_one_of_totals_fit_80_columns() -> None:
    shown, out = screen()
    clock = Clock()
    paths = {"linode_image.a": "demo/a-construct/of-a-path-that-is-long/golden"}
    names = {"demo": Names(paths, {"linode_image.a": "a"})}
    live = LiveView(shown, names=names, clock=clock, auto_refresh=False)
    addresses = ("linode_image.a", "linode_image.b", "linode_image_build.c")
    live.expect("demo", dict.fromkeys(addresses, 1))
    for address in addresses:
        live.event("demo", event("apply_start", address))
    upload = Note(1, "linode_image", "a", "create", 1000.0, "uploading golden.img.gz", 1000.0)
    step = "building: the builder runs its instructions"
    notes = [
        upload._replace(done=700_000_000, total=2_000_000_000, at=1003.5),
        Note(2, "linode_image", "b", "create", 1000.0, "waiting for the image", percent=37),
        Note(3, "linode_image_build", "c", "create", 1000.0, step),
    ]
    live.course.notes("demo", notes)
    clock.now += 65
    *lines, totals = drawn(live, shown, out)
    # Each begins with a spinner.
    assert [line[2:] for line in lines] == [
        "demo/a-cons…-long/golden uploading golden.img… ━━╸       35% 200 MB/s, 6s left",
        "linode_image.b           waiting for the image ━━╸       37%             1m05s",
        "linode_image_build.c     building: the builde…                           1m05s",
    ]
    assert totals == "0 of 3 done, 3 under way"


def test_what_has_ended_stays_above_with_a_mark_and_its_duration() -> None:
    shown, out = screen()
    live = LiveView(shown, clock=Clock(), auto_refresh=False)
    for address, end in (("a.b", "apply_complete"), ("a.c", "apply_errored")):
        live.event("demo", event("apply_start", address))
        live.event("demo", event(end, address))
    assert out.getvalue().splitlines() == [
        "✓ a.b  created in 0s",
        "✗ a.c  creating failed after 0s",
    ]
    assert drawn(live, shown, out) == ["1 done, 0 under way, 1 failed"]


def test_more_than_fit_the_screen_are_counted() -> None:
    shown, out = screen(height=10)
    live = LiveView(shown, clock=Clock(), auto_refresh=False)
    for number in range(30):
        live.event("demo", event("apply_start", f"linode_image.a[{number}]"))
    lines = drawn(live, shown, out)
    assert len(lines) == 8
    assert lines[-1] == "0 done, 30 under way, 23 not shown"


def test_lines_are_drawn_anew_only_where_somebody_sees_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, os.fdopen(ours):
        assert is_live(console(terminal))
        with monkeypatch.context() as said:
            said.setenv("NO_COLOR", "1")  # no colour, and live all the same
            assert is_live(console(terminal))
            assert console(terminal).no_color
        for name, value in (("CI", "true"), ("TERM", "dumb")):
            with monkeypatch.context() as said:
                said.setenv(name, value)
                assert not is_live(console(terminal))
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = io.StringIO()
    assert not is_live(console(out))
    assert type(view(console(out), {"demo": Path("/nowhere")})) is PlainView
