"""A new resource type: what docs/adding-a-resource-type.md does, done to a copy of this checkout.

Beside the page's type one more is invented, which has of everything that a schema can have.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.constructs.face import faces
from codegen.constructs.module import module
from codegen.constructs.types import NameTakenError, NoFormError
from codegen.pages import RESOURCE, Page
from shim_provider.schemas.language import (
    NUMBER,
    TEXT,
    Attribute,
    Block,
    Schema,
    computed,
    list_of,
    object_of,
    optional,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-resource-type.md").read_text()

PARTS = (
    *("cdktf_linode_image", "cdktn_linode_image", "codegen", "docs", "examples", "shim_provider"),
    "tests",
)

#: Path -> text, for each file that the page shows.
SHOWN = dict(re.findall(r"^`([\w./]+)`:\n\n```python\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE))
#: What it adds to the table of types.
NAMED = re.findall(r"^ {4}\"linode_.*\n", PAGE, re.MULTILINE)

WHATNOT = '''
"""`linode_whatnot`: invented. It has of everything."""

from __future__ import annotations

from .image import REPLICATIONS
from .language import (
    BOOL, NUMBER, TEXT, Block, Schema, computed, list_of, object_of, optional, required, set_of,
)
from .timeouts import timeouts_block

STEP = object_of(name=TEXT, took=object_of(seconds=NUMBER))

WHATNOT = Schema(
    name="linode_whatnot",
    doc="A thing with some of everything.",
    attributes={
        "id": computed(TEXT, "Its number."),
        "recipe": required(TEXT, "The recipe.", local_path=""),
        "volume_id": optional(NUMBER, "What it needs.", refers_to="linode_volume"),
        "steps": computed(list_of(STEP), "Its steps, in order."),
        "last": computed(STEP, "The last of them."),
        "regions": computed(REPLICATIONS, "Where it is."),
        "words": optional(set_of(TEXT), "Words, in any order."),
    },
    blocks={
        "machine": Block({"type": optional(TEXT, "Its type.")}, "The machine.", "list", 1),
        "limits": Block(
            {"fast": optional(BOOL, "Whether to hurry."), "cost": required(NUMBER, "Dollars.")},
            "Limits.",
        ),
        "disk": Block({"size": required(NUMBER, "In MB."), "label": optional(TEXT, "Its name.")},
                      "A disk.", "list"),
        "timeouts": timeouts_block({"create": "1h"}),
    },
    timeouts={"create": "1h"},
)
'''
BY_HAND = '''
"""`LinodeWhatnot`: what it has beyond its schema."""

from __future__ import annotations

from ._generated import whatnot as generated


class LinodeWhatnot(generated.LinodeWhatnot):
    """A thing with some of everything."""

    def steps_taken(self) -> int:
        return 0
'''
APP = """
from cdktf import App, TerraformStack

from cdktf_linode_image import (
    LinodeInstance, LinodeProvider, LinodeSshkey, LinodeWhatnot, LinodeWhatnotDisk,
    LinodeWhatnotTimeouts,
)

app = App(outdir="out")
stack = TerraformStack(app, "stack")
LinodeProvider(stack, "linode")
key = LinodeSshkey(stack, "key", label="laptop", ssh_key="ssh-rsa A", timeouts={"read": "1m"})
whatnot = LinodeWhatnot(
    stack,
    "whatnot",
    recipe="recipe.txt",
    volume_id=7,
    words=["b", key.label],
    machine={"type": "g6-nanode-1"},
    limits={"fast": True, "cost": 2},
    disk=[LinodeWhatnotDisk(512), {"size": 1024, "label": key.created}],
    timeouts=LinodeWhatnotTimeouts(create="30m"),
)
step: str = whatnot.steps.get(0).name
seconds: float = whatnot.last.took.seconds
status: str = whatnot.regions.get(0).status
machine: str | None = whatnot.machine.type_input
create: str = whatnot.timeouts.create
taken: int = whatnot.steps_taken()
LinodeInstance(stack, "web", region="us-ord", label=whatnot.last.name, image=status)
app.synth()
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout with both types in it, before the command is run."""
    copy = tmp_path_factory.mktemp("checkout")
    leave = shutil.ignore_patterns("__pycache__", "cdktf.out", ".linode-emulator")
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, symlinks=True, ignore=leave)
    for file in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / file, copy)
    ours = {
        "shim_provider/schemas/whatnot.py": WHATNOT,
        "cdktf_linode_image/whatnot.py": BY_HAND,
        "app.py": APP,
    }
    for path, text in {**SHOWN, **ours}.items():
        (copy / path).write_text(text.lstrip())
    types = copy / "shim_provider/schemas/__init__.py"
    named = ["RESOURCES = {\n", *NAMED, '    "linode_whatnot": ("whatnot", "WHATNOT"),\n']
    types.write_text(types.read_text().replace(named[0], "".join(named)))
    return copy


@pytest.fixture(scope="module")
def written(checkout: Path) -> list[str]:
    """What the command says that it has written."""
    return run(checkout, "-m", "codegen").splitlines()


def run(checkout: Path, *arguments: str) -> str:
    """The output of a Python in the copy, which sees the copy's packages."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_one_command_writes_construct_page_and_entry(checkout: Path, written: list[str]) -> None:
    assert sorted(written) == [
        "linked: cdktn_linode_image/whatnot.py",
        "written: cdktf_linode_image/_generated/sshkey.py",
        "written: cdktf_linode_image/_generated/whatnot.py",
        "written: cdktf_linode_image/_names.py",
        "written: docs/provider.md",
        "written: docs/resources/sshkey.md",
        "written: docs/resources/whatnot.md",
    ]
    page = (checkout / "docs/resources/sshkey.md").read_text()
    assert "| `label` | string | required | 1 to 64 characters |" in page
    assert "[linode_sshkey](resources/sshkey.md)" in (checkout / "docs/provider.md").read_text()
    assert run(checkout, "-m", "codegen", "--check") == ""


