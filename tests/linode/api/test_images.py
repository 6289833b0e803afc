"""Single calls on images: how they are asked for, and what it means that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..scripted_api import Answer, ScriptedApi

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

ONE = "/images/private/1"


def test_the_slash_of_an_id_is_encoded_as_linodego_does(api: ScriptedApi, linode: Api) -> None:
    """What was made for the official provider may know no other form."""
    api.on("POST", f"{ONE}/regions", Answer(200, {"id": "private/1"}))
    linode.images.get("private/1")
    linode.images.replicate("private/1", ["us-east"])
    targets = [asked.target for asked in api.asked]
    assert targets == ["/v4/images/private%2F1", "/v4/images/private%2F1/regions"]


def test_a_missing_image_is_none(api: ScriptedApi, linode: Api) -> None:
    assert linode.images.get("private/404") is None
    assert api.lines() == ["GET /images/private/404"]


def test_deleting_what_is_gone_is_success(api: ScriptedApi, linode: Api) -> None:
    linode.images.delete("private/404")
    linode.instances.delete(404)
    assert api.lines() == ["DELETE /images/private/404", "DELETE /linode/instances/404"]
