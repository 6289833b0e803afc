"""The app of a folder, run as cdktf-cli runs it: what it writes is read by `manifest`.

Finds Node.js and this environment's Python for it, so neither need be on PATH.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from . import manifest, node
from .app_errors import shortened
from .failures import Failure

if TYPE_CHECKING:
    from .manifest import Stack
    from .settings import Settings

_NO_NODE = (
    'there is no Node.js of version 20 or newer, which the core runs on: pip install "cdktf-linode-'
    'image[standalone]", or put one on PATH, or name one in JSII_NODE'
)

_NOTHING_WRITTEN = (
    "the app wrote no {file}: it must call app.synth() at its end, and an App with an `outdir` of"
    " its own needs --output"
)

# cdktf: CONTEXT_ENV
_CONTEXT = "CDKTF_CONTEXT_JSON"

# cdktf-cli's: enough for Node.js to hold the schemas of large providers.
_NODE_OPTIONS = "--max-old-space-size=4096"


class AppFailure(Failure):
    """The app ended with an error; `said` is what it said of it, shortened."""

    def __init__(self, sentence: str, said: str) -> None:
        super().__init__(sentence)
        self.said = said


def synthesize(settings: Settings) -> list[Stack]:
    """Run the app, and read what stacks it has.

    Whatever it prints is passed on to standard error.

    Raises:
        AppFailure: it failed.
        Failure: it wrote nothing, or marked its constructs with errors.
    """
    file = settings.output / manifest.FILE
    before = _written(file)
    done = subprocess.run(
        settings.app,
        shell=True,
        cwd=settings.folder,
        env=environment(settings, os.environ),
        stdout=2,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        sentence = f"the app failed with exit code {done.returncode}: {settings.app}"
        raise AppFailure(sentence, shortened(done.stderr))
    sys.stderr.write(done.stderr)
    if _written(file) in (None, before):
        raise Failure(_NOTHING_WRITTEN.format(file=file))
    stacks = manifest.read(settings.output)
    _remove_others(stacks)
    return stacks


def _written(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def _remove_others(stacks: Iterable[Stack]) -> None:
    """Of a stack that was written as JSON before, and is HCL now, Terraform would read both."""
    for stack in stacks:
        for name in {"cdk.tf", "cdk.tf.json"} - {stack.file.name}:
            (stack.directory / name).unlink(missing_ok=True)


def environment(settings: Settings, given: Mapping[str, str]) -> dict[str, str]:
    """What the app runs with.

    As cdktf-cli has it: no values of Terraform's variables, which are for Terraform alone.

    Raises:
        Failure: it needs Node.js, and there is none.
    """
    kept = {name: value for name, value in given.items() if not name.startswith("TF_VAR_")}
    bin_folder = str(Path(sys.executable).parent)
    path = os.pathsep.join(filter(None, (bin_folder, given.get("PATH"))))
    found = node.find(given)
    if found is None and settings.language in ("python", ""):
        raise Failure(_NO_NODE)
    wants_hcl = given.get("SYNTH_HCL_OUTPUT") in ("true", "1")
    context = settings.context or json.loads(given.get(_CONTEXT) or "{}")
    context = {**context, "cdktfRelativeModules": list(settings.modules)}
    return {
        "NODE_OPTIONS": _NODE_OPTIONS,
        **(found.environment() if found else {}),
        **kept,
        "PATH": path,
        "CDKTF_OUTDIR": str(settings.output),
        _CONTEXT: json.dumps(context),
        "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS": "true",
        "SYNTH_HCL_OUTPUT": "true" if wants_hcl else "false",
    }
