"""What the page shows: the snapshot, lineage, uploads. Its files: page/test_files.py."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from shim_provider.emulator import Emulator, seeds
from shim_provider.emulator.control.continents import CONTINENTS, continent_of
from tests.emulator.conftest import DAWN, MINIMAL_IMAGE, Api


@pytest.fixture
def api(make_api: Callable[..., Api]) -> Api:
    """Durations of minutes, and a clock that stands still: everything can be caught under way."""
    return make_api(durations="realistic")


def snapshot(api: Api, since: int | str = 0) -> Any:
    reply = api.call("GET", f"/_emulator/snapshot?since={since}", version="")
    assert reply.status == 200, reply.body
    return reply.body


def captured(api: Api, linode: int, **more: Any) -> Any:
    return api.ok("POST", "/images", {"disk_id": api.disks(linode)[0]["id"], **more})


def test_an_empty_world(api: Api) -> None:
    found = snapshot(api)
    assert found["clock"] == {"now": DAWN, "held": True, "speed": 1.0}
    assert (found["images"]["shown"], found["images"]["total"]) == ([], 0)
    assert found["images"]["public"] > 10
    assert found["lineage"] == {"nodes": {}, "edges": []}
    assert found["uploads"] == found["faults"] == []
    assert (found["requests"]["seen"], found["requests"]["shown"]) == (0, [])


def test_images_of_all_accounts_newest_first(make_api: Callable[..., Api]) -> None:
    tokens = {name: {"account": name} for name in ("ada", "bob")}
    ada = make_api(token=tokens, token_sent="ada")
    bob = Api(ada.app, ada.clock, "bob")
    ada.image(label="first", tags=["golden"])
    bob.image(label="second")
    images = snapshot(ada)["images"]
    assert [(each["label"], each["account"]) for each in images["shown"]] == [
        ("second", "bob"),
        ("first", "ada"),
    ]
    first = images["shown"][1]
    assert (first["status"], first["size"], first["tags"]) == ("available", 1, ["golden"])
    assert first["regions"] == [{"region": "us-east", "status": "available", "percent": None}]
    assert (first["how"], first["percent"]) == ("uploaded", None)


def test_a_hundred_images_are_shown_and_all_are_counted(make_api: Callable[..., Api]) -> None:
    api = make_api()
    for number in range(103):
        api.upload(label=f"number {number}")
    images = snapshot(api)["images"]
    assert (len(images["shown"]), images["total"]) == (100, 103)
    assert images["shown"][0]["label"] == "number 102"


def test_what_is_under_way_has_a_percentage(api: Api) -> None:
    captured(api, api.linode()["id"])
    api.wait(45)
    (image,) = snapshot(api)["images"]["shown"]
    assert (image["status"], image["how"], image["percent"]) == ("creating", "captured", 25)
    event = snapshot(api)["events"]["shown"][0]
    assert (event["action"], event["status"], event["percent_complete"]) == (
        "disk_imagize",
        "started",
        25,
    )
    api.wait(200)
    assert snapshot(api)["images"]["shown"][0]["percent"] is None


def test_a_capture_waits_for_its_linode(api: Api) -> None:
    linode = api.linode()["id"]
    for _ in range(2):
        captured(api, linode)
    shown = snapshot(api)["images"]["shown"]
    assert [(image["percent"], image["waits"]) for image in shown] == [(0, True), (0, False)]
    api.wait(360)
    assert [image["waits"] for image in snapshot(api)["images"]["shown"]] == [False, False]


def test_regions_stand_from_west_to_east_those_of_a_country_together(api: Api) -> None:
    held = ["nl-ams", "us-ord", "jp-osa", "de-fra-2", "us-east", "au-mel", "br-gru", "ca-central"]
    assert seeds.load(api.app.world, {"images": [{"label": "golden", "regions": held}]})
    regions = snapshot(api)["images"]["regions"]
    assert [(region["id"], region["continent"]) for region in regions] == [
        ("ca-central", "North America"),
        ("us-east", "North America"),
        ("us-ord", "North America"),
        ("br-gru", "South America"),
        ("de-fra-2", "Europe"),
        ("nl-ams", "Europe"),
        ("jp-osa", "Asia"),
        ("au-mel", "Oceania"),
    ]
    assert regions[1]["label"] == "Newark, NJ"


def test_every_country_of_the_catalogue_is_on_a_continent(api: Api) -> None:
    countries = {region["country"] for region in api.ok("GET", "/regions")["data"]}
    assert {continent_of(country) for country in countries} <= set(CONTINENTS)
    assert continent_of("aq") == "Elsewhere"


def test_copies_that_come_and_go_have_a_percentage(api: Api) -> None:
    image = api.image()
    api.wait(200)
    path = f"/images/{image['id']}/regions"

    def percents() -> dict[str, int]:
        (shown,) = snapshot(api)["images"]["shown"]
        return {entry["region"]: entry["percent"] for entry in shown["regions"]}

    api.ok("POST", path, {"regions": ["us-east", "us-ord"]})
    api.wait(30)
    assert percents() == {"us-east": None, "us-ord": 10}
    api.wait(150)
    assert percents() == {"us-east": None, "us-ord": 60}
    api.wait(200)
    api.ok("POST", path, {"regions": ["us-ord"]})
    api.wait(15)
    assert percents() == {"us-east": 50, "us-ord": None}


def test_share_groups_with_images_and_members_and_no_secret(
    make_api: Callable[..., Api],
) -> None:
    tokens = {name: {"account": name} for name in ("ada", "bob")}
    ada = make_api(token=tokens, token_sent="ada")
    bob = Api(ada.app, ada.clock, "bob")
    image = ada.image(label="golden")
    groups = "/images/sharegroups"
    group = ada.ok("POST", groups, {"label": "team", "images": [{"id": image["id"]}]})
    asked = {"valid_for_sharegroup_uuid": group["uuid"]}
    first, second = (bob.ok("POST", f"{groups}/tokens", asked) for _ in range(2))
    ada.ok("POST", f"{groups}/{group['id']}/members", {"label": "b", "token": first["token"]})
    found = snapshot(ada)
    assert found["sharegroups"] == [
        {
            "id": group["id"],
            "label": "team",
            "account": "ada",
            "images": [{"id": image["id"], "label": "golden"}],
            "members": [{"label": "b", "account": "bob"}],
            "waiting": 1,
        }
    ]
    assert found["images"]["shown"][0]["sharegroups"] == 1
    assert not {first["token"], second["token"]} & set(re.findall("[0-9a-f]{64}", str(found)))


def test_an_upload_waits_then_is_processed_then_is_over(api: Api) -> None:
    started = api.upload()
    (waiting,) = snapshot(api)["uploads"]
    assert (waiting["label"], waiting["region"]) == ("uploaded", "us-east")
    assert (waiting["received"], waiting["percent"]) == (None, None)
    assert waiting["expires"] == "2026-01-03T03:04:05"
    api.send(started["upload_to"], MINIMAL_IMAGE)
    api.wait(60)
    (processed,) = snapshot(api)["uploads"]
    assert (processed["percent"], processed["expires"]) == (50, None)
    api.wait(120)
    assert snapshot(api)["uploads"] == []


@contextmanager
def half_sent(url: str, body: bytes, head: str) -> Iterator[socket.socket]:
    """A PUT to an upload URL whose body has come as far as `body`."""
    parts = urlsplit(url)
    assert parts.hostname
    with socket.create_connection((parts.hostname, parts.port or 80), 10) as connection:
        request = (
            f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n{head}\r\n\r\n"
        )
        connection.sendall(request.encode() + body)
        yield connection


@pytest.mark.parametrize(
    ("head", "body", "length"),
    [
        ("Content-Length: 400000", bytes(100_000), 400_000),
        ("Transfer-Encoding: chunked", b"186a0\r\n" + bytes(100_000), None),
    ],
)
def test_the_bytes_of_an_upload_are_counted_while_they_come(
    served: Emulator, head: str, body: bytes, length: int | None
) -> None:
    asked = {"label": "large", "region": "us-east"}
    headers = {"Authorization": "Bearer any"}
    made = requests.post(f"{served.url}/v4/images/upload", json=asked, headers=headers).json()

    def uploads() -> Any:
        return requests.get(f"{served.url}/_emulator/snapshot").json()["uploads"]

    with half_sent(made["upload_to"], body, head):
        while uploads()[0]["received"] != 100_000:
            continue
        assert uploads()[0]["length"] == length
    # The client is gone: the upload waits for another.
    while uploads()[0]["received"] is not None:
        continue
    assert uploads()[0]["expires"]


def test_requests_after_a_number(api: Api) -> None:
    api.get("/images?page=1")
    api.get("/regions")
    found = snapshot(api)["requests"]
    assert [(e["method"], e["path"], e["status"]) for e in found["shown"]] == [
        ("GET", "/images", 200),
        ("GET", "/regions", 200),
    ]
    assert {entry["at"] for entry in found["shown"]} == {DAWN}
    assert [e["path"] for e in snapshot(api, 1)["requests"]["shown"]] == ["/regions"]
    assert snapshot(api, 2)["requests"]["shown"] == []


def test_a_number_of_another_run_says_nothing(make_api: Callable[..., Api]) -> None:
    api, other = make_api(), make_api()
    for each in (api, other):
        each.get("/images")
        each.get("/regions")
    run = snapshot(api)["requests"]["run"]
    assert len(snapshot(api, f"1&run={run}")["requests"]["shown"]) == 1
    assert len(snapshot(other, f"1&run={run}")["requests"]["shown"]) == 2


def test_the_snapshot_holds_no_token_no_signature_and_no_request_of_its_own(api: Api) -> None:
    api.token = "a-very-secret-token"
    started = api.upload()
    api.send(started["upload_to"], MINIMAL_IMAGE)
    api.get("/images?token=in-the-query")
    text = json.dumps(snapshot(api))
    signature = re.search("Signature=([0-9a-f]+)", started["upload_to"])
    assert signature
    for secret in ("a-very-secret-token", "in-the-query", signature[1]):
        assert secret not in text
    assert "_emulator" not in json.dumps(snapshot(api)["requests"])


@pytest.mark.parametrize("since", ["x", "-1", "1" * 19, "1.5"])
def test_since_is_a_number_of_a_request(api: Api, since: str) -> None:
    reply = api.call("GET", f"/_emulator/snapshot?since={since}", version="")
    assert (reply.status, reply.fields) == (400, ["since"])


def test_what_a_fault_form_can_offer(api: Api) -> None:
    choices = api.call("GET", "/_emulator/choices", version="").body
    assert {"reply", "capture_fails", "region_down"} <= set(choices["kinds"])
    assert "us-east" in choices["regions"]


# Lineage.


def edges(api: Api) -> list[str]:
    graph = snapshot(api)["lineage"]

    def name(key: str) -> str:
        node = graph["nodes"][key]
        return f"{node['kind']} {node['label']} ({node['status']})"

    return [f"{name(above)} {how} {name(below)}" for above, below, how in graph["edges"]]


def test_lineage_from_image_to_linode_to_disk_to_image_to_linode(api: Api) -> None:
    model = api.linode(label="model")
    image = captured(api, model["id"], label="golden")
    api.wait()
    api.linode(label="copy", image=image["id"])
    assert edges(api) == [
        "linode model (running) owns disk Debian 12 Disk (ready)",
        "disk Debian 12 Disk (ready) captured as image golden (available)",
        "image Debian 12 (available) deployed as linode model (running)",
        "image golden (available) deployed as linode copy (running)",
    ]


def test_what_is_deleted_stays_in_the_lineage_of_what_is_not(api: Api) -> None:
    model = api.linode(label="model")
    image = captured(api, model["id"], label="golden")
    api.wait()
    api.linode(label="copy", image=image["id"])
    api.ok("DELETE", f"/linode/instances/{model['id']}")
    api.wait()
    assert edges(api) == [
        "linode model (deleted) owns disk Debian 12 Disk (deleted)",
        "disk Debian 12 Disk (deleted) captured as image golden (available)",
        "image golden (available) deployed as linode copy (running)",
    ]
    api.ok("DELETE", f"/images/{image['id']}")
    assert edges(api) == [f"image {image['id']} (deleted) deployed as linode copy (running)"]


def test_a_disk_made_from_another_image_hangs_on_both(api: Api) -> None:
    linode = api.linode(label="model", swap_size=0, type="g6-standard-1")
    api.ok("POST", f"/linode/instances/{linode['id']}/shutdown")
    api.wait()
    root = api.disks(linode["id"])[0]["id"]
    api.ok("POST", f"/linode/instances/{linode['id']}/disks/{root}/resize", {"size": 20000})
    api.wait()
    image = api.image(label="data")
    api.wait()
    body = {"label": "second", "size": 5000, "image": image["id"], "root_pass": "insecure-p4ss"}
    api.ok("POST", f"/linode/instances/{linode['id']}/disks", body)
    api.wait()
    assert edges(api)[1:] == [
        "image data (available) written to disk second (ready)",
        "linode model (offline) owns disk second (ready)",
    ]
