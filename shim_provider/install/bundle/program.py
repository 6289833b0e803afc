"""The provider as one file: a head in shell, which finds a Python, and a zip archive of modules.

The archive is stored and not deflated: what zlib makes of the same bytes differs between its
versions, and lock files hold the hash of this file.

Modules are not loaded from the archive, which takes a third of a second: Python compiles what
it finds there at each start. The first launch unpacks it (see `unpack.py`); the head then has
two files to look for, starts no process but Python, and costs what the launcher of an installation
costs (docs/runners.md has figures).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

from ..launcher import PROVIDER_SOURCE, PROVIDER_VERSION, SELF_CONTAINED
from .start import PYTHON, START

#: The date of each entry: the first that an archive can have.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

_UNIX = 3

#: Python's names on PATH, the usual one first.
_NAMES = " ".join(["python3", *(f"python3.{minor}" for minor in range(20, 9, -1))])

# Of an archive that was cut short nothing can be imported.
_FIRST = """\
import sys
sys.path.insert(0, sys.argv[1])
try:
    from shim_provider.install.bundle.unpack import main
except ImportError:
    print("The Linode provider cannot start:", sys.argv[1], "is damaged; copy it again.")
    sys.exit(1)
main()"""

# `-O` is no part of POSIX, but of every sh that Linux and macOS have. The second folder is asked
# for only where the first does not serve: it takes a process.
_HEAD = f"""\
#!/bin/sh
# Terraform provider {PROVIDER_SOURCE} {PROVIDER_VERSION}, {SELF_CONTAINED}: needs python3 >= 3.10.
# Unpacks itself once, into ~/.cache/linode-shim. Do not edit: lock files hold this file's hash.
digest=@DIGEST@
start='{START}'
run() {{
    if [ -O "$1" ] && [ -r "$1/{PYTHON}" ] && [ -r "$1/shim_provider/__main__.py" ]; then
        unpacked=$1
        shift
        IFS= read -r python <"$unpacked/{PYTHON}"
        [ -x "$python" ] && exec "$python" -I -S -c "$start" "$unpacked" "$@"
    fi
}}
case ${{XDG_CACHE_HOME:-}} in /*) cache=$XDG_CACHE_HOME ;; *) cache=${{HOME:+$HOME/.cache}} ;; esac
[ -n "$cache" ] && run "$cache/linode-shim/$digest" "$@"
run "${{TMPDIR:-/tmp}}/linode-shim-cache-$(id -u)/$digest" "$@"
found=
for name in {_NAMES}; do
    python=$(command -v "$name") || continue
    found="$found${{found:+, }}$python"
    "$python" -I -S -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || continue
    exec "$python" -I -S -c '{_FIRST}' "$0" "$digest" "$@"
done
problem="The Linode provider cannot start: it needs python3 on PATH, 3.10 or newer; \\
${{found:+too old: }}${{found:-there is none}}."
if [ -n "${{TF_PLUGIN_MAGIC_COOKIE:-}}" ]; then echo "$problem"; else echo "$problem" >&2; fi
exit 1
"""


def program(files: Mapping[str, bytes]) -> bytes:
    """The program with these modules in it."""
    payload = archive({name: (content, 0o644) for name, content in files.items()})
    digest = hashlib.sha256(payload).hexdigest()
    return _HEAD.replace("@DIGEST@", digest).encode() + payload


def archive(entries: Mapping[str, tuple[bytes, int]]) -> bytes:
    """A zip archive, of the same bytes wherever it is made: name -> content and mode."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        for name, (content, mode) in sorted(entries.items()):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = _UNIX
            entry.external_attr = (0o100000 | mode) << 16
            file.writestr(entry, content)
    return made.getvalue()
