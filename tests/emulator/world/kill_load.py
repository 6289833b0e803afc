"""A client that writes to an emulator until it is killed, and keeps account of every answer.

Knows the API and what a reply promises; does not look into the data folder: kill_check.py does.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.emulator.conftest import MINIMAL_IMAGE

_PIECE = 16 * 1024

# An image's data: the smallest, one that fits a buffer, one that needs several.
_DATA = (
    MINIMAL_IMAGE,
    gzip.compress(random.Random(1).randbytes(40_000)),
    gzip.compress(random.Random(2).randbytes(300_000)),
)


@dataclass
class Made:
    """Something asked for: what has been promised about it, and what may have happened besides.

    `mark` finds it in the data folder, whatever its id. An action that was asked for and not
    acknowledged may have been done or not.
    """

    kind: str
    mark: str
    id: str | int | None = None
    #: What it is called, and what it is to be called by a change on its way.
    label: str = ""
    wanted: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    #: "" for none, then `begun`, `sent` with the last byte, `kept` with the reply.
    upload: str = ""
    md5: str = ""

    def gone(self, by: Counter[str]) -> bool:
        return by[f"{self.kind}_delete"] > 0


class Writer:
    """Makes, uploads, changes, captures and deletes, as its chance has it, until cut off.

    `killed` is set before the emulator is killed: whoever is cut off earlier has a `problem`.
    """

    def __init__(self, url: str, name: str, chance: random.Random, killed: threading.Event) -> None:
        self.made: list[Made] = []
        self.problem = ""
        self._url = url
        self._name = name
        self._chance = chance
        self._killed = killed

    def run(self) -> None:
        """Write until cut off; meant for a thread of its own."""
        acts = [self._upload, self._change, self._delete, self._linode, self._capture]
        with requests.Session() as self._session:
            self._session.headers["Authorization"] = "Bearer any"
            try:
                while True:
                    self._chance.choices(acts, [8, 5, 3, 2, 2])[0]()
            except (requests.RequestException, http.client.HTTPException, OSError) as end:
                if not self._killed.is_set():
                    self.problem = f"cut off while nobody killed: {end}"
            except AssertionError as refusal:
                self.problem = str(refusal)

    def _call(self, method: str, path: str, body: object = None) -> Any:
        """The reply's body."""
        reply = self._session.request(method, f"{self._url}/v4{path}", json=body, timeout=30)
        assert reply.status_code == 200, (method, path, reply.status_code, reply.text)
        return reply.json()

    def _new(self, kind: str, *actions: str) -> Made:
        mark = f"{self._name}-{len(self.made)}"
        made = Made(kind, mark, label=mark, asked=Counter(actions))
        self.made.append(made)
        return made

    def _mine(self, kind: str) -> Made | None:
        known = [
            each
            for each in self.made
            if each.kind == kind and each.id is not None and not each.gone(each.asked)
        ]
        return self._chance.choice(known) if known else None

    def _upload(self) -> None:
        made = self._new("image", "image_upload")
        body = {"label": made.mark, "description": made.mark, "region": "us-east"}
        reply = self._call("POST", "/images/upload", body)
        made.id = reply["image"]["id"]
        made.acknowledged["image_upload"] += 1
        how = self._chance.choices([self._send, self._send_half, None], [12, 3, 5])[0]
        if how:
            how(made, reply["upload_to"])

    def _send(self, made: Made, url: str) -> None:
        data = self._chance.choice(_DATA)
        made.md5, made.upload = hashlib.md5(data).hexdigest(), "begun"
        length = {"Content-Length": str(len(data))} if self._chance.random() < 0.5 else {}
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        try:
            target = f"{parts.path}?{parts.query}"
            connection.request("PUT", target, _pieces(made, data), length)
            assert connection.getresponse().status == 200, made
        finally:
            connection.close()
        made.upload = "kept"

    def _send_half(self, made: Made, url: str) -> None:
        """Announce all of it, and leave in the middle."""
        made.upload = "begun"
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        connection.putrequest("PUT", f"{parts.path}?{parts.query}")
        connection.putheader("Content-Length", str(len(_DATA[1])))
        connection.endheaders(_DATA[1][: len(_DATA[1]) // 2])
        connection.close()
        made.upload = "left"

    def _change(self) -> None:
        made = self._mine("image")
        if made is None:
            return
        made.wanted = f"{made.mark}-{made.asked['image_update']}"
        made.asked["image_update"] += 1
        self._call("PUT", f"/images/{made.id}", {"label": made.wanted})
        made.label, made.wanted = made.wanted, ""
        made.acknowledged["image_update"] += 1

    def _delete(self) -> None:
        made = self._mine("image")
        if made is None:
            return
        made.asked["image_delete"] += 1
        self._call("DELETE", f"/images/{made.id}")
        made.acknowledged["image_delete"] += 1

    def _linode(self) -> None:
        made = self._new("linode", "linode_create", "linode_boot")
        body = {"label": made.mark, "region": "us-east", "type": "g6-nanode-1"}
        deployed = {"image": "linode/debian12", "root_pass": "insecure-p4ssw0rd!!"}
        made.id = self._call("POST", "/linode/instances", {**body, **deployed})["id"]
        made.acknowledged.update(made.asked)

    def _capture(self) -> None:
        linode = self._mine("linode")
        if linode is None:
            return
        disks = self._call("GET", f"/linode/instances/{linode.id}/disks")["data"]
        made = self._new("image", "disk_imagize")
        body = {"disk_id": disks[0]["id"], "label": made.mark, "description": made.mark}
        made.id = self._call("POST", "/images", body)["id"]
        made.acknowledged["disk_imagize"] += 1


def _pieces(made: Made, data: bytes) -> Iterator[bytes]:
    """The data, slowly enough to be killed in their middle; notes when the last have been given."""
    for start in range(0, len(data), _PIECE):
        if start + _PIECE >= len(data):
            made.upload = "sent"
        yield data[start : start + _PIECE]
        time.sleep(0.002)
