"""Linodes: https://techdocs.akamai.com/linode-api/reference/get-linode-instances"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

from ..creates.creating import Order, create_once
from ..errors import ApiError, BadReply, LinodeError, NotFound, Stuck, Vanished
from ..http.pagination import PAGE_SIZE, fetch_all
from ..http.retry import uncertain
from ..waits.polling import Intervals
from ..waits.waiting import wait
from . import percents

if TYPE_CHECKING:
    from ..creates.killed import Trail
    from ..http.calls import Noting
    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .shared import Shared

T = TypeVar("T")

# What must be equal, besides the label, for a Linode to be the result of a lost create.
_ALIKE = ("region", "type", "image")


class Instances:
    """The Linodes of the account, for one operation. Every dict is the API's own object."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._shared = shared
        self._patience = patience

    def create(self, body: Json, noting: Noting | None = None) -> Json:
        """Create a Linode; `body` must have a `label`, which is how a lost answer is settled.

        `noting` is told of each try. Raises `AnswerLost` if it cannot be known whether the Linode
        was made.
        """
        order = Order(
            "linode",
            body["label"],
            ask=lambda: self._made(body, noting),
            alike=lambda patience: self._alike(body, patience),
        )
        return create_once(self._shared.calls, self._patience, self._shared.creations, order)

    def find_made(self, trail: Trail, body: Json) -> Json | None:
        """The Linode that a killed process made of `body`, if any: see `creates/killed.py`.

        By its id where that was heard; else by what was asked for, and when: a label is
        unique, but another Linode may have it.
        """
        from ..creates.killed import Search  # 0.6 ms, and few applies follow one that was killed

        shared, patience = self._shared, self._patience
        seconds = shared.settings.poll_seconds
        search = Search(shared.calls, patience, shared.creations, seconds, "linode", trail)
        if trail.id is not None:
            number = int(trail.id)
            return search.heard_of(lambda: self.get(number))
        return search.made_of(body["label"], lambda: self._alike(body, patience))

    def get(self, linode_id: int, *, tries: int | None = None) -> Json | None:
        """The Linode as it is now; None if there is none. Raises `BadReply` for anything else."""
        path = f"/linode/instances/{linode_id}"
        linode = self._or_none(path, tries)
        if linode is not None and linode.get("id") != linode_id:
            raise BadReply(f"GET {path}: the answer is not Linode {linode_id}")
        return linode

    def list(self, filter: Json | None = None, *, page_size: int = PAGE_SIZE) -> JsonList:
        """All Linodes that pass `filter`, of all pages."""
        return self._all("/linode/instances", filter, page_size)

    def update(self, linode_id: int, changes: Json) -> Json:
        """Change what is given, such as label and tags."""
        return self._send("PUT", f"/linode/instances/{linode_id}", changes)

    def delete(self, linode_id: int) -> None:
        """Delete the Linode; already gone is success."""
        try:
            self._send("DELETE", f"/linode/instances/{linode_id}")
        except NotFound:
            return

    def boot(self, linode_id: int, config_id: int | None = None) -> None:
        """Ask it to boot; `wait_status` tells when it has."""
        self.order(linode_id, "boot", {} if config_id is None else {"config_id": config_id})

    def shutdown(self, linode_id: int) -> None:
        """Ask it to shut down; `wait_status` tells when it has."""
        self.order(linode_id, "shutdown", {})

    def disks(self, linode_id: int) -> JsonList:
        """The Linode's disks. Raises `NotFound` if there is no such Linode."""
        return self._all(f"/linode/instances/{linode_id}/disks")

    def disk(self, linode_id: int, disk_id: int) -> Json | None:
        """The disk; None if that Linode has no such disk."""
        return self._or_none(f"/linode/instances/{linode_id}/disks/{disk_id}")

    def first_disk(self, linode_id: int) -> Json:
        """Its first disk, swap apart, once that is ready. Raises `Vanished` if it has none."""
        disks = [disk for disk in self.disks(linode_id) if disk.get("filesystem") != "swap"]
        if not disks:
            raise Vanished(f"the disk of Linode {linode_id}")
        return self.wait_disk_ready(linode_id, min(disk["id"] for disk in disks))

    def configs(self, linode_id: int) -> JsonList:
        """The Linode's configuration profiles."""
        return self._all(f"/linode/instances/{linode_id}/configs")

    def ips(self, linode_id: int) -> Json:
        """`{"ipv4": {"public": [...], "private": [...], ...}, "ipv6": {...}}`"""
        return self._send("GET", f"/linode/instances/{linode_id}/ips")

    def add_private_ip(self, linode_id: int) -> Json:
        """Give the Linode a private IPv4 address, unless it has one; returns the address."""
        return self._private_ip(linode_id) or self._new_private_ip(linode_id)

    def reset_password(self, linode_id: int, root_pass: str, disk_id: int | None = None) -> None:
        """Set the root password of one disk, or of the (shut down) Linode."""
        if disk_id is None:
            self.order(linode_id, "password", {"root_pass": root_pass})
        else:
            self.order(linode_id, f"disks/{disk_id}/password", {"password": root_pass})

    def enable_backups(self, linode_id: int) -> None:
        """Subscribe the Linode to the backup service."""
        self.order(linode_id, "backups/enable", {})

    def cancel_backups(self, linode_id: int) -> None:
        """Cancel the backup service of the Linode, and delete its backups."""
        self.order(linode_id, "backups/cancel", {})

    def wait_status(
        self, linode_id: int, wanted: Collection[str], failing: Collection[str] = ()
    ) -> Json:
        """The Linode once its status is in `wanted`.

        Raises `Stuck` if it is in `failing`, `Vanished` if the Linode is gone.
        """
        self._patience.report.step(f"waiting until it is {' or '.join(wanted)}")

        def look() -> Json | str:
            linode = self._or_none(f"/linode/instances/{linode_id}", tries=1)
            if linode is None:
                raise Vanished(f"Linode {linode_id}")
            status = str(linode.get("status"))
            if status in failing:
                raise Stuck(f"Linode {linode_id} is {status}, not {' or '.join(wanted)}")
            return linode if status in wanted else f"it is {status}"

        return self._wait(linode_id, f"to be {' or '.join(wanted)}", look)

    def wait_gone(self, linode_id: int) -> None:
        """Return once the Linode does not exist."""
        self._patience.report.step(f"deleting Linode {linode_id}")

        def look() -> bool | str:
            linode = self._or_none(f"/linode/instances/{linode_id}", tries=1)
            return True if linode is None else f"it is {linode.get('status')}"

        self._wait(linode_id, "to be gone", look)

    def wait_disk_ready(self, linode_id: int, disk_id: int) -> Json:
        """The disk once it is `ready`. Raises `Vanished` if the Linode has no such disk."""
        intervals = Intervals(self._shared.settings.poll_seconds)

        def look() -> Json | str:
            # The list, because the single read of a new disk answers 404 for a while.
            found = [disk for disk in self.disks(linode_id) if disk.get("id") == disk_id]
            if not found and intervals.young():
                return "it is not listed"
            if not found:
                raise Vanished(f"disk {disk_id} of Linode {linode_id}")
            ready = found[0].get("status") == "ready"
            return found[0] if ready else f"it is {found[0].get('status')}"

        waiting_for = f"disk {disk_id} of Linode {linode_id} to be ready"
        return wait(self._patience, self._shared.settings.poll_seconds, waiting_for, look)

    def _made(self, body: Json, noting: Noting | None) -> Json:
        made = self._shared.calls.send(
            self._patience, "POST", "/linode/instances", body=body, create=True, noting=noting
        )
        if not isinstance(made.get("id"), int):
            raise BadReply("POST /linode/instances: the answer holds no Linode")
        return made

    def _alike(self, body: Json, patience: Patience) -> JsonList:
        found = fetch_all(
            self._shared.calls, patience, "/linode/instances", filter={"label": body["label"]}
        )
        wanted = {"label": body["label"], **{key: body[key] for key in _ALIKE if body.get(key)}}
        return [one for one in found if all(one.get(key) == wanted[key] for key in wanted)]

    def _new_private_ip(self, linode_id: int) -> Json:
        try:
            return self._post_private_ip(linode_id)
        except LinodeError as failure:
            if not uncertain(failure):
                raise
        return self._private_ip(linode_id) or self._post_private_ip(linode_id)

    def _post_private_ip(self, linode_id: int) -> Json:
        path, body = f"/linode/instances/{linode_id}/ips", {"type": "ipv4", "public": False}
        return self._shared.calls.send(self._patience, "POST", path, body=body, create=True)

    def _private_ip(self, linode_id: int) -> Json | None:
        private: JsonList = self.ips(linode_id).get("ipv4", {}).get("private", [])
        return private[0] if private else None

    def order(self, linode_id: int, action: str, body: Json, *, once: bool = False) -> None:
        """Ask for something that is done once however often it is asked for.

        `once`: where the answer is lost, that is raised.
        """
        path = f"/linode/instances/{linode_id}/{action}"
        try:
            self._shared.calls.send(self._patience, "POST", path, body=body, create=once)
        except ApiError as refusal:
            # An earlier try took effect, though its answer was lost: "already booted" and such.
            if not (refusal.status == 400 and refusal.after_lost):
                raise

    def _send(self, method: str, path: str, body: Json | None = None) -> Json:
        return self._shared.calls.send(self._patience, method, path, body=body)

    def _all(self, path: str, filter: Json | None = None, page_size: int = PAGE_SIZE) -> JsonList:
        return fetch_all(
            self._shared.calls, self._patience, path, filter=filter, page_size=page_size
        )

    def _or_none(self, path: str, tries: int | None = None) -> Json | None:
        try:
            return self._shared.calls.send(self._patience, "GET", path, tries=tries)
        except NotFound:
            return None

    def _wait(self, linode_id: int, to_be: str, look: Callable[[], T | str]) -> T:
        def look_and_tell() -> T | str:
            seen = look()
            if isinstance(seen, str):
                percents.tell_of_linode(self._shared, self._patience, linode_id)
            return seen

        seconds = self._shared.settings.poll_seconds
        return wait(self._patience, seconds, f"Linode {linode_id} {to_be}", look_and_tell)
