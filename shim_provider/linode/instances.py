"""Linodes: https://techdocs.akamai.com/linode-api/reference/get-linode-instances"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import Client
    from .patience import Patience
    from .transport import Json, JsonList


class Instances:
    """The Linodes of the account, for one operation. Every dict is the API's own object."""

    def __init__(self, client: Client, patience: Patience) -> None:
        self._client = client
        self._patience = patience

    def create(self, body: Json) -> Json:
        """Create a Linode; `body` must have a `label`, which is how a lost answer is settled.

        Raises `AnswerLost` if it cannot be known whether the Linode was made.
        """
        raise NotImplementedError

    def get(self, linode_id: int) -> Json | None:
        """The Linode as it is now; None if there is none."""
        raise NotImplementedError

    def list(self, filter: Json | None = None, *, page_size: int = 500) -> JsonList:
        """All Linodes that pass `filter`, of all pages."""
        raise NotImplementedError

    def update(self, linode_id: int, changes: Json) -> Json:
        """Change what is given, such as label and tags."""
        raise NotImplementedError

    def delete(self, linode_id: int) -> None:
        """Delete the Linode; already gone is success."""
        raise NotImplementedError

    def boot(self, linode_id: int, config_id: int | None = None) -> None:
        """Ask it to boot; `wait_status` tells when it has."""
        raise NotImplementedError

    def shutdown(self, linode_id: int) -> None:
        """Ask it to shut down; `wait_status` tells when it has."""
        raise NotImplementedError

    def disks(self, linode_id: int) -> JsonList:
        raise NotImplementedError

    def disk(self, linode_id: int, disk_id: int) -> Json | None:
        """The disk; None if that Linode has no such disk."""
        raise NotImplementedError

    def configs(self, linode_id: int) -> JsonList:
        raise NotImplementedError

    def ips(self, linode_id: int) -> Json:
        """`{"ipv4": {"public": [...], "private": [...], ...}, "ipv6": {...}}`"""
        raise NotImplementedError

    def add_private_ip(self, linode_id: int) -> Json:
        """Give the Linode a private IPv4 address, unless it has one; returns the address."""
        raise NotImplementedError

    def reset_password(self, linode_id: int, root_pass: str, disk_id: int | None = None) -> None:
        """Set the root password of one disk, or of the (shut down) Linode."""
        raise NotImplementedError

    def enable_backups(self, linode_id: int) -> None:
        raise NotImplementedError

    def cancel_backups(self, linode_id: int) -> None:
        raise NotImplementedError

    def wait_status(
        self, linode_id: int, wanted: Collection[str], failing: Collection[str] = ()
    ) -> Json:
        """The Linode once its status is in `wanted`.

        Raises `Stuck` if it is in `failing`, `Vanished` if the Linode is gone.
        """
        raise NotImplementedError

    def wait_gone(self, linode_id: int) -> None:
        """Return once the Linode does not exist."""
        raise NotImplementedError

    def wait_disk_ready(self, linode_id: int, disk_id: int) -> Json:
        """The disk once it is `ready`. Raises `Vanished` if the Linode has no such disk."""
        raise NotImplementedError
