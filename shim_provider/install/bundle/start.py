"""How an unpacked bundle is started. Read by the one who makes the file and by the file itself."""

from __future__ import annotations

#: What of a program's folder in the cache says which Python to run.
PYTHON = "python"

#: Bits of a mode that let others write.
OTHERS_WRITE = 0o022

# Arguments: the folder, then the provider's own. As the launcher starts an installation: without
# site, so with nothing but the standard library and this folder. The folder is looked at here,
# where it costs nothing, and not by the shell.
START = f"""\
import posix, sys
folder = sys.argv.pop(1)
if posix.stat(folder).st_mode & {OTHERS_WRITE}:
    print("The Linode provider does not start: others may write into", folder + "; remove it.")
    sys.exit(1)
sys.path.insert(0, folder)
from shim_provider.__main__ import main
main()"""
