"""Puts the provider where Terraform and OpenTofu find it: a launcher, a pointer, a lock entry.

Knows the layout of a provider mirror, the lock file and the hash in it. Standard library only,
as the constructs call it at every synthesis. Does not know what the provider does, runs no
Terraform, and downloads nothing.

Three files, two of them the same on every machine:

- the launcher, alone in the directory that Terraform hashes. Its bytes depend on nothing but
  the version, so the hash does too and a lock file in version control fits the whole team;
- `interpreter`, one directory up and so outside the hash: the Python to run (first line) and
  the directories that hold its modules;
- our block in `.terraform.lock.hcl`. With it `cdktf deploy` asks no registry for hashes.

The launcher is a POSIX shell script, which Windows cannot run; there, all this raises RuntimeError.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from shim_provider import __version__

PROVIDER_SOURCE = "terraform.local/shim/linode"
PROVIDER_VERSION = __version__

LAUNCHER_NAME = f"terraform-provider-linode_v{PROVIDER_VERSION}"

# `-I -S` with recorded directories instead of site. Start to handshake line, medians of 41 on two
# cores in ms (`python -c pass` beside it): installed wheel 28.6, with site 29.4 (13.6); editable
# install 29.2, with site 39.0 (32.0). So it costs nothing, spares the developers of this package
# a quarter, and the provider starts the same whatever .pth files, sitecustomize or PYTHONPATH the
# app lives with: what the app finds through those is found, as its directories are recorded.
# What .pth files patch in is not there; certificate authorities come from `api_ca_path` or
# REQUESTS_CA_BUNDLE. The shell forks nothing, and costs 1 to 2 ms.
_START = """\
import sys
with open(sys.argv.pop(1), encoding=sys.getfilesystemencoding(), errors="surrogateescape") as lines:
    sys.path[:0] = lines.read().split("\\n")[1:-1]
from shim_provider.__main__ import main
main()"""

# Terraform starts providers in its working directory, so the pointer of the stack comes first:
# cdktf keeps one plugin cache for all projects, and a link in there may lead to the launcher
# of another project, whose pointer names another Python. The second is beside the launcher
# (the kernel resolves links before `..`), the third helps where Terraform copies and not links.
# On stdout the sentence reaches the user: Terraform quotes a first line it does not understand,
# and hides stderr.
LAUNCHER = f"""\
#!/bin/sh
# Terraform provider {PROVIDER_SOURCE}, written by cdktf-linode-image {PROVIDER_VERSION}.
# Runs the Python named in the file "interpreter". Do not edit: lock files hold this file's hash.
package={PROVIDER_SOURCE}/{PROVIDER_VERSION}
python= modules=
for pointer in "terraform.d/plugins/$package/interpreter" "${{0%/*}}/../interpreter" \\
    "${{HOME:-}}/.terraform.d/plugins/$package/interpreter"
do
    [ -r "$pointer" ] || continue
    {{ IFS= read -r python; IFS= read -r modules; }} <"$pointer"
    break
done
if [ -x "$python" ] && [ -r "$modules/shim_provider/__main__.py" ]; then
    exec "$python" -I -S -c '{_START}' "$pointer" "$@"
