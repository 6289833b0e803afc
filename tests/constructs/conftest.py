"""One Node.js for all tests of a process (it takes half a second to start), an app for each.

Node.js keeps the working directory and the environment it was started with, so every app gets
its output directory as an argument.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

# jsii prints a banner on Node.js versions past their end of life; the value lists them.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")

from .core import App, LinodeInstance, LinodeProvider, TerraformStack, Testing


@pytest.fixture
def app(tmp_path: Path) -> App:
    return Testing.app(outdir=str(tmp_path / "cdktf.out"))


@pytest.fixture
def stack(app: App) -> TerraformStack:
    """A stack with nothing but the provider."""
    stack = TerraformStack(app, "stack")
    LinodeProvider(stack, "linode")
    return stack


@pytest.fixture
def foo(stack: TerraformStack) -> LinodeInstance:
    """A Linode with disks to capture."""
    return LinodeInstance(stack, "foo", region="us-central", image="linode/ubuntu22.04")


@pytest.fixture
def image_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`image.img.gz`, in a directory which is the app's."""
    home = tmp_path / "app"
    home.mkdir()
    monkeypatch.chdir(home)
    file = home / "image.img.gz"
    file.write_bytes(gzip.compress(b"a raw disk"))
    return file
