"""Seeding, as real Terraforms see it: the mirror, the launcher and the lock file."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import subprocess
import sys
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from shim_provider import install
from shim_provider.install import LAUNCHER, LAUNCHER_NAME, PROVIDER_SOURCE, PROVIDER_VERSION
from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME

from .programs import ENGINES, environment, run, script

_PACKAGE = Path(PROVIDER_SOURCE) / PROVIDER_VERSION
_POINTER = Path("terraform.d/plugins") / _PACKAGE / "interpreter"


def seeded(directory: Path) -> Path:
    """A configuration that requires the provider, with the provider seeded beside it."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "main.tf").write_text(install.required_providers() + 'provider "linode" {}\n')
    install.seed_stack(directory)
    return directory


def launcher(directory: Path) -> Path:
    """The launcher that init has put into a working directory."""
    (found,) = (directory / ".terraform").glob(f"providers/{_PACKAGE}/*/{LAUNCHER_NAME}")
    return found


def named_python(directory: Path, word: str) -> Path:
    """A stand-in for an interpreter which prints a word, in a path with a space in it."""
    return script(directory / "a venv" / f"python-{word}", f"echo {word}")


def point(directory: Path, interpreter: Path) -> None:
    """Make the seeded provider run this interpreter, with this package's modules."""
    modules = Path(install.__file__).parents[2]
    (directory / _POINTER).write_text(f"{interpreter}\n{modules}\n")


