"""Wrong constructs of an app that is simply run: made all the same, told together at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from ..core import CORE, PACKAGE

HEAD = f"""\
from {PACKAGE} import ArgumentError, LinodeImage, LinodeInstance, LinodeProvider
from {CORE} import App, TerraformOutput, TerraformStack, Testing
app = App()
stack = TerraformStack(app, "web")
LinodeProvider(stack, "linode")
"""
A = 'a = LinodeImage(stack, "a", label="a@", disk_id=1, linode_id=2)\n'
B = 'b = LinodeInstance(stack, "b", region="us-ord", label="b--b", swap_size=-1)\n'
SYNTH = "app.synth()\n"

A_TOLD = "web/a: `label` must consist of letters, digits, spaces and ,.?-_', unlike 'a@'\n"
B_TOLD = """\
web/b:
  - `label` must consist of a letter, then letters, digits and single -_., unlike 'b--b'
  - `swap_size` must be 0 or more, not -1
"""
ERRORS = PACKAGE + ".errors.ArgumentErrors: {} wrong arguments in {} constructs:\n\n"


class Ran(NamedTuple):
    code: int
    printed: str
    told: str
    report: str
    written: bool


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "main.py"


def ran(file: Path, program: str) -> Ran:
    """The app, run in a folder of its own by a fresh Python."""
    file.write_text(HEAD + program)
    done = subprocess.run(
        [sys.executable, file.name],
        cwd=file.parent,
        env={name: value for name, value in os.environ.items() if name != "CDKTF_OUTDIR"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    report = done.stderr[done.stderr.rfind(f"{PACKAGE}.errors.") :]
    written = any(file.parent.rglob("cdk.tf*")) or any(file.parent.rglob("manifest.json"))
    return Ran(done.returncode, done.stdout, done.stderr, report, written)


def test_one_run_names_every_wrong_argument_and_writes_nothing(file: Path) -> None:
    rest = (
        "LinodeInstance(stack, 'c', region='us-ord', image=a)\n"
        "TerraformOutput(stack, 'out', value=b.ip_address)\n"
        "LinodeImage(stack, 'd', label='d')\n"
    )
    found = ran(file, A + B + rest + SYNTH)
    assert found.code == 1
    assert not found.written
    assert found.report == (
        f'{ERRORS.format(4, 3)}{A_TOLD}  File "{file}", line 6\n\n'
        f'{B_TOLD}  File "{file}", line 7\n\n'
        "web/d: `disk_id` and `linode_id`, or `file_path` and `region`, are needed (given neither):"
        " an image comes from a disk or a file, unless `import_from` adopts one that exists\n"
    )
    traceback = found.told.removesuffix(found.report).splitlines()
    assert traceback[:3] == [
        "Traceback (most recent call last):",
        f'  File "{file}", line 11, in <module>',
        "    app.synth()",
    ]
    assert len(traceback) == 5


def test_a_single_error_stays_as_it_is_and_shows_its_line(file: Path) -> None:
    found = ran(file, f"def build():\n    {A}\nbuild()\n{SYNTH}")
    assert found.code == 1
    assert not found.written
    assert found.report == f"{PACKAGE}.errors.ArgumentError: {A_TOLD}"
    shown = [line.strip() for line in found.told.splitlines() if str(file) in line]
    assert shown == [
        f'File "{file}", line {place}'
        for place in ("10, in <module>", "9, in <module>", "7, in build")
    ]
    assert A.strip() in found.told


def test_stacks_of_classes_and_modules_are_told_together(file: Path) -> None:
    (file.parent / "stacks.py").write_text(
        f"from {PACKAGE} import LinodeImage\n"
        f"from {CORE} import TerraformStack\n"
        "class Golden(TerraformStack):\n"
        "    def __init__(self, scope, id):\n"
        "        super().__init__(scope, id)\n"
        "        for each in 'xy':\n"
        "            LinodeImage(self, each, label='')\n"
    )
    found = ran(
        file, f"{A}from stacks import Golden\nGolden(app, 'one')\nGolden(app, 'two')\n{SYNTH}"
    )
    assert found.report.startswith(ERRORS.format(5, 5))
    assert [line.split(":")[0] for line in found.report.splitlines() if "`label`" in line] == [
        "web/a",
        *("one/x", "one/y", "two/x", "two/y"),
    ]
    assert found.report.count(f'  File "{file.parent / "stacks.py"}", line 7\n') == 4


def test_what_is_wrong_with_a_provider_or_a_change_is_told_too(file: Path) -> None:
    program = (
        "LinodeProvider(stack, 'p', alias=1, source=None, version=2, event_poll_ms=0)\n"
        "LinodeProvider(stack, 'q', alias='q', source='linode/linode')\n"
        "LinodeProvider(stack, 'r', alias='r')\n"
        "a = LinodeImage(stack, 'a', label='a', disk_id=1, linode_id=2, count='2', lifecycle=3)\n"
        "a.label = ''\n"
        "a.timeouts.create = 'soon'\n"
        "b = LinodeInstance(stack, 'b', region='us-ord')\n"
        "b.region = None\n"
        "assert a.label_input == 'a' and b.region_input == 'us-ord'\n"
    )
    found = ran(file, program + SYNTH)
    assert not found.written
    told = [line.split("`")[1] for line in found.report.splitlines() if "`" in line]
    assert told == [
        *("alias", "source", "version", "event_poll_ms"),
        "source",
        *("count", "lifecycle", "label", "timeouts.create"),
        "region",
    ]
    assert found.report.startswith(ERRORS.format(10, 4))


def test_without_a_synthesis_it_is_told_at_the_end_and_fails(file: Path) -> None:
    before, after = (f"atexit.register(print, {word!r})\n" for word in ("before", "after"))
    found = ran(file, f"import atexit\n{before}print('first')\n{A}{B}{after}")
    assert found.report.startswith(ERRORS.format(3, 2) + A_TOLD)
    assert found.code == 1
    assert found.printed == "first\nafter\nbefore\n"


def test_a_program_that_exits_well_fails(file: Path) -> None:
    found = ran(file, f"{A}raise SystemExit(0)\n")
    assert found.told.startswith("Traceback")
    assert found.told.endswith(f"{PACKAGE}.errors.ArgumentError: {A_TOLD}")
    assert A.strip() in found.told
    assert found.code == 1


def test_a_program_that_dies_of_something_else_tells_both(file: Path) -> None:
    found = ran(file, f"{A}{B}LinodeImage(stack, 'c', lable='c')\n{SYNTH}")
    assert "unexpected keyword argument 'lable'" in found.told
    assert found.report.startswith(ERRORS.format(3, 2) + A_TOLD)
    assert found.code == 1
    assert not found.written


def test_what_a_synthesis_has_told_is_not_told_again(file: Path) -> None:
    program = (
        f"{A}{B}try:\n    app.synth()\nexcept ArgumentError as error:\n    print(error.errors)\n"
    )
    found = ran(file, program)
    assert found.printed.count("ArgumentError(") == 2
    assert found.told == ""
    assert found.code == 0


def test_the_cores_own_tests_of_a_stack_tell_it_as_well(file: Path) -> None:
    program = (
        f"{A}{B}for synth in (Testing.synth, Testing.synth_hcl, Testing.full_synth, App.synth):\n"
        "    try:\n"
        "        print(synth(app if synth is App.synth else stack))\n"
        "    except RuntimeError as error:\n"
        "        print(error)\n"
    )
    found = ran(file, program)
    assert found.printed.count(A_TOLD) == found.printed.count(B_TOLD) == 4
    assert not found.written
    assert found.code == 0


def test_another_app_is_none_the_worse(file: Path) -> None:
    program = (
        f"{A}right = App(outdir='right')\nstack = TerraformStack(right, 'web')\n"
        f"LinodeProvider(stack, 'linode')\nright.synth()\n{SYNTH}"
    )
    found = ran(file, program)
    assert found.report == f"{PACKAGE}.errors.ArgumentError: {A_TOLD}"
    assert (file.parent / "right/stacks/web/cdk.tf.json").exists()
    assert not (file.parent / "cdktf.out/manifest.json").exists()


def test_whoever_would_catch_it_gets_it_at_once(file: Path) -> None:
    program = (
        f"try:\n    {A}except ArgumentError as error:\n"
        "    a = LinodeImage(stack, 'a', label='a', disk_id=1, linode_id=2)\n"
    )
    found = ran(file, program + SYNTH)
    assert found.told == ""
    assert found.written
