"""A run in lines of text."""

from __future__ import annotations

from pathlib import Path

from shim_provider.progress.notes import Note
from shim_provider.view.names import Names
from shim_provider.view.plain import PlainView

from .events import Clock, event, screen


def test_a_change_is_told_of_when_it_begins_as_it_goes_on_and_when_it_ends() -> None:
    shown, out = screen()
    clock = Clock()
    with PlainView(shown, clock=clock) as view:
        view.event("demo", event("apply_start", "linode_image.golden"))
        clock.now += 10
        view.event("demo", event("apply_progress", "linode_image.golden"))
        clock.now += 65
        view.event("demo", event("apply_complete", "linode_image.golden", id_value="private/7"))
        view.event("demo", event("apply_start", "linode_instance.web", "delete"))
        view.event("demo", event("apply_errored", "linode_instance.web", "delete"))
    assert out.getvalue().splitlines() == [
        "linode_image.golden: creating",
        "linode_image.golden: creating, 10s",
        "linode_image.golden: created in 1m15s [id=private/7]",
        "linode_instance.web: destroying",
        "linode_instance.web: destroying failed after 0s",
    ]


def test_what_the_provider_tells_is_in_the_lines() -> None:
    shown, out = screen()
    clock = Clock()
    with PlainView(shown, clock=clock) as view:
        view.event("demo", event("apply_start", "linode_image.golden"))
        for at, done in ((1000.0, 0), (1010.0, 500_000_000)):
            note = Note(1, "linode_image", "golden", "create", 1000.0, "uploading", 1000.0)
            view.course.notes("demo", [note._replace(at=at, done=done, total=2_000_000_000)])
        clock.now += 10
        view.event("demo", event("apply_progress", "linode_image.golden"))
        whole = note._replace(at=1011.0, done=2_000_000_000, total=2_000_000_000)
        view.course.notes("demo", [whole])
        view.event("demo", event("apply_progress", "linode_image.golden"))
    assert out.getvalue().splitlines()[1:] == [
        "linode_image.golden: uploading, 25 % of 2.0 GB, 50.0 MB/s, 30s left",
        "linode_image.golden: uploading, 100 % of 2.0 GB, 10s",
    ]


def test_a_resource_is_called_by_the_path_of_its_construct() -> None:
    shown, out = screen()
    names = {"web": Names({"linode_image.golden_1F2E": "web/images/golden"})}
    with PlainView(shown, dict.fromkeys(("web", "db"), Path("/nowhere")), names) as view:
        view.event("web", event("apply_start", "linode_image.golden_1F2E"))
        view.event("web", event("apply_start", "linode_image.golden_1F2E[0]"))
        view.event("db", event("apply_start", "linode_image.other"))
    assert out.getvalue().splitlines() == [
        "web/images/golden: creating",
        "web/images/golden[0]: creating",
        "db: linode_image.other: creating",
    ]


def test_what_is_only_read_is_not_told_of() -> None:
    shown, out = screen()
    with PlainView(shown) as view:
        view.event("demo", event("apply_start", "data.linode_image.base", "read"))
        view.event("demo", event("refresh_start", "linode_image.golden"))
        view.event("demo", {"type": "version", "terraform": "1.12.0"})
        view.event("demo", {"type": "diagnostic", "@message": "Error: no"})
    assert out.getvalue() == ""


def test_a_replacement_is_one_change_of_two_steps() -> None:
    shown, _ = screen()
    with PlainView(shown) as view:
        view.expect("demo", {"linode_image.a": 2})
        assert view.course.total == 1
        for action in ("delete", "create"):
            assert view.course.done == 0
            view.event("demo", event("apply_start", "linode_image.a", action))
            view.event("demo", event("apply_complete", "linode_image.a", action))
        assert view.course.done == 1


def test_the_engines_own_plan_tells_how_many_there_are() -> None:
    shown, _ = screen()
    with PlainView(shown) as view:
        for address, action in (("a.b", "create"), ("a.c", "noop"), ("a.d", "replace")):
            planned = {"resource": {"addr": address}, "action": action}
            view.event("demo", {"type": "planned_change", "change": planned})
    assert view.course.total == 2


MANY = ("linode_image.many[0]", "linode_image.many[1]")
NOTES = [
    Note(1, "linode_image", "else", "create", 0.0, "of b"),
    Note(2, "linode_image", "a", "create", 0.0, "of a"),
    Note(3, "linode_image", "many-1", "create", 0.0, "of many[1]"),
    Note(4, "linode_image", "old", "delete", 0.0, "of c", id="private/3"),
    Note(5, "linode_image", "old", "delete", 0.0, "of d", id="private/4"),
    Note(6, "linode_instance", "e", "delete", 0.0, "of none: e is being created"),
]


def test_notes_are_matched_by_id_by_label_and_where_neither_is_known_by_being_alone() -> None:
    shown, _ = screen()
    labels = {"linode_image.a": "a", "linode_image.many": "many-${count.index}"}
    with PlainView(shown, names={"demo": Names({}, labels)}) as view:
        for address in ("linode_image.a", "linode_image.b", *MANY, "linode_instance.e"):
            view.event("demo", event("apply_start", address))
        for name, id in (("d", "private/4"), ("c", "private/3")):
            view.event("demo", event("apply_start", f"linode_image.{name}", "delete", id_value=id))
        view.course.notes("demo", NOTES)
        # What was matched once stays so, though it is no more the only one.
        view.event("demo", event("apply_start", "linode_image.another"))
        view.course.notes("demo", [note._replace(percent=7) for note in NOTES])
    steps = [
        (line.note.step, line.note.percent) if line.note else None for line in view.course.lines
    ]
    told = ["of a", "of b", "", "of many[1]", "", "of d", "of c", ""]
    assert steps == [(step, 7) if step else None for step in told]
