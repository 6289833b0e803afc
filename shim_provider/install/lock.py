"""Our block in `.terraform.lock.hcl`. With it `cdktf deploy` asks no registry for hashes.

Knows the texts of lock files, and no directory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .launcher import PROVIDER_SOURCE, PROVIDER_VERSION, package_hash

HEADER = """\
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

_OURS = re.compile(rf'^provider "{re.escape(PROVIDER_SOURCE)}" \{{\n.*?^\}}\n?', re.M | re.S)
_HASHES = re.compile(r"^  hashes = \[\n.*?^  \]\n", re.M | re.S)


def merge_lock(text: str, other_sources: Iterable[str] = ()) -> str:
    """`text` of a lock file with our block in it, and the note on `other_sources` not locked yet.

    Everything else is kept to the letter. A block of ours that already allows this launcher is
    kept too: Terraform may have added constraints of other modules to it, and `bundle` its hashes.
    """
    text = re.sub(rf"\n?{re.escape(_NOTE_OPENING)}.*?\*/\n", "", text, flags=re.S)
    return with_hashes(text, [package_hash()]) + _note(text, other_sources)


def with_hashes(text: str, hashes: Iterable[str]) -> str:
    """`text` of a lock file with a block of ours that allows all of these packages.

    A block of this version keeps the hashes that it has already.
    """
    found = _OURS.search(text)
    if found is None:
        return text + ("\n" if text else "") + block(hashes)
    if f'= "{PROVIDER_VERSION}"' not in found[0] or not _HASHES.search(found[0]):
        return text[: found.start()] + block(hashes) + text[found.end() :]
    missing = [each for each in hashes if f'"{each}"' not in found[0]]
    if not missing:
        return text
    present = re.findall(r'"((?:h1|zh):[^"]+)"', found[0])
    renewed = _HASHES.sub(lambda _: _listed([*present, *missing]), found[0], count=1)
    return text[: found.start()] + renewed + text[found.end() :]


def without_block(text: str) -> str:
    """`text` of a lock file without our block; "" where nothing is left but Terraform's header."""
    found = _OURS.search(text)
    if found is None:
        return text
    before = text[: found.start()]
    rest = (before[:-1] if before.endswith("\n\n") else before) + text[found.end() :]
    return "" if rest.strip() == HEADER.strip() else rest


def block(hashes: Iterable[str]) -> str:
    """Our block, as Terraform itself would write it."""
    return f"""\
provider "{PROVIDER_SOURCE}" {{
  version     = "{PROVIDER_VERSION}"
  constraints = "{PROVIDER_VERSION}"
{_listed(hashes)}}}
"""


def _listed(hashes: Iterable[str]) -> str:
    lines = "".join(f'    "{each}",\n' for each in sorted(set(hashes)))
    return f"  hashes = [\n{lines}  ]\n"


def _note(text: str, sources: Iterable[str]) -> str:
    addresses = {_address(source) for source in sources} - {PROVIDER_SOURCE}
    missing = sorted(each for each in addresses if f'provider "{each}"' not in text)
    blocks = [f'provider "{each}" {{\n  constraints = ""\n}}\n' for each in missing]
    return "\n" + _NOTE_OPENING + "".join(blocks) + "*/\n" if blocks else ""


def _address(source: str) -> str:
    """A source in full, as lock files of Terraform have it: host, namespace, type."""
    defaults = ["registry.terraform.io", "hashicorp"]
    return "/".join([*defaults[: 2 - source.count("/")], source])