fi
problem="The Linode provider cannot start: its Python (${{python:-none is recorded}}) is gone or \\
no longer holds cdktf-linode-image {PROVIDER_VERSION}; synthesize the app again, or run \\
\\"linode-shim install\\" for plain Terraform, from an environment that has it."
if [ -n "${{TF_PLUGIN_MAGIC_COOKIE:-}}" ]; then echo "$problem"; else echo "$problem" >&2; fi
exit 1
"""

# All that the provider may import: itself, its wire, its HTTP client and the embedded emulator.
# They may lie in several directories (editable installs, PYTHONPATH, Debian's dist-packages).
_MODULES = (
    *("h2", "hpack", "hyperframe", "msgpack"),
    *("requests", "urllib3", "certifi", "idna", "charset_normalizer", "chardet"),
    *("werkzeug", "markupsafe", "cheroot", "jaraco", "more_itertools"),
)

_LOCK_HEADER = """\
# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
"""

# cdktf-cli 0.21 runs `terraform providers lock` after the first init of a stack as long as one
# provider that the stack requires has no block in the lock file. That command asks each
# provider's registry and no mirror, so beside ours, which has no registry, it fails.
# The CLI reads the lock file line by line and takes a block in a comment for a block
# (terraform-provider-lock.js; empty constraints match all); Terraform does not, so init
# chooses and locks these providers as ever, and drops the comment when it writes the file.
_NOTE_OPENING = (
    "/* Not locked yet: for cdktf, which otherwise asks a registry about every provider.\n"
)


def seed_stack(directory: Path) -> None:
    """Let Terraform find this very installation of the provider in `directory`, offline.

    Writes the mirror `terraform.d/plugins` and our block of `.terraform.lock.hcl`; the blocks of
    other providers stay as they are. To be called after `cdk.tf.json` was written, if this is a
    stack's directory. What is right already is not touched, and every file appears whole or not
    at all, so any number of syntheses may run at once. Raises OSError where the directory cannot
    be written, RuntimeError on Windows and where Python does not know its own path.
    """
    _fill_mirror(directory / "terraform.d" / "plugins")
    lock = directory / ".terraform.lock.hcl"
    before = lock.read_bytes().decode() if lock.exists() else _LOCK_HEADER
    _write(lock, merge_lock(before, _required_by(directory)).encode(), scratch=directory)


def seed_initialized(directory: Path) -> None:
    """As `seed_stack` and then `terraform init`, for a stack that uses this provider alone.

    Saves the second that `init` takes. Providers and modules from elsewhere need it all the same.
    """
    seed_stack(directory)
    package = Path(PROVIDER_SOURCE, PROVIDER_VERSION)
    chosen = directory / ".terraform" / "providers" / package
    chosen.mkdir(parents=True, exist_ok=True)
    for platform in _platforms():
        link = chosen / platform
        if not link.is_symlink():
            link.symlink_to(directory.absolute() / "terraform.d" / "plugins" / package / platform)


def install_for_user(config_directory: Path | None = None) -> Path:
    """Put the provider into the user's own mirror and return the mirror's directory.

    `config_directory` is Terraform's, by default `~/.terraform.d`. Terraform and OpenTofu both
    search its `plugins` as long as the CLI configuration has no `provider_installation` block.
    """
    mirror = (config_directory or Path.home() / ".terraform.d") / "plugins"
    _fill_mirror(mirror)
    return mirror


def required_providers() -> str:
    """The HCL which makes a configuration of plain Terraform use this provider."""
    return f"""\
terraform {{
  required_providers {{
    linode = {{
      source  = "{PROVIDER_SOURCE}"
      version = "{PROVIDER_VERSION}"
    }}
  }}
}}
"""


def package_hash() -> str:
    """The hash of the launcher's directory, as Hash1 of golang.org/x/mod/sumdb/dirhash."""
    file_hash = hashlib.sha256(LAUNCHER.encode()).hexdigest()
    summary = hashlib.sha256(f"{file_hash}  {LAUNCHER_NAME}\n".encode()).digest()
    return "h1:" + base64.b64encode(summary).decode()


def merge_lock(text: str, other_sources: Iterable[str] = ()) -> str:
    """`text` of a lock file with our block in it, and the note on `other_sources` not locked yet.

    Everything else is kept to the letter. A block of ours that already allows this launcher is
    kept too: Terraform may have added constraints of other modules to it.
    """
    text = re.sub(rf"\n?{re.escape(_NOTE_OPENING)}.*?\*/\n", "", text, flags=re.S)
    return _with_our_block(text) + _note(text, other_sources)


