"""Whatever clients do, in whatever order: what is written of it makes the same world again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shim_provider.emulator import Clock, create_app, seeds
from shim_provider.emulator.seeds.worldtext import written
from tests.emulator.api.linodes.builders import OFF
from tests.emulator.conftest import DAWN, MINIMAL_IMAGE, Api

_TOKENS = {name: {"account": name} for name in ("one", "two")}
_REGIONS = ("us-east", "us-ord", "nl-ams")


class Hand:
    """Does one thing in a world; `pick` chooses among what there is. Refusals are no failures."""

    def __init__(self, api: Api, pick: int) -> None:
        self.api = api
        self.pick = pick

    def listed(self, path: str) -> Any:
        return self.api.ok("GET", f"{path}?page_size=500")["data"]

    def chosen(self, path: str, **where: Any) -> Any:
        """One of a list, or what names nothing."""
        nothing = {"id": 1, "uuid": "none", "token_uuid": "none"}
        found = [e for e in self.listed(path) if all(e[k] == v for k, v in where.items())]
        return found[self.pick % len(found)] if found else nothing

    def image(self) -> Any:
        return self.chosen("/images", is_public=False)

    def linode(self) -> str:
        return f"/linode/instances/{self.chosen('/linode/instances')['id']}"

    def group(self) -> str:
        return f"/images/sharegroups/{self.chosen('/images/sharegroups')['id']}"

    def disk(self) -> str:
        linode = self.linode()
        return (
            f"{linode}/disks/{self.chosen(f'{linode}/disks')['id'] if linode[-2:] != '/1' else 1}"
        )

    def any(self, values: tuple[Any, ...]) -> Any:
        return values[self.pick % len(values)]


def _upload(hand: Hand) -> None:
    body = {"label": f"image {hand.pick}", "region": hand.any(_REGIONS), "tags": ["one"]}
    started = hand.api.ok("POST", "/images/upload", body)
    if hand.pick % 4:
        hand.api.send(started["upload_to"], MINIMAL_IMAGE)


def _deploy(hand: Hand) -> None:
    image = hand.any(("linode/debian12", hand.image()["id"], hand.image()["id"], None))
    body = {"type": "g6-standard-1", "region": hand.any(_REGIONS), "private_ip": hand.pick % 2 == 0}
    hand.api.post("/linode/instances", {**body, "image": image, "root_pass": "p4ss-word"})


def _build(hand: Hand) -> None:
    image = hand.any(("linode/debian12", hand.image()["id"], "linode/slackware15.0"))
    body = {"type": "g6-standard-1", "region": "us-east", "booted": hand.pick % 2 == 0}
    hand.api.post(
        "/linode/instances", {**body, "image": image, "root_pass": "p4ss-word", "metadata": OFF}
    )


def _script(hand: Hand) -> None:
    text = hand.any(("#!/bin/sh\n", "#!/bin/sh\npoweroff\n"))
    script = {"label": f"script {hand.pick}", "script": text, "images": ["any/all"]}
    hand.api.ok("POST", "/linode/stackscripts", {**script, "is_public": hand.pick % 2 == 0})


def _deploy_script(hand: Hand) -> None:
    body = {"type": "g6-standard-1", "region": "us-east", "root_pass": "p4ss-word"}
    script = hand.chosen("/linode/stackscripts")["id"]
    image = {"image": "linode/debian12", "stackscript_id": script}
    hand.api.post("/linode/instances", {**body, **image})


def _join(hand: Hand) -> None:
    other = Api(hand.api.app, hand.api.clock, "two" if hand.api.token == "one" else "one")
    group = hand.chosen("/images/sharegroups")
    token = other.post("/images/sharegroups/tokens", {"valid_for_sharegroup_uuid": group["uuid"]})
    if token.status == 200 and hand.pick % 3:
        body = {"label": "member", "token": token.body["token"]}
        hand.api.post(f"/images/sharegroups/{group['id']}/members", body)


_DEEDS: dict[str, Callable[[Hand], object]] = {
    "upload": _upload,
    "deploy": _deploy,
    "build": _build,
    "rewrite a script": lambda hand: hand.api.put(
        f"/linode/stackscripts/{hand.chosen('/linode/stackscripts', mine=True)['id']}",
        {"script": hand.any(("#!/bin/sh\n", "#!/bin/sh\nhalt\n"))},
    ),
    "write a script": _script,
    "deploy with a script": _deploy_script,
    "delete a script": lambda hand: hand.api.delete(
        f"/linode/stackscripts/{hand.chosen('/linode/stackscripts', mine=True)['id']}"
    ),
    "make a tag": lambda hand: hand.api.post("/tags", {"label": f"tag {hand.pick}"}),
    "delete a tag": lambda hand: hand.api.delete(f"/tags/tag {hand.pick}"),
    "capture": lambda hand: hand.api.post("/images", {"disk_id": int(hand.disk().split("/")[-1])}),
    "replicate": lambda hand: hand.api.post(
        f"/images/{hand.image()['id']}/regions", {"regions": _REGIONS[: 1 + hand.pick % 3]}
    ),
    "rename an image": lambda hand: hand.api.put(
        f"/images/{hand.image()['id']}", {"label": "renamed", "tags": ["two", "one"]}
    ),
    "delete an image": lambda hand: hand.api.delete(f"/images/{hand.image()['id']}"),
    "delete a Linode": lambda hand: hand.api.delete(hand.linode()),
    "rebuild": lambda hand: hand.api.post(
        f"{hand.linode()}/rebuild",
        {"image": hand.any(("linode/alpine3.19", hand.image()["id"])), "root_pass": "p4ss-word"},
    ),
    "resize": lambda hand: hand.api.post(
        f"{hand.linode()}/resize", {"type": f"g6-standard-{1 + hand.pick % 2}"}
    ),
    "migrate": lambda hand: hand.api.post(
        f"{hand.linode()}/migrate", {"region": hand.any(_REGIONS)}
    ),
    "clone": lambda hand: hand.api.post(
        f"{hand.linode()}/clone", {"region": hand.any(_REGIONS), "type": "g6-standard-2"}
    ),
    "duplicate a disk": lambda hand: hand.api.post(f"{hand.disk()}/clone"),
    "shut down": lambda hand: hand.api.post(f"{hand.linode()}/shutdown"),
    "boot": lambda hand: hand.api.post(f"{hand.linode()}/boot"),
    "add a disk": lambda hand: hand.api.post(
        f"{hand.linode()}/disks", {"size": 100, "filesystem": hand.any(("raw", "ext4", "swap"))}
    ),
    "shrink a disk": lambda hand: hand.api.post(f"{hand.disk()}/resize", {"size": 9000}),
    "delete a disk": lambda hand: hand.api.delete(hand.disk()),
    "change a Linode": lambda hand: hand.api.put(
        hand.linode(), {"alerts": {"cpu": hand.pick}, "tags": ["abc"], "watchdog_enabled": False}
    ),
    "share": lambda hand: hand.api.post(
        "/images/sharegroups", {"label": "team", "images": [{"id": hand.image()["id"]}]}
    ),
    "let another in": _join,
    "rename a group": lambda hand: hand.api.put(hand.group(), {"label": f"team {hand.pick}"}),
    "unshare": lambda hand: hand.api.delete(f"{hand.group()}/images/{hand.image()['id']}"),
    "delete a group": lambda hand: hand.api.delete(hand.group()),
    "wait": lambda hand: hand.api.wait(hand.any((0.05, 0.3, 60.0))),
}

# So that there is something to choose from.
_FIRST = [
    *(("upload", "one", 1), ("upload", "two", 2), ("deploy", "one", 0), ("deploy", "two", 4)),
    *(("wait", "one", 2), ("capture", "one", 2), ("wait", "one", 2)),
    *(("share", "one", 1), ("share", "two", 0), ("let another in", "one", 1)),
]
_DONE = st.tuples(
    st.sampled_from([*sorted(_DEEDS), "wait", "wait"]),
    st.sampled_from(("one", "two")),
    st.integers(0, 7),
)


def _text(api: Api) -> str:
    return written(seeds.export(api.app.world, events=True).world, "json")


def _lineage(api: Api) -> Any:
    return api.call("GET", "/_emulator/snapshot", version="").body["lineage"]


def _go_on(api: Api) -> None:
    """Both accounts can make more of everything in the loaded world."""
    for account in _TOKENS:
        own = Api(api.app, api.clock, account)
        linode, image = own.linode(private_ip=True), own.image()
        path = f"/linode/instances/{linode['id']}/ips"
        own.ok("POST", path, {"type": "ipv4", "public": True})
        body = {"label": "more", "images": [{"id": image["id"]}]}
        own.ok("POST", "/images/sharegroups", body)


@settings(max_examples=12)
@given(st.lists(_DONE, min_size=3, max_size=25))
def test_any_world_is_written_as_it_will_be_and_is_the_same_when_loaded(deeds: Any) -> None:
    clock = Clock(DAWN, held=True)
    with tempfile.TemporaryDirectory() as folder:
        apps = [create_app(Path(folder, name), clock=clock, token=_TOKENS) for name in "ab"]
        try:
            api, again = (Api(app, clock, "one") for app in apps)
            for deed, account, pick in [*_FIRST, *deeds]:
                _DEEDS[deed](Hand(Api(api.app, clock, account), pick))
            text = _text(api)
            assert seeds.load(again.app.world, seeds.export(api.app.world, events=True).world)
            assert _text(again) == text
            api.wait()
            assert _text(api) == text
            assert _lineage(again) == _lineage(api)
            _go_on(again)
        finally:
            for app in apps:
                app.close()