@pytest.mark.usefixtures("written")
def test_what_is_written_passes_the_linter_and_the_type_checker(checkout: Path) -> None:
    written = "cdktf_linode_image/_generated"
    run(checkout, "-m", "ruff", "check", written, *SHOWN)
    run(checkout, "-m", "ruff", "format", "--check", written, *SHOWN)
    run(checkout, "-m", "mypy", "app.py", "cdktf_linode_image", *SHOWN)


@pytest.mark.usefixtures("written")
def test_an_app_with_the_new_constructs_synthesizes(checkout: Path) -> None:
    run(checkout, "app.py")
    stack = json.loads((checkout / "out/stacks/stack/cdk.tf.json").read_text())
    key, whatnot = (
        stack["resource"]["linode_sshkey"]["key"],
        stack["resource"]["linode_whatnot"]["whatnot"],
    )
    assert {name: key[name] for name in ("label", "ssh_key", "timeouts")} == {
        "label": "laptop",
        "ssh_key": "ssh-rsa A",
        "timeouts": {"read": "1m"},
    }
    assert {name: value for name, value in whatnot.items() if name != "//"} == {
        "recipe": "../../../recipe.txt",
        "volume_id": 7,
        "words": ["b", "${linode_sshkey.key.label}"],
        "machine": [{"type": "g6-nanode-1"}],
        "limits": {"fast": True, "cost": 2},
        "disk": [{"size": 512}, {"size": 1024, "label": "${linode_sshkey.key.created}"}],
        "timeouts": {"create": "30m"},
    }
    web = stack["resource"]["linode_instance"]["web"]
    assert (web["label"], web["image"]) == (
        "${linode_whatnot.whatnot.last.name}",
        "${linode_whatnot.whatnot.regions[0].status}",
    )


@pytest.mark.usefixtures("written")
def test_the_tests_that_hold_for_all_types_take_it_in(checkout: Path) -> None:
    parity, schemas = "tests/constructs/test_schema_parity.py", "tests/schemas/test_pages.py"
    told = run(checkout, "-m", "pytest", "-q", "-rA", parity, schemas, "-k", "shkey or hatnot")
    for case in (
        f"PASSED {parity}::test_the_constructor_takes_the_schemas_arguments[LinodeSshkey]",
        f"PASSED {parity}::test_a_struct_has_the_fields_of_its_block[LinodeWhatnot.limits]",
        f"PASSED {schemas}::test_an_attribute_makes_sense[resource linode_sshkey: label]",
    ):
        assert case in told


NO_FORM: dict[str, Attribute] = {
    "a list of numbers": computed(list_of(NUMBER), "Numbers."),
    "an argument of objects": optional(list_of(object_of(id=TEXT)), "Things."),
    "a list of lists of objects": computed(list_of(list_of(object_of(id=TEXT))), "Things."),
}


@pytest.mark.parametrize("case", NO_FORM)
def test_a_type_that_constructs_have_no_form_for_is_refused_by_name(case: str) -> None:
    schema = Schema("linode_whatnot", "A thing.", {"parts": NO_FORM[case]})
    page = Page(RESOURCE, "linode_whatnot", "whatnot", "WHATNOT", schema)
    with pytest.raises(NoFormError, match=r"`whatnot\.parts`.* codegen/constructs/types\.py"):
        faces([page])


NAMES_TAKEN = {
    "an argument called scope": Schema("linode_whatnot", "", {"scope": optional(TEXT, "")}),
    "a block called read": Schema("linode_whatnot", "", {}, {"read": Block({}, "")}),
}


@pytest.mark.parametrize("case", NAMES_TAKEN)
def test_a_name_that_a_construct_has_for_something_else_is_refused(case: str) -> None:
    page = Page(RESOURCE, "linode_whatnot", "whatnot", "WHATNOT", NAMES_TAKEN[case])
    with pytest.raises(NameTakenError, match=r"`whatnot\.(scope|read)`.* is taken there"):
        list(map(module, faces([page])))
