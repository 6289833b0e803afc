"""The machine in general terms, for whoever reads the figures later. Names no host and no path."""

from __future__ import annotations

import os
import platform
import sys

from shim_provider.engines import HOW_TO_GET_ONE, Engine, choose


def engine() -> Engine:
    """The Terraform that runs the benchmarks: the one `linode-shim terraform` would choose."""
    found = choose(os.environ).engine
    if found is None:
        sys.exit(f"benchmarks: there is no Terraform to run; {HOW_TO_GET_ONE}")
    return found


def described() -> dict[str, str]:
    """Cores, system, Python and engine."""
    chosen = engine()
    kind = "OpenTofu" if chosen.name == "tofu" else "Terraform"
    embedded = " (embedded)" if chosen.name == "embedded" else ""
    return {
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        kind: f"{chosen.version()}{embedded}",
    }
