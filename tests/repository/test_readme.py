"""The README: its app deploys as it says, and each of its commands is run somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: What this test runs itself, in this order.
RUN_HERE = (
    "linode-shim new web",
    "cd web",
    "linode-shim deploy",
    "pytest",
)

#: Where the others are run, and the words by which that is seen.
RUN_ELSEWHERE = {
    "make deploy": (".ci/run", "make deploy"),
    "make test": (".ci/run", "make test"),
    "make deploy CORE=cdktn": (".ci/run", "make deploy CORE=cdktn"),
    "make deploy EXAMPLE=built_image": (".ci/run", "make deploy EXAMPLE=built_image"),
    "pip install '.[cdktf,standalone,emulator]'": ("Makefile", "$(CORE),standalone,emulator"),
    "linode-shim install": ("tests/cli/test_main.py", '"install"'),
    "export LINODE_TOKEN=...": ("tests/provider/test_configuration.py", "LINODE_TOKEN"),
    "terraform state replace-provider linode/linode terraform.local/shim/linode": (
        "tests/end_to_end/test_moving.py",
        "replace-provider",
    ),
    "terraform import linode_image.myimage 1234567": (
        "tests/end_to_end/test_lifecycle.py",
        '"import"',
    ),
    "terraform query -generate-config-out=images.tf": (
        "tests/end_to_end/plans/test_discovery.py",
        '"query"',
    ),
    "linode-shim emulator --data ./linode --port 4010": ("tests/emulator/test_main.py", "--port"),
}


def commands() -> list[str]:
    """Every line of every shell block."""
    blocks = re.findall(r"```shell\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_every_command_is_run_by_a_test_or_by_ci() -> None:
    assert sorted(commands()) == sorted([*RUN_HERE, *RUN_ELSEWHERE])
    for place, words in RUN_ELSEWHERE.values():
        assert words in (ROOT / place).read_text()


def test_an_app_is_written_deployed_and_tested_by_the_commands(tmp_path: Path) -> None:
    for command in RUN_HERE:
        if command.startswith("cd "):
            tmp_path /= command.removeprefix("cd ")
            continue
        done = run(tmp_path, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert " passed" in done.stdout


def test_the_app_of_the_readme_deploys(tmp_path: Path) -> None:
    for file in ("cdktf.json", "main.py"):
        shutil.copy(ROOT / "examples" / "first_app" / file, tmp_path)
    done = run(tmp_path, "linode-shim deploy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "web: deployed (4 created)" in done.stdout
    assert re.search(r"image_id = private/\d+", done.stdout)


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """One command of the page; a question is answered with yes."""
    scripts = Path(sys.executable).parent
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("LINODE_", "TF_", "PYTEST"))},
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "CHECKPOINT_DISABLE": "1",
        "HOME": str(folder),
    }
    approved = ["--auto-approve"] if command.endswith(" deploy") else []
    return subprocess.run(
        [*shlex.split(command), *approved],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_the_refusal_it_shows_is_what_the_app_raises(tmp_path: Path) -> None:
    app = (ROOT / "examples" / "first_app" / "main.py").read_text()
    (tmp_path / "main.py").write_text(app.replace('"web-1"', '"web@1"'))
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 1
    raised = done.stderr.splitlines()[-1]
    readme = (ROOT / "README.md").read_text()
    assert f'`label="web@1"`:\n\n```text\n{raised}\n```' in readme


def test_the_build_it_shows_is_in_its_example() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = readme.split("EXAMPLE=built_image")[1].split("```python\n")[1].split("```")[0]
    example = (ROOT / "examples" / "built_image" / "main.py").read_text()
    assert textwrap.indent(shown, " " * 8) in example


def test_the_test_it_shows_begins_one_of_the_first_app() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = readme.split("## Tests of your stacks")[1].split("```python\n")[1].split("```")[0]
    assert shown in (ROOT / "examples/first_app/tests/test_deployed.py").read_text()


def test_the_query_it_shows_is_that_of_its_page() -> None:
    page = (ROOT / "docs" / "list-resources" / "image.md").read_text()
    query = page.split("```hcl\n")[1].split("```")[0]
    assert f"```hcl\n{query}```" in (ROOT / "README.md").read_text()


def test_the_introduction_is_three_lines_and_the_app_twenty() -> None:
    readme = (ROOT / "README.md").read_text()
    assert len(readme.split("\n\n")[1].splitlines()) == 3
    assert len((ROOT / "examples" / "first_app" / "main.py").read_text().splitlines()) <= 22
