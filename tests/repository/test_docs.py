"""The documentation: it shows all of every schema, its examples run, its links lead somewhere.

Whether what lies between its marks is fresh is checked in test_renewal.py.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.docs.marks import MARKED
from codegen.pages import PAGES, Page
from shim_provider.install import seed_stack

from .rooms import INNER_MAY_IMPORT, MAY_IMPORT

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples" / "hcl"

TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text()
    for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
}


@pytest.mark.parametrize("page", PAGES, ids=[page.title for page in PAGES])
def test_a_page_shows_all_of_its_schema(page: Page) -> None:
    text, schema = TEXTS[f"docs/{page.doc}"], page.schema
    marked = {(found[2], found[3]) for found in MARKED.finditer(text)}
    expected = {("block", name) for name in schema.blocks if name != "timeouts"}
    if any(a.required or a.optional for a in schema.attributes.values()):
        expected.add(("arguments", ""))
    if any(not a.required and not a.optional for a in schema.attributes.values()):
        expected.add(("attributes", ""))
    if "timeouts" in schema.blocks:
        expected.add(("timeouts", ""))
    assert {each for each in marked if each[0] not in ("file", "contents")} == expected


def test_every_example_is_shown() -> None:
    shown = "".join(TEXTS.values())
    for main in EXAMPLES.glob("*/main.tf"):
        assert f"begin file {main.relative_to(ROOT).as_posix()} -->" in shown


def test_markers_are_in_pairs() -> None:
    for text in TEXTS.values():
        assert text.count("<!-- begin ") == text.count("<!-- end ") == len(MARKED.findall(text))


def links() -> Iterator[tuple[str, str]]:
    for path, text in TEXTS.items():
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            yield path, target


@pytest.mark.parametrize(("path", "target"), sorted(set(links())))
def test_a_link_leads_somewhere(path: str, target: str) -> None:
    assert (ROOT / path).parent.joinpath(target).exists()


def test_the_architecture_page_names_every_room() -> None:
    text = TEXTS["docs/architecture.md"]
    for room in MAY_IMPORT:
        if not room.endswith("__init__"):
            path = room.replace(".", "/")
            assert f"`{path}/`" in text or f"`{path}.py`" in text


@pytest.mark.parametrize("room", INNER_MAY_IMPORT)
def test_the_architecture_page_names_and_draws_every_inner_room(room: str) -> None:
    path = room.replace(".", "/")
    section = TEXTS["docs/architecture.md"].partition(f"### `{path}/`\n")[2].partition("\n## ")[0]
    section = section.partition("\n### ")[0]
    for inner in INNER_MAY_IMPORT[room]:
        assert f"`{inner}/`" in section or f"`{inner}.py`" in section
    assert f"<!-- begin rooms {room} -->" in section


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/main.tf")))
def test_an_example_is_valid(name: str, tmp_path: Path) -> None:
    for part in (EXAMPLES / name).iterdir():
        shutil.copy(part, tmp_path)
    image = tmp_path / "path" / "to" / "image.img.gz"
    image.parent.mkdir(parents=True)
    image.write_bytes(gzip.compress(b""))
    seed_stack(tmp_path)
    for command in ("init", "validate"):
        done = subprocess.run(
            [sys.executable, "-c", "from shim_provider.engines import main; main()", command],
            cwd=tmp_path,
            env={**os.environ, "CHECKPOINT_DISABLE": "1", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
