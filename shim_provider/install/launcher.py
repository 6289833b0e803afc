"""The launcher: the program that Terraform starts where this package is installed.

Its bytes depend on nothing but the version, so the hash does too, and a lock file in version
control fits the whole team. A POSIX shell script, which Windows cannot run.
"""

from __future__ import annotations

import base64
import hashlib

from shim_provider import __version__

PROVIDER_SOURCE = "terraform.local/shim/linode"
PROVIDER_VERSION = __version__

LAUNCHER_NAME = f"terraform-provider-linode_v{PROVIDER_VERSION}"

#: What the second line of a program says that needs nothing beside it (see `bundle/program.py`).
SELF_CONTAINED = "self-contained"

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
# A stack that was carried to a machine without this package brings its launcher along, and that
# is found before anything in the home directory: so it hands over to a bundle that is there.
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
for program in "${{HOME:-}}/.terraform.d/plugins/$package"/*/{LAUNCHER_NAME}; do
    [ -r "$program" ] || continue
    {{ IFS= read -r line; IFS= read -r line; }} <"$program"
    case $line in *" {SELF_CONTAINED}"*) exec /bin/sh "$program" "$@" ;; esac
done
problem="The Linode provider cannot start: its Python (${{python:-none is recorded}}) is gone or \\
no longer holds cdktf-linode-image {PROVIDER_VERSION}; synthesize the app again, or run \\
\\"linode-shim install\\" for plain Terraform, from an environment that has it."
if [ -n "${{TF_PLUGIN_MAGIC_COOKIE:-}}" ]; then echo "$problem"; else echo "$problem" >&2; fi
exit 1
"""


def package_hash() -> str:
    """The hash of the launcher's directory."""
    return hash_of(LAUNCHER.encode())


def hash_of(program: bytes) -> str:
    """The hash of a package that is this program alone, as golang.org/x/mod/sumdb/dirhash has it.

    Terraform has the same hash (Hash1) for the directory and for a zip archive of it.
    """
    file_hash = hashlib.sha256(program).hexdigest()
    summary = hashlib.sha256(f"{file_hash}  {LAUNCHER_NAME}\n".encode()).digest()
    return "h1:" + base64.b64encode(summary).decode()
