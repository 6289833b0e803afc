"""A Terraform configuration, applied for real."""

import gzip
import subprocess
from pathlib import Path

import pytest

from shim_provider.emulator import Emulator
from shim_provider.install import required_providers, seed_stack

CONFIGURATION = """
resource "linode_image" "golden" {
  label     = "golden"
  region    = "us-east"
  file_path = "golden.img.gz"
}
"""


def test_the_image_is_uploaded(
    linode_emulator: Emulator, linode_token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINODE_URL", linode_emulator.url)
    monkeypatch.setenv("LINODE_TOKEN", linode_token)
    (tmp_path / "main.tf").write_text(required_providers() + CONFIGURATION)
    (tmp_path / "golden.img.gz").write_bytes(gzip.compress(b"a disk"))
    seed_stack(tmp_path)
    for command in ("init", "apply -auto-approve"):
        subprocess.run(["linode-shim", "terraform", *command.split()], cwd=tmp_path, check=True)
    assert len(linode_emulator.requests.matching("PUT", "/uploads/")) == 1
