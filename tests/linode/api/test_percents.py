"""What a report is told: steps, bytes, and percentages while somebody watches."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode.api import percents, uploads
from shim_provider.linode.patience import Patience

from ..conftest import at_once
from ..scripted_api import Answer, ScriptedApi, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Client

EVENTS = "/account/events"
IMAGE = {"type": "image", "id": 1}


class Told:
    """A report that keeps what it is told."""

    def __init__(self, *, watched: bool = True) -> None:
        self.steps: list[str] = []
        self.bytes: list[tuple[int, int]] = []
        self.percents: list[int | None] = []
        self._watched = watched

    def step(self, words: str) -> None:
        self.steps.append(words)

    def sent(self, done: int, total: int) -> None:
        self.bytes.append((done, total))

    def percent(self, percent: int | None) -> None:
        self.percents.append(percent)

    def watched(self) -> bool:
        return self._watched


def image(number: int, status: str) -> Answer:
    return Answer(200, {"id": f"private/{number}", "status": status, "label": f"image {number}"})


def event(number: int, percent: int | None, **changes: Any) -> dict[str, Any]:
    """Of an upload, which names the image alone."""
    named = {"type": "image", "id": number}
    return {
        "id": 100 + number,
        "action": "image_upload",
        "status": "started",
        "percent_complete": percent,
        "entity": named,
        **changes,
    }


def events(*found: dict[str, Any]) -> Answer:
    """One page of them."""
    return Answer(200, {"data": [*found], "page": 1, "pages": 1, "results": len(found)})


def waits(api: ScriptedApi, number: int, looks: int = 3) -> None:
    """The image is available after so many looks."""
    creating = [image(number, "creating")] * looks
    api.on("GET", f"/images/private/{number}", *creating, image(number, "available"))


def wait(client: Client, told: Told, number: int = 1) -> None:
    client.within(Patience(20, report=told)).images.wait_available(f"private/{number}")


def test_the_wait_for_an_image_is_told_with_its_events_percentage(
    api: ScriptedApi, client: Client
) -> None:
    waits(api, 1)
    other, over = event(2, 90), event(1, 100, status="finished", id=5)
    api.on("GET", EVENTS, events(other, event(1, 37), over))
    told = Told()
    wait(client, told)
    assert told.steps == ["waiting for the image"]
    assert set(told.percents) == {37}


@pytest.mark.parametrize(
    "capture",
    [
        event(
            1, 12, entity={"type": "linode", "id": 7}, secondary_entity={"type": "image", "id": 1}
        ),
        event(1, 12, entity={**IMAGE, "id": "private/1"}),
    ],
)
def test_a_capture_is_found_by_the_image_it_makes(
    api: ScriptedApi, client: Client, capture: dict[str, Any]
) -> None:
    waits(api, 1)
    api.on("GET", EVENTS, events(capture))
    told = Told()
    wait(client, told)
    assert set(told.percents) == {12}


def test_nobody_watches_nothing_more_is_asked(api: ScriptedApi, client: Client) -> None:
    waits(api, 1)
    told = Told(watched=False)
    wait(client, told)
    assert api.count("GET", EVENTS) == 0
    assert told.percents == []


def test_waits_at_the_same_time_share_a_request_and_its_pace(
    api: ScriptedApi, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(percents, "_LEAST", 60.0)
    told = [Told(), Told()]
    for number in (1, 2):
        waits(api, number)
    api.on("GET", EVENTS, events(event(1, 10), event(2, 20)))
    at_once(lambda: wait(client, told[0], 1), lambda: wait(client, told[1], 2))
    assert api.count("GET", EVENTS) == 1
    assert (told[0].percents[-1], told[1].percents[-1]) == (10, 20)


def test_a_token_without_the_scope_is_told_no_percentage_and_asks_once(
    api: ScriptedApi, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(percents, "_LEAST", 0.0)
    waits(api, 1, looks=5)
    api.on("GET", EVENTS, refused("Your OAuth token is not authorized", status=401))
    told = Told()
    wait(client, told)
    assert api.count("GET", EVENTS) == 1
    assert set(told.percents) == {None}


def test_events_that_fail_in_passing_are_asked_for_again(
    api: ScriptedApi, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(percents, "_LEAST", 0.0)
    waits(api, 1, looks=5)
    api.on("GET", EVENTS, Answer(503, {}), events(event(1, 50)))
    told = Told()
    wait(client, told)
    assert told.percents[-1] == 50


def test_the_wait_for_a_linode_is_told_with_what_is_done_to_it(
    api: ScriptedApi, client: Client
) -> None:
    booting = Answer(200, {"id": 7, "status": "booting"})
    running = Answer(200, {"id": 7, "status": "running"})
    api.on("GET", "/linode/instances/7", booting, booting, running)
    of_linode = {"entity": {"type": "linode", "id": 7}, "action": "linode_boot"}
    api.on("GET", EVENTS, events(event(1, 60, **of_linode)))
    told = Told()
    client.within(Patience(20, report=told)).instances.wait_status(7, ("running",))
    assert told.steps == ["waiting until it is running"]
    assert set(told.percents) == {60}


def test_an_upload_is_told_by_its_bytes_and_a_new_try_as_one(
    api: ScriptedApi, client: Client, tmp_path: Path
) -> None:
    path = tmp_path / "golden.img.gz"
    path.write_bytes(os.urandom(2 * uploads.CHUNK))
    api.on("PUT", "/storage/1", Answer(503, {}), Answer(200, {}))
    told = Told()
    client.within(Patience(20, report=told)).images.send_file(f"{api.url}/storage/1", path)
    assert told.steps == ["uploading golden.img.gz", "uploading golden.img.gz (try 2)"]
    size = 2 * uploads.CHUNK
    assert told.bytes == [(uploads.CHUNK, size), (size, size)] * 2


def test_replication_is_told_by_the_regions_that_are_done(api: ScriptedApi, client: Client) -> None:
    def held(*statuses: str) -> Answer:
        regions = zip(("us-east", "us-ord"), statuses, strict=True)
        replicas = [{"region": region, "status": status} for region, status in regions]
        return Answer(200, {"id": "private/1", "status": "available", "regions": replicas})

    api.on("GET", "/images/private/1", held("available", "replicating"), held(*["available"] * 2))
    told = Told(watched=False)
    images = client.within(Patience(20, report=told)).images
    images.wait_replicated("private/1", ["us-east", "us-ord"])
    assert told.steps == ["replicating, 1 of 2 done", "replicating, 2 of 2 done"]