def _required_by(directory: Path) -> list[str]:
    """The sources of the providers that a synthesized stack requires, ours among them."""
    file = directory / "cdk.tf.json"
    settings = json.loads(file.read_bytes()).get("terraform", {}) if file.exists() else {}
    return [
        each["source"]
        for each in settings.get("required_providers", {}).values()
        if "source" in each
    ]


def _with_our_block(text: str) -> str:
    ours = re.compile(rf'^provider "{re.escape(PROVIDER_SOURCE)}" \{{\n.*?^\}}\n?', re.M | re.S)
    found = ours.search(text)
    if found is None:
        return text + ("\n" if text else "") + _lock_block()
    if f'"{package_hash()}"' in found[0] and f'= "{PROVIDER_VERSION}"' in found[0]:
        return text
    return text[: found.start()] + _lock_block() + text[found.end() :]


def _note(text: str, sources: Iterable[str]) -> str:
    addresses = {_address(source) for source in sources} - {PROVIDER_SOURCE}
    missing = sorted(each for each in addresses if f'provider "{each}"' not in text)
    blocks = [f'provider "{each}" {{\n  constraints = ""\n}}\n' for each in missing]
    return "\n" + _NOTE_OPENING + "".join(blocks) + "*/\n" if blocks else ""


def _address(source: str) -> str:
    """A source in full, as lock files of Terraform have it: host, namespace, type."""
    defaults = ["registry.terraform.io", "hashicorp"]
    return "/".join([*defaults[: 2 - source.count("/")], source])


def _lock_block() -> str:
    return f"""\
provider "{PROVIDER_SOURCE}" {{
  version     = "{PROVIDER_VERSION}"
  constraints = "{PROVIDER_VERSION}"
  hashes = [
    "{package_hash()}",
  ]
}}
"""


def _fill_mirror(mirror: Path) -> None:
    version = mirror / PROVIDER_SOURCE / PROVIDER_VERSION
    _write(version / "interpreter", os.fsencode(_pointer()), scratch=version)
    for platform in _platforms():
        # The scratch file must stay out of the package's directory: a Terraform that hashes
        # it right now would count the stranger in.
        _write(version / platform / LAUNCHER_NAME, LAUNCHER.encode(), scratch=version, mode=0o755)


def _platforms() -> list[str]:
    """Terraform's names of this system, for every processor its Terraform may be built for.

    The launcher suits them all, and they do differ from Python's: a Terraform for amd64 runs
    on an arm64 Mac and then looks for `darwin_amd64`.
    """
    if os.name != "posix":
        raise RuntimeError(
            "the bundled Linode provider runs on Linux and macOS only: work in WSL, or choose the "
            'official provider with LinodeProvider(..., source="linode/linode")'
        )
    system = sys.platform.rstrip("0123456789")  # "freebsd14" is Terraform's "freebsd"
    machine = os.uname().machine
    own = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386", "armv7l": "arm"}
    return [f"{system}_{arch}" for arch in sorted({"amd64", "arm64", own.get(machine, machine)})]


def _pointer() -> str:
    if not sys.executable:
        raise RuntimeError(
            "this Python does not know its own path (sys.executable is empty), so Terraform could "
            "not launch the provider with it: run the app with a Python installation's own command"
        )
    return "".join(f"{line}\n" for line in [sys.executable, *_module_directories()])


def _module_directories() -> list[str]:
    """Where the provider's modules are, its own first: the launcher checks that one."""
    directories = [str(Path(__file__).resolve().parent.parent)]
    for name in _MODULES:
        spec = importlib.util.find_spec(name)
        places = spec.submodule_search_locations if spec else None
        directories += [str(Path(place).resolve().parent) for place in places or ()]
    return list(dict.fromkeys(directories))


def _write(path: Path, content: bytes, *, scratch: Path, mode: int = 0o644) -> None:
    """Make `content` that of `path` by a rename from `scratch`, unless it is already."""
    if (
        path.is_file()
        and path.read_bytes() == content
        and path.stat().st_mode & 0o111 == mode & 0o111
    ):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = scratch / f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
