"""What is written from the schemas is fresh; what is stale is named, with the command for it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen.__main__ import main
from codegen.docs.marks import MarkError
from codegen.renewal import COMMAND, renewal

ROOT = Path(__file__).parents[2]
IMAGE = "cdktf_linode_image/_generated/image.py"
PAGE = "docs/resources/image.md"

#: What the program reads and writes.
PARTS = ("cdktf_linode_image", "cdktn_linode_image", "docs", "examples", "tests")
FILES = ("README.md", "pyproject.toml")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this checkout, as far as the program cares."""
    for part in PARTS:
        leave = shutil.ignore_patterns("__pycache__", "cdktf.out")
        shutil.copytree(ROOT / part, tmp_path / part, symlinks=True, ignore=leave)
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def test_everything_written_from_the_schemas_is_fresh() -> None:
    assert renewal(ROOT).paths == [], f"write it anew: {COMMAND}"


def spoil(checkout: Path) -> Mapping[str, str]:
    """Change one file, remove another, add one of a page that is no more; what there was."""
    there = {path: (checkout / path).read_text() for path in (IMAGE, PAGE)}
    (checkout / IMAGE).write_text(there[IMAGE].replace("label: str", "label: int"))
    (checkout / PAGE).write_text(there[PAGE].replace("need not be unique", "must be unique"))
    (checkout / "cdktf_linode_image/_generated/no_page.py").write_text("")
    return there


def test_a_check_names_what_is_stale_and_writes_nothing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(checkout)
    before = (checkout / IMAGE).read_text()
    assert main(["--check"], checkout) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"stale: {IMAGE}",
        "stale: cdktf_linode_image/_generated/no_page.py",
        f"stale: {PAGE}",
        f"Write them anew: {COMMAND}",
    ]
    assert (checkout / IMAGE).read_text() == before


def test_without_check_it_is_written_and_what_belongs_to_no_page_removed(checkout: Path) -> None:
    there = spoil(checkout)
    assert main([], checkout) == 0
    assert {path: (checkout / path).read_text() for path in there} == there
    assert not (checkout / "cdktf_linode_image/_generated/no_page.py").exists()
    assert main(["--check"], checkout) == 0


def test_an_app_for_cdk_terrain_is_that_for_cdktf_with_other_names(checkout: Path) -> None:
    app, twin = (checkout / "examples/first_app" / name for name in ("main.py", "main_cdktn.py"))
    for_cdktf = (
        "# make deploy EXAMPLE=first_app\nimport cdktf_linode_image, cdktf  # not cdktf.out\n"
    )
    app.write_text(for_cdktf)
    (checkout / "examples/gone").mkdir()
    shutil.copy(twin, checkout / "examples/gone")
    assert main(["--check"], checkout) == 1
    assert main([], checkout) == 0
    assert twin.read_text().splitlines()[1:] == [
        "# make deploy EXAMPLE=first_app CORE=cdktn",
        "import cdktn_linode_image, cdktn  # not cdktf.out",
    ]
    assert not (checkout / "examples/gone/main_cdktn.py").exists()


LINKED = "cdktn_linode_image"


def spoil_links(checkout: Path) -> None:
    """A module has no link yet, a link leads elsewhere, one to nothing, and one is a copy."""
    (checkout / "cdktf_linode_image/volume.py").write_text("")
    links = checkout / LINKED
    for name in ("image.py", "provider.py"):
        (links / name).unlink()
    (links / "image.py").symlink_to("../codegen/pages.py")
    (links / "gone.py").symlink_to("../cdktf_linode_image/gone.py")
    shutil.copy(checkout / "cdktf_linode_image/provider.py", links)


def test_links_that_are_missing_or_wrong_are_named(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil_links(checkout)
    assert main(["--check"], checkout) == 1
    names = ("gone.py", "image.py", "provider.py", "volume.py")
    assert capsys.readouterr().err.splitlines()[:-1] == [
        f"stale: {LINKED}/{name}" for name in names
    ]


def test_every_module_but_the_core_is_linked(checkout: Path) -> None:
    spoil_links(checkout)
    assert main([], checkout) == 0
    assert main(["--check"], checkout) == 0
    linked = {each.name for each in (checkout / LINKED).iterdir() if each.is_symlink()}
    assert linked == {each.name for each in (checkout / "cdktf_linode_image").iterdir()} - {
        "_core.py"
    }
    for name in linked:
        assert (checkout / LINKED / name).samefile(checkout / "cdktf_linode_image" / name)
    assert not (checkout / LINKED / "_core.py").is_symlink()


def test_every_test_of_constructs_is_one_of_both_cores(checkout: Path) -> None:
    (checkout / "tests/constructs/volumes").mkdir()
    for name in ("volumes/__init__.py", "volumes/test_volumes.py", "test_more.py"):
        (checkout / "tests/constructs" / name).write_text("")
    assert main([], checkout) == 0
    tests, linked = (modules(checkout / "tests" / each) for each in TWINS)
    assert tests == linked
    assert {"volumes/test_volumes.py", "test_more.py", "test_snapshots.py"} <= tests
    own = {name for name in linked if not (checkout / "tests" / TWINS[1] / name).is_symlink()}
    assert own == {"core.py"}


TWINS = ("constructs", "constructs_cdktn")


def modules(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*.py")}


def test_prose_beside_the_tables_stays(checkout: Path) -> None:
    page = checkout / PAGE
    page.write_text(page.read_text() + "\nA sentence by hand.\n")
    assert main(["--check"], checkout) == 0


def test_a_page_that_is_not_there_is_begun(checkout: Path) -> None:
    (checkout / PAGE).unlink()
    main([], checkout)
    text = (checkout / PAGE).read_text()
    assert text.startswith("# linode_image\n\nA private image, captured from the disk of a Linode")
    for part in ("| `label` |", "| `replications` |", "| `create` | `20m` |", "terraform import"):
        assert part in text


def test_marks_with_an_unknown_name_are_told_with_their_page(checkout: Path) -> None:
    page = checkout / PAGE
    page.write_text(
        page.read_text()
        .replace("begin timeouts", "begin times")
        .replace("end timeouts", "end times")
    )
    with pytest.raises(MarkError, match=rf"{PAGE}: no marks are named `times`; .* timeouts"):
        main(["--check"], checkout)


def test_a_page_whose_type_is_no_more_is_told(checkout: Path) -> None:
    shutil.copy(checkout / PAGE, checkout / "docs/resources/gone.md")
    with pytest.raises(MarkError, match=r"docs/resources/gone\.md: no schema has this page"):
        main(["--check"], checkout)