def started(program: Path, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program], cwd=cwd, env=environment(home), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", ENGINES)
def test_init_accepts_the_seeded_lock_file_and_leaves_it_as_it_is(
    name: str, tmp_path: Path
) -> None:
    directory = seeded(tmp_path / "stack")
    lock = (directory / ".terraform.lock.hcl").read_bytes()
    done = run(ENGINES[name], directory, "init", "-input=false", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Reusing previous version of terraform.local/shim/linode" in done.stdout
    assert (directory / ".terraform.lock.hcl").read_bytes() == lock


@pytest.mark.parametrize("name", ENGINES)
def test_our_hash_is_the_one_that_terraform_computes(name: str, tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    lock = directory / ".terraform.lock.hcl"
    seeded_text = lock.read_text()
    lock.unlink()
    assert run(ENGINES[name], directory, "init", "-input=false", "-no-color").returncode == 0
    assert lock.read_text() == seeded_text


@pytest.mark.parametrize("name", ENGINES)
def test_a_changed_launcher_is_refused(name: str, tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    for file in (directory / "terraform.d").rglob(LAUNCHER_NAME):
        file.write_text(LAUNCHER + "# changed\n")
    done = run(ENGINES[name], directory, "init", "-input=false", "-no-color")
    assert done.returncode == 1
    assert "match any of the checksums" in " ".join(done.stderr.split())


@pytest.mark.parametrize("name", ENGINES)
def test_the_seeded_provider_answers_validate(name: str, tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    assert run(ENGINES[name], directory, "init", "-input=false", "-no-color").returncode == 0
    done = run(ENGINES[name], directory, "validate", "-no-color")
    assert "The configuration is valid" in done.stdout, done.stderr


@pytest.mark.parametrize("name", ENGINES)
def test_the_users_own_mirror_serves_every_configuration(name: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert install.install_for_user(home / ".terraform.d") == home / ".terraform.d" / "plugins"
    directory = tmp_path / "configuration"
    directory.mkdir()
    (directory / "main.tf").write_text(install.required_providers() + 'provider "linode" {}\n')
    done = run(ENGINES[name], directory, "init", "-input=false", HOME=str(home))
    assert done.returncode == 0, done.stderr
    done = run(ENGINES[name], directory, "validate", "-no-color", HOME=str(home))
    assert "The configuration is valid" in done.stdout, done.stderr


@pytest.mark.parametrize("name", ENGINES)
def test_terraform_quotes_what_the_launcher_says_when_its_python_is_gone(
    name: str, tmp_path: Path
) -> None:
    directory = seeded(tmp_path / "stack")
    assert run(ENGINES[name], directory, "init", "-input=false", "-no-color").returncode == 0
    point(directory, tmp_path / "deleted" / "python")
    done = run(ENGINES[name], directory, "validate", "-no-color")
    assert done.returncode == 1
    said = " ".join(done.stderr.split())
    assert f"its Python ({tmp_path}/deleted/python) is gone" in said.replace("- ", "-")
    assert 'synthesize the app again, or run "linode-shim install"' in said


def test_started_by_a_person_the_launcher_says_so_on_standard_error(tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    point(directory, tmp_path / "gone")
    program = next((directory / "terraform.d").rglob(LAUNCHER_NAME))
    done = started(program, directory, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"The Linode provider cannot start: its Python ({tmp_path}/gone)")
    assert done.stderr.count("\n") == 1


def test_a_python_without_the_package_counts_as_gone(tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    python = named_python(tmp_path, "present")
    (directory / _POINTER).write_text(f"{python}\n{tmp_path}/no-modules\n")
    program = next((directory / "terraform.d").rglob(LAUNCHER_NAME))
    assert "no longer holds cdktf-linode-image" in started(program, directory, tmp_path).stderr


def test_the_launcher_hands_over_to_the_provider(tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    program = next((directory / "terraform.d").rglob(LAUNCHER_NAME))
    settings = {**environment(tmp_path), COOKIE_NAME: COOKIE}
    with subprocess.Popen(
        [program], cwd=directory, env=settings, stdout=subprocess.PIPE, text=True
    ) as provider:
        assert provider.stdout is not None
        line = provider.stdout.readline()
        provider.terminate()
    assert line.startswith("1|6|unix|")


@pytest.mark.parametrize("name", ENGINES)
def test_a_plugin_cache_shared_by_projects_does_not_mix_up_their_pythons(
    name: str, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for word in ("first", "second"):
        directory = seeded(tmp_path / word)
        done = run(ENGINES[name], directory, "init", TF_PLUGIN_CACHE_DIR=str(cache))
        assert done.returncode == 0, done.stderr
        point(directory, named_python(tmp_path, word))
    second = tmp_path / "second"
    assert launcher(second).resolve().is_relative_to(tmp_path / "first")  # the trap is real
    assert started(launcher(second), second, tmp_path).stdout == "second\n"


def test_where_packages_are_copied_and_not_linked_the_launcher_finds_its_python(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    install.install_for_user(home / ".terraform.d")
    (home / ".terraform.d" / "plugins" / _PACKAGE / "interpreter").write_text(
        f"{named_python(tmp_path, 'home')}\n{Path(install.__file__).parents[2]}\n"
    )
    original = next((home / ".terraform.d").rglob(LAUNCHER_NAME))
    copied = tmp_path / "work" / ".terraform" / LAUNCHER_NAME
    copied.parent.mkdir(parents=True)
    shutil.copy(original, copied)
    assert started(copied, tmp_path / "work", home).stdout == "home\n"


def test_seeding_again_touches_nothing(tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    before = {file: file.stat().st_ino for file in directory.rglob("*")}
    install.seed_stack(directory)
    assert {file: file.stat().st_ino for file in directory.rglob("*")} == before


def test_the_launchers_directory_holds_nothing_else(tmp_path: Path) -> None:
    directory = seeded(tmp_path / "stack")
    for file in directory.rglob(LAUNCHER_NAME):
        assert list(file.parent.iterdir()) == [file]
        assert file.stat().st_mode & 0o111 == 0o111


def seed_in_step(directory: Path, step: Barrier, rounds: int) -> None:
    """Seed `rounds` directories, each at the same moment as the other process."""
    for number in range(rounds):
        step.wait(30)
        stack = directory / str(number)
        install.seed_stack(stack)
        # The other one may be writing still: what is there must be whole all the same.
        assert (stack / ".terraform.lock.hcl").read_text().endswith("}\n")
        assert {file.read_text() for file in stack.rglob(LAUNCHER_NAME)} == {LAUNCHER}


def test_two_syntheses_at_once_leave_whole_files(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    step = context.Barrier(2)
    both = [context.Process(target=seed_in_step, args=(tmp_path, step, 25)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    leftovers = [file for file in tmp_path.rglob(".*") if file.name != ".terraform.lock.hcl"]
    assert leftovers == []


OTHER = """\
provider "registry.terraform.io/hashicorp/random" {
  version     = "3.7.2"
  constraints = "~> 3.0"
  hashes = [
    "h1:KG4NuIBl1mRWU0KD/BGfCi1YN/j3F7H4YgeeM7iSdNs=",
  ]
}
"""


def test_other_providers_blocks_and_comments_are_kept_to_the_letter() -> None:
    text = f"# mine\r\n{OTHER}"
    assert install.merge_lock(text).startswith(text)
    stale = install.merge_lock(text).replace(PROVIDER_VERSION, "0.0.1") + "\n# the end"
    assert install.merge_lock(stale) == install.merge_lock(text) + "\n# the end"


def test_constraints_that_terraform_added_to_our_block_stay() -> None:
    narrowed = install.merge_lock("").replace(
        f'constraints = "{PROVIDER_VERSION}"', f'constraints = "{PROVIDER_VERSION}, ~> 0.1"'
    )
    assert install.merge_lock(narrowed) == narrowed


def test_a_provider_that_is_not_locked_yet_is_noted_once_and_in_full() -> None:
    text = install.merge_lock("", ["hashicorp/random", "null", PROVIDER_SOURCE, "x.y/a/b"])
    noted = text[text.index("/*") :]
    addresses = [line.split('"')[1] for line in noted.splitlines() if line.startswith("provider")]
    registry = "registry.terraform.io/hashicorp"
    assert addresses == [f"{registry}/null", f"{registry}/random", "x.y/a/b"]
    assert install.merge_lock(text, ["hashicorp/random", "null", "x.y/a/b"]) == text
    assert install.merge_lock(text) == install.merge_lock("")


def test_a_locked_provider_is_not_noted() -> None:
    assert "/*" not in install.merge_lock(OTHER, ["hashicorp/random"])


@pytest.mark.parametrize("name", ENGINES)
def test_terraform_reads_past_the_note(name: str, tmp_path: Path) -> None:
    directory = tmp_path / "stack"
    directory.mkdir()
    (directory / "cdk.tf.json").write_text(
        json.dumps(
            {
                "terraform": {
                    "required_providers": {
                        "linode": {"source": PROVIDER_SOURCE, "version": PROVIDER_VERSION},
                        "builtin": {"source": "terraform.io/builtin/terraform"},
                    }
                }
            }
        )
    )
    install.seed_stack(directory)
    assert "terraform.io/builtin/terraform" in (directory / ".terraform.lock.hcl").read_text()
    done = run(ENGINES[name], directory, "init", "-input=false", "-no-color")
    assert done.returncode == 0, done.stderr


def test_where_python_has_no_path_of_its_own_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(RuntimeError, match="run the app with a Python installation's own command"):
        install.seed_stack(tmp_path)
