"""`linode-shim doctor`: runs the checks, prints their findings; its code says if all is well.

The checks are in `tools.py` and `provider.py`; here is their order and the form.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shim_provider import __version__
from shim_provider.cli.page import page

from . import provider, tools

if TYPE_CHECKING:
    from .finding import Finding

CHECKS = (
    tools.python,
    tools.packages,
    tools.node,
    tools.npm,
    tools.cdktf_cli,
    tools.terraform,
    provider.provider,
    provider.warm_start,
    provider.mirror,
    provider.embedded_emulator,
    provider.token,
    provider.url,
    provider.plugin_cache,
    provider.proxies,
    provider.checkpoint,
)

_DESCRIPTION = """\
Looks at everything a deployment needs and says what is present, what is missing and how to mend
it. Starts the provider once, as Terraform does. Sends nothing anywhere; shows no token.

  ok        nothing to do
  note      deployments work, or some kinds of them do; worth knowing
  MISSING   deployments fail; the exit code is 1
"""

_EPILOG = """\
examples:
  linode-shim doctor
  linode-shim doctor --json | python -m json.tool
  linode-shim doctor && cdktf deploy

The JSON is {"ok": true, "version": "...", "checks": [{"name", "status", "detail", "mend"}, ...]}
with status "ok", "note" or "missing"; "mend" is "" where there is nothing to do.
"""

_WIDTH = 100


def main(arguments: Sequence[str]) -> int:
    """Print the findings; 1 if anything is missing."""
    options = parser().parse_args(arguments)
    findings = [check(os.environ) for check in CHECKS]
    well = all(finding.status != "missing" for finding in findings)
    if options.json:
        checks = [finding._asdict() for finding in findings]
        json.dump({"ok": well, "version": __version__, "checks": checks}, sys.stdout, indent=2)
        print()
    else:
        print("\n".join(_paragraph(finding) for finding in findings))
        print(f"\n{_verdict(findings)}")
    return 0 if well else 1


def _verdict(findings: Sequence[Finding]) -> str:
    """The last line."""
    statuses = [finding.status for finding in findings]
    if "missing" in statuses:
        return "Deployments will fail: see MISSING above."
    notes = statuses.count("note")
    return f"All is well, with {notes} note{'s' if notes > 1 else ''}." if notes else "All is well."


def _paragraph(finding: Finding) -> str:
    shown = "MISSING" if finding.status == "missing" else finding.status
    lines = textwrap.wrap(finding.detail, _WIDTH - 24, break_long_words=False)
    if finding.status != "ok":
        lines += textwrap.wrap(
            f"-> {finding.mend}", _WIDTH - 24, break_long_words=False, break_on_hyphens=False
        )
    return f"{shown:<8} {finding.name:<14} " + ("\n" + " " * 24).join(lines)


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("doctor", _DESCRIPTION, _EPILOG)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser
