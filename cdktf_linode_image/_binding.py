"""Which core this package is bound to: of the two that have its source, each has one.

Tells it by the package's own name; loads neither core.
"""

from __future__ import annotations

import importlib.util

PACKAGE = __name__.partition(".")[0]
#: The core, as it is imported, and as its extra is named.
CORE = PACKAGE.partition("_")[0]
#: The other one, and the package that is bound to it.
OTHER = {"cdktf": "cdktn", "cdktn": "cdktf"}[CORE]
OTHER_PACKAGE = PACKAGE.replace(CORE, OTHER)


def need_core() -> None:
    """Tell whoever imports the package without its core what to type.

    Raises:
        ImportError: The core is not installed.
    """
    if _is_installed(CORE):
        return
    text = f"{PACKAGE} needs {CORE}: pip install 'cdktf-linode-image[{CORE}]'"
    if _is_installed(OTHER):
        text += f"; or import {OTHER_PACKAGE}, for an app of {OTHER}, which is installed"
    raise ImportError(text, name=CORE)


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ImportError:  # from a finder that refuses it
        return False
