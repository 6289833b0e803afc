"""The integration tests that Linode runs against the service for its Python SDK: here, unchanged.

They are fetched from PyPI, with the SDK they are for: newer ones may ask for more.
"""

from __future__ import annotations

import os
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from shim_provider.emulator import Emulator
from tests.emulator.peers import programs

_SDK = "linode_api4-5.48.0"
_PARTS = ("image", "sharegroups", "region", "tag", "profile")
_MORE = (
    "linode_client/test_errors.py",
    "linode_client/test_linode_client.py::test_fails_to_delete_predefined_images",
    "linode_client/test_linode_client.py::test_image_create",
    "linode_client/test_linode_client.py::test_get_tag",
)

#: Tests that do not pass, and why.
EXCLUDED = {
    "test_get_tag_with_reserved_ip": "addresses cannot be reserved here: networks are not emulated",
}

# Making a key takes seconds, and not every machine has the program; only its form is looked at.
_SSH_KEYGEN = """#!/bin/sh
while [ "$1" != -f ]; do shift; done
echo private > "$2"
echo "ssh-rsa AAAAB3NzaC1yc2E= test" > "$2.pub"
"""


def _fetch(folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    source = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", _SDK.replace("-", "==")]
    programs.run([*pip, *source], folder, {})
    with tarfile.open(folder / f"{_SDK}.tar.gz") as archive:
        archive.extractall(folder)
    keygen = folder / "bin" / "ssh-keygen"
    keygen.parent.mkdir()
    keygen.write_text(_SSH_KEYGEN)
    keygen.chmod(0o755)


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDK's source distribution, fetched once."""
    return programs.made_once(tmp_path_factory, "sdk_suite", _fetch)


def _outcomes(report: Path) -> dict[str, str]:
    """`passed`, or what else became of a test, by its name."""
    return {
        case.attrib["name"]: next((part.tag for part in case), "passed")
        for case in ElementTree.parse(report).iter("testcase")
    }


def test_what_the_makers_of_the_sdk_ask_of_the_service_holds_here(
    suite: Path, tmp_path: Path
) -> None:
    tests = [f"test/integration/models/{part}" for part in _PARTS]
    tests += [f"test/integration/{part}" for part in _MORE]
    flags = ["-q", "-p", "no:cacheprovider", f"--junitxml={tmp_path / 'report.xml'}"]
    with Emulator(tmp_path / "world", durations="zero") as emulator:
        env = {
            "LINODE_TOKEN": "any",
            "LINODE_API_URL": f"{emulator.url}/v4beta",
            # It would ask the internet for this machine's address.
            "SKIP_E2E_FIREWALL": "1",
            "PATH": f"{suite / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }
        command = [sys.executable, "-m", "pytest", *flags, *tests]
        said = programs.ended(command, suite / _SDK, env).stdout
    outcomes = _outcomes(tmp_path / "report.xml")
    assert len(outcomes) >= 25, said
    failed = {name for name, outcome in outcomes.items() if outcome != "passed"}
    assert failed == set(EXCLUDED), said
