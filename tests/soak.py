"""A soak: random stacks under random faults and kills; after each, API and state are equal.

By hand or nightly, not in CI: `python -m tests.soak --minutes 10 --seed 1`. Every round
applies a random configuration while requests fail at random, sometimes kills the apply,
then applies without faults and compares what is at Linode with what the state holds.
A round that ends otherwise is told with its seed, and the soak exits with 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from shim_provider.emulator import Emulator
from shim_provider.linode.creates.killed import EFFECT_SECONDS

from .end_to_end.api import images, linode_by_hand
from .end_to_end.builds.building import linodes
from .end_to_end.configurations import disk_file
from .end_to_end.kills.killing import kill_both, kill_provider
from .end_to_end.workspace import NEWEST, Workspace, provider_pids

_REGIONS = ("us-east", "eu-central", "us-southeast")
_DURATIONS = {
    "capture": 0.3,
    "process_upload": 0.2,
    "replicate": 0.3,
    "boot": 0.0,
    "create": 0.1,
    "first_boot": 0.4,
    "delete": 0.1,
}

#: Faults that may befall any request; what a create has asked for may or may not be done.
_WIRE: tuple[dict[str, Any], ...] = (
    {"kind": "reply", "status": 500},
    {"kind": "reply_after", "status": 502},
    {"kind": "reply", "status": 503},
    {"kind": "reply", "status": 429, "headers": {"Retry-After": "0"}},
    {"kind": "reset_before"},
    {"kind": "reset_after"},
    {"kind": "truncate"},
)
_SERVICE = (
    *({"kind": "capture_fails"}, {"kind": "upload_vanishes"}, {"kind": "linode_busy"}),
    *({"kind": "build_hangs"}, {"kind": "build_dies"}),
)


class Tally(NamedTuple):
    """What a round was: applies that failed under faults, and whether it was killed."""

    failed: bool
    killed: bool


def resource(chance: random.Random, index: int, disk: dict[str, int]) -> str:
    """A random image: uploaded or captured, with random arguments."""
    lines = [f'label = "image-{index}"']
    if chance.random() < 0.3:
        lines += [f"disk_id = {disk['id']}", f"linode_id = {disk['linode_id']}"]
    else:
        lines += ['region = "us-east"', f'file_path = "file-{chance.randrange(3)}.img.gz"']
        if chance.random() < 0.4:
            others = chance.sample(_REGIONS[1:], chance.randrange(3))
            lines.append(f"replica_regions = {['us-east', *others]}".replace("'", '"'))
            lines.append(f"wait_for_replications = {str(chance.random() < 0.5).lower()}")
    if chance.random() < 0.5:
        lines.append(f'description = "description {chance.randrange(3)}"')
    if chance.random() < 0.5:
        tags = chance.sample(["one", "two", "three"], chance.randrange(1, 4))
        lines.append(f"tags = {tags}".replace("'", '"'))
    body = "\n  ".join(lines)
    return f'resource "linode_image" "i{index}" {{\n  {body}\n}}\n'


def build(chance: random.Random, index: int) -> str:
    """A random build; one that hangs is given up soon."""
    lines = [
        f'label = "build-{chance.randrange(2)}"',
        'image = "linode/debian12"',
        'region = "us-east"',
        f'user_data = "#!/bin/sh\\necho {chance.randrange(3)}\\npoweroff\\n"',
        'timeouts {\n    create = "20s"\n  }',
    ]
    if chance.random() < 0.3:
        lines.append(f'triggers = {{ month = "{chance.randrange(3)}" }}')
    if chance.random() < 0.3:
        lines.append("keep_failed = true")
    if chance.random() < 0.3:
        lines.append('replica_regions = ["us-east", "eu-central"]\n  wait_for_replications = true')
    body = "\n  ".join(lines)
    return f'resource "linode_image_build" "b{index}" {{\n  {body}\n}}\n'


def configuration(chance: random.Random, disk: dict[str, int]) -> str:
    """A random stack of up to six images and three builds."""
    written = [resource(chance, index, disk) for index in range(6) if chance.random() < 0.6]
    written += [build(chance, index) for index in range(3) if chance.random() < 0.5]
    return "\n".join(written)


def strike(api: Emulator, chance: random.Random) -> None:
    """Put random faults in force."""
    for fault in chance.sample(_WIRE, chance.randrange(len(_WIRE))):
        probability, seed = chance.choice([0.02, 0.05, 0.15]), chance.randrange(1000)
        api.faults.add(**fault, probability=probability, seed=seed)
    if chance.random() < 0.3:
        api.faults.add(**chance.choice(_SERVICE), probability=0.3, seed=chance.randrange(1000))


def disturbed(stack: Workspace, api: Emulator, chance: random.Random) -> Tally:
    """An apply under faults; one in five is killed somewhere in its middle."""
    if chance.random() >= 0.2:
        return Tally(stack.apply().code != 0, killed=False)
    with stack.started("apply", "-auto-approve") as process:
        time.sleep(chance.uniform(0.3, 3.0))
        providers = provider_pids(process)
        chance.choice([kill_both, kill_provider])(process)
        process.communicate(timeout=120)
    while any(Path(f"/proc/{pid}").exists() for pid in providers):
        time.sleep(0.05)
    (stack.folder / ".terraform.tfstate.lock.info").unlink(missing_ok=True)
    # What was under way has taken effect by now: the next apply need not wait for it.
    api.clock.move(EFFECT_SECONDS)
    return Tally(failed=False, killed=True)


def difference(stack: Workspace, api: Emulator) -> str:
    """How API and state differ; empty when they do not."""
    held = sorted(r["values"]["id"] for r in stack.resources().values())
    there = sorted(image["id"] for image in images(api))
    if held != there:
        return f"the state holds {held}, Linode has {there}"
    left = [linode["label"] for linode in linodes(api) if linode["label"].startswith("build-")]
    if left:
        return f"Linode has builders: {left}"
    planned = stack.plan()
    return "" if planned.code == 0 else f"the plan is not empty: {planned.changes} {planned.text}"


def main() -> int:
    """Run rounds until the time is up."""
    options = _parser().parse_args()
    end = time.monotonic() + 60 * options.minutes
    tallies: list[Tally] = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with Emulator(root / "linode", durations=_DURATIONS) as api:
            stack = prepared(root / "work", api)
            disk = linode_by_hand(api)
            while time.monotonic() < end:
                seed = options.seed + len(tallies)
                problem = one_round(stack, api, random.Random(seed), disk, tallies)
                if problem:
                    print(f"round {len(tallies)}, seed {seed}: {problem}")
                    return 1
    failed, killed = sum(t.failed for t in tallies), sum(t.killed for t in tallies)
    print(f"{len(tallies)} rounds, {failed} failed under faults, {killed} killed: all converged")
    return 0


def prepared(folder: Path, api: Emulator) -> Workspace:
    """A working directory with three files to upload."""
    folder.mkdir()
    for index in range(3):
        disk_file(folder, b"disk %d" % index, f"file-{index}.img.gz")
    return Workspace(folder, NEWEST, api.url).init_with(lambda _: None)


def one_round(
    stack: Workspace, api: Emulator, chance: random.Random, disk: dict[str, int], told: list[Tally]
) -> str:
    """Apply under faults, then without; what is wrong after that, or nothing."""
    stack.write(configuration(chance, disk))
    strike(api, chance)
    told.append(disturbed(stack, api, chance))
    api.faults.clear()
    result = stack.apply()
    print(f"round {len(told)}: {told[-1]}", file=sys.stderr)
    if result.code:
        return f"the apply without faults failed: {result.text}"
    return difference(stack, api)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
