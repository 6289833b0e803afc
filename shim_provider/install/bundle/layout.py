"""What lies in a bundle's directory: mirrors, a lock file, a CLI configuration, a page to read.

    DIR/terraform.local/shim/linode/VERSION/OS_ARCH/terraform-provider-linode_vVERSION
    DIR/network/terraform.local/shim/linode/{index.json,VERSION.json,*.zip}
    DIR/terraform.local/shim/linode/{index.json,VERSION.json}, where DIR is served as a whole
    DIR/.terraform.lock.hcl, DIR/terraformrc, DIR/README.txt, DIR/bundle.json

Both layouts are Terraform's: https://developer.hashicorp.com/terraform/cli/config/config-file
(filesystem mirrors) and .../internals/provider-network-mirror-protocol. One program serves all
platforms, so that all packages are the same, and one hash of each kind fits them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..launcher import LAUNCHER_NAME, PROVIDER_SOURCE, PROVIDER_VERSION, hash_of, package_hash
from ..lock import HEADER, block
from .program import archive, program

if TYPE_CHECKING:
    from .contents import Contents

PLATFORMS = ("darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64")

#: Tells that a directory is a bundle.
MARK = "bundle.json"

NETWORK = "network"
CLI_CONFIGURATION = "terraformrc"

_CLI = """\
# TF_CLI_CONFIG_FILE={where}/terraformrc has Terraform and OpenTofu take the Linode provider from
# here. Where this directory is moved, change the path below.
provider_installation {{
  filesystem_mirror {{
    path    = {quoted}
    include = ["terraform.local/*/*"]
  }}
  direct {{
    exclude = ["terraform.local/*/*"]
  }}
}}
"""

_README = """\
The Linode provider {version} for Terraform and OpenTofu, on machines that have python3 (3.10 or
newer) and no cdktf-linode-image: Linux and macOS, x86-64 and arm64.

1. Have this directory on the machine, with its files' modes: tar keeps them, artifacts of some CI
   systems do not (then: chmod -R +x terraform.local).
2. Have Terraform look here. One of:
     export TF_CLI_CONFIG_FILE={where}/terraformrc
     mkdir -p ~/.terraform.d/plugins && cp -R terraform.local ~/.terraform.d/plugins/
     a network mirror: serve the directory "network" by https, and name its address, with a slash
     at the end, as url of a network_mirror in the provider_installation of the CLI configuration
3. Allow it in the lock file of each configuration: copy .terraform.lock.hcl from here, or, where
   there is one already and cdktf-linode-image is installed:
     linode-shim bundle DIR --lock CONFIGURATION...
   Then: terraform init -lockfile=readonly

What is in it, with versions: bundle.json. Licences: in the program, which is also a zip archive.
"""


def hashes(made: bytes, zipped: bytes) -> list[str]:
    """What a lock file has to hold: for this package by either mirror, and for the launcher.

    With the launcher's, one lock file fits those who have this package installed as well.
    """
    return sorted({hash_of(made), _archive_hash(zipped), package_hash()})


def files(contents: Contents, where: str) -> dict[str, tuple[bytes, int]]:
    """Path in the directory -> content and mode. `where` the directory will be, on its machine."""
    made = program(contents.files)
    zipped = archive({LAUNCHER_NAME: (made, 0o755)})
    allowed = hashes(made, zipped)
    package = f"{PROVIDER_SOURCE}/{PROVIDER_VERSION}"
    texts = {
        ".terraform.lock.hcl": f"{HEADER}\n{block(allowed)}",
        CLI_CONFIGURATION: _CLI.format(where=where, quoted=_quoted(where)),
        "README.txt": _README.format(version=PROVIDER_VERSION, where=where),
        MARK: _json(description(contents, allowed)),
    }
    return {
        **{f"{package}/{each}/{LAUNCHER_NAME}": (made, 0o755) for each in PLATFORMS},
        **_network(made, zipped),
        **{name: (text.encode(), 0o644) for name, text in texts.items()},
    }


def description(contents: Contents, allowed: list[str]) -> dict[str, object]:
    """What a bundle is, for machines."""
    return {
        "source": PROVIDER_SOURCE,
        "version": PROVIDER_VERSION,
        "platforms": list(PLATFORMS),
        "hashes": allowed,
        "emulator": contents.emulator,
        "packages": contents.versions,
    }


def _network(made: bytes, zipped: bytes) -> dict[str, tuple[bytes, int]]:
    names = {each: f"terraform-provider-linode_{PROVIDER_VERSION}_{each}.zip" for each in PLATFORMS}
    of_package = [hash_of(made), _archive_hash(zipped)]
    room = f"{NETWORK}/{PROVIDER_SOURCE}"
    files = {f"{room}/{name}": (zipped, 0o644) for name in names.values()}
    up = "../" * (PROVIDER_SOURCE.count("/") + 1)
    for place, way in {room: "", PROVIDER_SOURCE: f"{up}{room}/"}.items():
        archives = {
            each: {"url": f"{way}{name}", "hashes": of_package} for each, name in names.items()
        }
        documents: Mapping[str, object] = {
            "index.json": {"versions": {PROVIDER_VERSION: {}}},
            f"{PROVIDER_VERSION}.json": {"archives": archives},
        }
        files.update({f"{place}/{n}": (_json(d).encode(), 0o644) for n, d in documents.items()})
    return files


def _archive_hash(zipped: bytes) -> str:
    return f"zh:{hashlib.sha256(zipped).hexdigest()}"


def _quoted(text: str) -> str:
    """As a string of HCL."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"
