"""The Linode API as a second client sees it: what is really there, and changes by other hands."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

_HEADERS = {"Authorization": "Bearer other"}


def call(api: Emulator, method: str, path: str, json: Any = None) -> Any:
    """One request; its reply must be a success."""
    reply = requests.request(method, f"{api.url}/v4{path}", json=json, headers=_HEADERS, timeout=10)
    assert reply.ok, reply.text
    return reply.json()


def images(api: Emulator) -> list[dict[str, Any]]:
    """The private images of the account."""
    listed = call(api, "GET", "/images?page_size=500")["data"]
    return [image for image in listed if not image["is_public"]]


def put_image(api: Emulator, image_id: str, changes: dict[str, Any]) -> None:
    """Change an image behind Terraform's back."""
    call(api, "PUT", f"/images/{image_id}", changes)


def upload_by_hand(api: Emulator, **arguments: Any) -> dict[str, Any]:
    """An image made without Terraform, available."""
    made = call(api, "POST", "/images/upload", {"region": "us-east", **arguments})
    sent = requests.put(made["upload_to"], data=gzip.compress(b"by hand"), timeout=10)
    assert sent.ok
    while (image := call(api, "GET", f"/images/{made['image']['id']}"))["status"] != "available":
        continue
    found: dict[str, Any] = image
    return found


def linode_by_hand(api: Emulator) -> dict[str, Any]:
    """A Linode made without Terraform; its first disk, once it is ready."""
    body = {"region": "us-east", "type": "g6-nanode-1", "image": "linode/ubuntu22.04"}
    made = call(api, "POST", "/linode/instances", {**body, "root_pass": "Insecure-p4ssw0rd!!"})
    while True:
        disk = call(api, "GET", f"/linode/instances/{made['id']}/disks")["data"][0]
        if disk["status"] == "ready":
            return {**disk, "linode_id": made["id"]}
