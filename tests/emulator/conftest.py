"""Emulators for tests: in process with a clock held still, or served on a free port."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client

from shim_provider.emulator import Clock, Emulator, Faults, create_app, seeds
from tests.emulator.peers import api_v4, linodego
from tests.emulator.peers.api_v4 import Node, Sdk
from tests.emulator.specification import reply_routes

if TYPE_CHECKING:
    from tests.emulator.peers.linodego import Linodego

# 2026-01-02T03:04:05 UTC, so that times in tests are readable.
DAWN = 1767323045.0

# A gzip file with a name in its header and no content: the smallest image acceptance suites use.
MINIMAL_IMAGE = bytes.fromhex("1f8b0808bd5c91600003746573742e696d670003000000000000000000")


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def reasons(self) -> list[str]:
        return [error["reason"] for error in self.body["errors"]]

    @property
    def fields(self) -> list[str | None]:
        return [error.get("field") for error in self.body["errors"]]


class Api:
    """A client without a network: requests go straight into the WSGI application."""

    def __init__(self, app: Any, clock: Clock, token: str | None = "any") -> None:
        self.app = app
        self.clock = clock
        self.token = token
        self._client = Client(app)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        x_filter: Any = None,
        version: str = "/v4",
        headers: dict[str, str] | None = None,
    ) -> Reply:
        sent = dict(headers or {})
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        if x_filter is not None:
            sent["X-Filter"] = x_filter if isinstance(x_filter, str) else json.dumps(x_filter)
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        reply = self._client.open(version + path, method=method, data=data, headers=sent)
        text = reply.get_data()
        answer = Reply(reply.status_code, dict(reply.headers), json.loads(text) if text else None)
        if version and reply.status_code != 405:
            route = path.partition("?")[0].replace("%2F", "/")
            reply_routes.check(method, route, answer.status, answer.body)
        return answer

    def get(self, path: str, x_filter: Any = None, **more: Any) -> Reply:
        return self.call("GET", path, x_filter=x_filter, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Reply:
        return self.call("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Reply:
        return self.call("PUT", path, body, **more)

    def delete(self, path: str, **more: Any) -> Reply:
        return self.call("DELETE", path, **more)

    def ok(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The body of a reply which must be 200."""
        reply = self.call(method, path, body, **more)
        assert reply.status == 200, (method, path, reply.body)
        return reply.body

    def send(self, url: str, data: bytes) -> int:
        """PUT to an upload URL, without a token; the status."""
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}"
        return self._client.open(target, method="PUT", data=data).status_code

    def wait(self, seconds: float = 3600) -> None:
        self.clock.move(seconds)

    def linode(self, **more: Any) -> Any:
        """A running Linode from an image, with its disks."""
        body = {
            "type": "g6-nanode-1",
            "region": "us-east",
            "image": "linode/debian12",
            "root_pass": "insecure-p4ssw0rd!!",
            **more,
        }
        made = self.ok("POST", "/linode/instances", body)
        self.wait()
        return self.ok("GET", f"/linode/instances/{made['id']}")

    def disks(self, linode: int) -> Any:
        return self.ok("GET", f"/linode/instances/{linode}/disks")["data"]

    def disk(self, linode: int, size: int, **more: Any) -> int:
        """The number of a new disk, which is ready."""
        made = self.ok("POST", f"/linode/instances/{linode}/disks", {"size": size, **more})
        self.wait()
        number: int = made["id"]
        return number

    def image(self, **more: Any) -> Any:
        """An available image, uploaded to us-east."""
        started = self.upload(**more)
        assert self.send(started["upload_to"], MINIMAL_IMAGE) == 200
        self.wait(60)
        return self.ok("GET", f"/images/{started['image']['id']}")

    def upload(self, **more: Any) -> Any:
        return self.ok("POST", "/images/upload", {"label": "uploaded", "region": "us-east", **more})

    def events(self, **x_filter: Any) -> Any:
        return self.ok("GET", "/account/events", x_filter=x_filter or None)["data"]


@pytest.fixture
def make_api(tmp_path: Path) -> Iterator[Callable[..., Api]]:
    """Make emulators in process; settings as of `create_app`, `data` is one folder per test."""
    made: list[Any] = []

    def make(
        *, data: Path = tmp_path / "world", token_sent: str | None = "any", **more: Any
    ) -> Api:
        clock = more.pop("clock", None) or Clock(DAWN, held=True)
        app = create_app(data, clock=clock, **more)
        made.append(app)
        return Api(app, clock, token_sent)

    yield make
    for app in made:
        app.close()


@pytest.fixture
def faults() -> Faults:
    """Those in force in `api`."""
    return Faults()


@pytest.fixture
def api(make_api: Callable[..., Api], faults: Faults) -> Api:
    """An emulator in process whose clock stands still until a test moves it."""
    return make_api(faults=faults)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Emulator]:
    """An emulator on a free port, clock held."""
    with Emulator(tmp_path / "served", clock=Clock(DAWN, held=True)) as emulator:
        yield emulator


# Two accounts that share with each other: nobody joins a group of one's own.
_SHARING = {
    "images": [{"id": 7, "account": "other", "label": "theirs"}],
    "sharegroups": [
        {
            "account": "other",
            "label": "theirs",
            "images": [{"image": "private/7"}],
            "tokens": [{"label": "t", "member": {"label": "m"}}],
        },
        {
            "label": "g",
            "tokens": [{"account": "other", "label": "t", "member": {"label": "m"}}],
        },
    ],
}


@pytest.fixture
def things(api: Api) -> dict[str, Any]:
    """One of each thing a path may name."""
    assert seeds.load(api.app.world, _SHARING)
    linode = api.linode(type="g6-standard-1")
    base = f"/linode/instances/{linode['id']}"
    image = api.image()
    (group,) = api.ok("GET", "/images/sharegroups")["data"]
    group_path = f"/images/sharegroups/{group['id']}"
    api.ok("POST", f"{group_path}/images", {"images": [{"id": image["id"]}]})
    key = {"label": "k", "ssh_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxx ada@example"}
    script = {"label": "script", "script": "#!/bin/sh\n", "images": ["any/all"]}
    return {
        "linode": linode["id"],
        "disk": api.disks(linode["id"])[0]["id"],
        "config": api.ok("GET", f"{base}/configs")["data"][0]["id"],
        "address": linode["ipv4"][0],
        "image": image["id"],
        "group": group["id"],
        "shared": api.ok("GET", f"{group_path}/images")["data"][0]["id"],
        "member": api.ok("GET", f"{group_path}/members")["data"][0]["token_uuid"],
        "token": api.ok("GET", "/images/sharegroups/tokens")["data"][0]["token_uuid"],
        "event": api.events()[0]["id"],
        "key": api.ok("POST", "/profile/sshkeys", key)["id"],
        "script": api.ok("POST", "/linode/stackscripts", script)["id"],
    }


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Node with Cloud Manager's SDK, installed once."""
    yield from api_v4.running(tmp_path_factory)


@pytest.fixture
def sdk(node: Node, tmp_path: Path) -> Iterator[Sdk]:
    """For an emulator in which everything is done at once."""
    with Emulator(tmp_path, durations="zero") as emulator:
        yield Sdk(node, emulator.url)


@pytest.fixture(scope="session")
def go(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linodego]:
    """The program that calls linodego, compiled once."""
    yield from linodego.running(tmp_path_factory)
