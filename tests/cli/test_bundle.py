"""`linode-shim bundle`: what lies in its directory, as real Terraforms see it."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import shutil
import ssl
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from shim_provider import install
from shim_provider.install import LAUNCHER_NAME, PROVIDER_SOURCE, PROVIDER_VERSION
from tests.plugin.client import make_certificate

from .bundles import PACKAGE, made
from .programs import ENGINES, linode_shim, run

PLATFORMS = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"]
_NETWORK = Path("network") / PROVIDER_SOURCE


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("bundles") / "linode provider"
    done = linode_shim(directory.parent, "bundle", directory.name)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"export TF_CLI_CONFIG_FILE={directory}/terraformrc" in done.stdout
    return directory


@pytest.fixture
def configuration(bundle: Path, tmp_path: Path) -> Path:
    """A directory with the bundle's lock file, on a machine that has it."""
    (tmp_path / "main.tf").write_text(install.required_providers() + 'provider "linode" {}\n')
    (tmp_path / install.LOCK_FILE).write_bytes((bundle / install.LOCK_FILE).read_bytes())
    return tmp_path


def initialized(engine: str, directory: Path, **more: str) -> str:
    """What `init` says, which must neither fail nor want the lock file otherwise."""
    lock = (directory / install.LOCK_FILE).read_bytes()
    done = run(ENGINES[engine], directory, "init", "-lockfile=readonly", "-no-color", **more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout + done.stderr
    assert (directory / install.LOCK_FILE).read_bytes() == lock
    (found,) = (directory / ".terraform" / "providers").glob(f"{PACKAGE}/*/{LAUNCHER_NAME}")
    assert hashlib.sha256(found.read_bytes()).digest() == hashlib.sha256(made()).digest()
    return done.stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_it_is_a_filesystem_mirror_whose_lock_file_needs_no_change(
    engine: str, bundle: Path, configuration: Path
) -> None:
    settings = {"TF_CLI_CONFIG_FILE": str(bundle / "terraformrc")}
    initialized(engine, configuration, **settings)
    done = run(ENGINES[engine], configuration, "validate", "-no-color", **settings)
    assert "The configuration is valid" in done.stdout, done.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_it_serves_as_the_users_own_mirror(engine: str, bundle: Path, configuration: Path) -> None:
    plugins = configuration / ".terraform.d" / "plugins"
    shutil.copytree(bundle / "terraform.local", plugins / "terraform.local")
    initialized(engine, configuration)


@pytest.mark.parametrize("part", ["network", "."])
@pytest.mark.parametrize("engine", ENGINES)
def test_it_is_a_network_mirror_with_the_same_lock_file(
    engine: str, part: str, bundle: Path, configuration: Path
) -> None:
    with served(bundle / part, configuration) as (address, authority):
        rc = configuration / "rc"
        rc.write_text(
            f'provider_installation {{\n  network_mirror {{\n    url = "{address}/"\n  }}\n}}\n'
        )
        initialized(engine, configuration, TF_CLI_CONFIG_FILE=str(rc), SSL_CERT_FILE=str(authority))


@pytest.mark.parametrize("engine", ENGINES)
def test_who_has_this_package_installed_shares_the_lock_file(
    engine: str, configuration: Path
) -> None:
    before = (configuration / install.LOCK_FILE).read_bytes()
    install.seed_stack(configuration)
    assert (configuration / install.LOCK_FILE).read_bytes() == before
    done = run(ENGINES[engine], configuration, "init", "-lockfile=readonly", "-no-color")
    assert done.returncode == 0, done.stderr
    assert (configuration / install.LOCK_FILE).read_bytes() == before


def test_the_packages_are_the_program_for_each_platform(bundle: Path) -> None:
    for platform in PLATFORMS:
        package = bundle / PACKAGE / platform
        assert [file.name for file in package.iterdir()] == [LAUNCHER_NAME]
        carried = (package / LAUNCHER_NAME).read_bytes()
        assert hashlib.sha256(carried).digest() == hashlib.sha256(made()).digest()
        assert (package / LAUNCHER_NAME).stat().st_mode & 0o777 == 0o755


def test_the_network_mirror_has_the_documents_of_its_protocol(bundle: Path) -> None:
    index = json.loads((bundle / _NETWORK / "index.json").read_text())
    assert index == {"versions": {PROVIDER_VERSION: {}}}
    version = json.loads((bundle / _NETWORK / f"{PROVIDER_VERSION}.json").read_text())
    assert sorted(version["archives"]) == PLATFORMS
    lock = (bundle / install.LOCK_FILE).read_text()
    for platform, archive in version["archives"].items():
        assert archive["url"] == f"terraform-provider-linode_{PROVIDER_VERSION}_{platform}.zip"
        content = (bundle / _NETWORK / archive["url"]).read_bytes()
        assert f"zh:{hashlib.sha256(content).hexdigest()}" in archive["hashes"]
        assert all(f'    "{each}",\n' in lock for each in archive["hashes"])
        with zipfile.ZipFile(BytesIO(content)) as opened:
            (entry,) = opened.infolist()
        assert (entry.filename, entry.external_attr >> 16) == (LAUNCHER_NAME, 0o100755)


def test_the_lock_file_allows_the_launcher_of_an_installation_too(bundle: Path) -> None:
    assert f'"{install.package_hash()}"' in (bundle / install.LOCK_FILE).read_text()


def test_for_machines_it_is_one_document(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "bundle", "b", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["directory"] == str(tmp_path / "b")
    assert told["source"] == PROVIDER_SOURCE
    assert told["version"] == PROVIDER_VERSION
    assert told["platforms"] == PLATFORMS
    assert {each[:3] for each in told["hashes"]} == {"h1:", "zh:"}
    assert told["emulator"] is True
    assert told["packages"]["h2"]


def test_a_bundle_is_renewed_and_older_versions_leave_it(bundle: Path, tmp_path: Path) -> None:
    linode_shim(tmp_path, "bundle", "b")
    old = tmp_path / "b" / PROVIDER_SOURCE / "0.0.1" / "linux_amd64" / "old"
    old.parent.mkdir(parents=True)
    old.write_text("")
    (tmp_path / "b" / "mine").write_text("kept")
    (tmp_path / "b" / install.LOCK_FILE).write_text("spoilt")
    done = linode_shim(tmp_path, "bundle", "b")
    assert done.returncode == 0, done.stderr
    assert not old.parent.parent.exists()
    assert (tmp_path / "b" / "mine").read_text() == "kept"
    lock = (tmp_path / "b" / install.LOCK_FILE).read_bytes()
    assert lock == (bundle / install.LOCK_FILE).read_bytes()  # and the same wherever it is made


def test_a_directory_with_something_else_in_it_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "letter").write_text("dear")
    done = linode_shim(tmp_path, "bundle", "b")
    assert (done.returncode, done.stdout) == (2, "")
    assert "b is there and is no bundle: name another directory" in done.stderr
    assert [file.name for file in (tmp_path / "b").iterdir()] == ["letter"]
    assert linode_shim(tmp_path, "bundle", "b/letter").returncode == 2
    (tmp_path / "b" / "bundle.json").write_text('{"name": "of something else"}')
    assert linode_shim(tmp_path, "bundle", "b").returncode == 2


def test_where_it_cannot_be_written_that_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = linode_shim(tmp_path, "bundle", "file/b")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("linode-shim: ")


def test_the_path_on_another_machine_can_be_said(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "bundle", "b", "--at", "/opt/linode")
    assert 'path    = "/opt/linode"' in (tmp_path / "b" / "terraformrc").read_text()
    assert "TF_CLI_CONFIG_FILE=/opt/linode/terraformrc" in done.stdout
    assert "TF_CLI_CONFIG_FILE=/opt/linode/terraformrc" in (tmp_path / "b/README.txt").read_text()


def test_lock_files_can_be_made_to_allow_it(tmp_path: Path) -> None:
    stack = tmp_path / "stack"
    stack.mkdir()
    other = 'provider "x.y/a/b" {\n  version = "1.0.0"\n}\n'
    (stack / install.LOCK_FILE).write_text(other)
    install.seed_stack(stack)
    (tmp_path / "new").mkdir()
    done = linode_shim(tmp_path, "bundle", "b", "--json", "--lock", "stack", "new")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["lock_files"] == [str(tmp_path / each / install.LOCK_FILE)
                                  for each in ("stack", "new")]  # fmt: skip
    text = (stack / install.LOCK_FILE).read_text()
    assert text.startswith(other)
    assert all(f'    "{each}",\n' in text for each in told["hashes"])
    # And synthesis keeps what was added.
    install.seed_stack(stack)
    assert (stack / install.LOCK_FILE).read_text() == text
    in_bundle = (tmp_path / "b" / install.LOCK_FILE).read_text()
    assert (tmp_path / "new" / install.LOCK_FILE).read_text() == in_bundle


def test_a_lock_file_in_a_directory_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "bundle", "b", "--lock", "absent")
    assert done.returncode == 2
    assert "--lock absent: there is no such directory" in done.stderr
    assert not (tmp_path / "b").exists()


# --- a server of files by https, which Terraform demands


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@contextmanager
def served(directory: Path, keys: Path) -> Iterator[tuple[str, Path]]:
    """Serve a directory; the address, and a file with the authority of its certificate."""
    authority = keys / "authority.pem"
    authority.write_text("".join(make_certificate()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    handler = functools.partial(_Quiet, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}", authority
        server.shutdown()
