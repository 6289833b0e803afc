"""The table of a plan."""

from __future__ import annotations

from shim_provider.view.tables import PlanRow, console, plan_table

from .events import screen


def test_a_plan_is_a_line_for_each_stack_and_their_sum() -> None:
    shown, out = screen()
    shown.print(plan_table([PlanRow("golden", created=2, replaced=1), PlanRow("web", changed=3)]))
    assert [line.split() for line in out.getvalue().splitlines()] == [
        ["Stack", "Created", "Changed", "Replaced", "Destroyed"],
        ["golden", "2", "0", "1", "0"],
        ["web", "0", "3", "0", "0"],
        ["all", "2", "3", "1", "0"],
    ]


def test_one_stack_needs_no_sum() -> None:
    shown, out = screen()
    shown.print(plan_table([PlanRow("golden", destroyed=2)]))
    assert len(out.getvalue().splitlines()) == 2


def test_a_long_name_is_not_cut_off_at_80_columns() -> None:
    name = "a-stack-of-a-name-that-is-far-longer-than-what-fits-into-a-column"
    shown, out = screen()
    shown.print(plan_table([PlanRow(name)]))
    assert name in "".join(line.split(" ")[0] for line in out.getvalue().splitlines()[1:])
    assert max(map(len, out.getvalue().splitlines())) <= 80


def test_colour_is_for_terminals_and_for_those_who_want_it() -> None:
    _, out = screen()
    assert console(out).color_system is None
    coloured, out = screen(force_terminal=True, color_system="standard")
    coloured.print(plan_table([PlanRow("golden", created=2)]))
    assert "\x1b[32m" in out.getvalue()
    plain, out = screen(force_terminal=True, color_system="standard", no_color=True)
    plain.print(plan_table([PlanRow("golden", created=2)]))
    assert "\x1b[32m" not in out.getvalue()
