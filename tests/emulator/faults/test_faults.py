"""Faults on demand, on the wire and in the service."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from shim_provider.emulator import Clock, Emulator, Faults
from shim_provider.emulator.faults.kinds import LABELLED, SERVICE, WIRE
from tests.emulator.conftest import DAWN, MINIMAL_IMAGE, Api


def test_a_reply_with_status_body_and_headers(api: Api, faults: Faults) -> None:
    faults.add(
        path="^/images$",
        status=503,
        body={"errors": [{"reason": "Maintenance"}]},
        headers={"Retry-After": "3", "X-Maintenance-Mode": "api"},
    )
    reply = api.get("/images")
    assert (reply.status, reply.reasons) == (503, ["Maintenance"])
    assert (reply.headers["Retry-After"], reply.headers["X-Maintenance-Mode"]) == ("3", "api")
    assert reply.headers["Content-Type"] == "application/json"
    assert api.get("/images/linode/debian12").status == 200


def test_a_bad_gateway_in_html(api: Api, faults: Faults) -> None:
    faults.add(status=502, body="<html>", headers={"Content-Type": "text/html"}, count=1)
    client = api._client.get("/v4/images", headers={"Authorization": "Bearer x"})
    assert (client.status_code, client.get_data()) == (502, b"<html>")
    assert client.headers["Content-Type"] == "text/html"


def test_count_and_skip(api: Api, faults: Faults) -> None:
    fault = faults.add(status=500, skip=2, count=3)
    assert [api.get("/profile").status for _ in range(7)] == [200, 200, 500, 500, 500, 200, 200]
    assert fault.befell == 3


def test_method_and_account(make_api: Callable[..., Api], faults: Faults) -> None:
    api = make_api(faults=faults, token={"a": {"account": "a"}, "b": {"account": "b"}})
    faults.add(method="get", account="b", status=500)
    one, two = (Api(api.app, api.clock, token) for token in "ab")
    assert (one.get("/profile").status, two.get("/profile").status) == (200, 500)
    assert two.put("/images/private/1").status == 404


def test_probability_is_the_same_for_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        faults = Faults()
        faults.add(status=500, probability=0.5, seed=7)
        runs.append([faults.wire("GET", "/x") is not None for _ in range(50)])
    assert runs[0] == runs[1]
    assert 10 < sum(runs[0]) < 40


def test_the_request_takes_effect_and_the_reply_is_another(api: Api, faults: Faults) -> None:
    faults.add("reply_after", path="^/images/upload$", status=500, count=1)
    assert api.post("/images/upload", {"label": "twice", "region": "us-east"}).status == 500
    assert api.ok("GET", "/images", x_filter={"label": "twice"})["results"] == 1


def test_linode_busy(api: Api, faults: Faults) -> None:
    disk = api.disks(api.linode()["id"])[0]["id"]
    faults.add("linode_busy", method="POST", path="^/images$", count=2)
    statuses = [api.post("/images", {"disk_id": disk}).status for _ in range(3)]
    assert statuses == [400, 400, 200]


def test_a_capture_that_fails_vanishes_when_it_would_be_done(api: Api, faults: Faults) -> None:
    disk = api.disks(api.linode()["id"])[0]["id"]
    faults.add("capture_fails", count=1)
    image = api.ok("POST", "/images", {"disk_id": disk})
    assert image["status"] == "creating"
    api.wait(0.4)
    assert api.ok("GET", f"/images/{image['id']}")["status"] == "creating"
    api.wait(0.2)
    assert api.get(f"/images/{image['id']}").status == 404
    event = api.events(action="disk_imagize")[0]
    assert event["status"] == "failed"
    assert event["message"]
    api.ok("POST", "/images", {"disk_id": disk})


def test_an_upload_that_vanishes(api: Api, faults: Faults) -> None:
    faults.add("upload_vanishes")
    started = api.upload()
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 200
    api.wait(1)
    assert api.get(f"/images/{started['image']['id']}").status == 404


def test_a_put_that_is_forbidden(api: Api, faults: Faults) -> None:
    faults.add(method="PUT", path="^/uploads/", status=403, count=1)
    started = api.upload()
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 403
    assert api.ok("GET", f"/images/{started['image']['id']}")["status"] == "pending_upload"
    assert api.send(started["upload_to"], MINIMAL_IMAGE) == 200


def test_a_region_out_of_service_takes_nothing_new(api: Api, faults: Faults) -> None:
    image = api.image()
    faults.add("region_down", region="us-ord")
    bodies: dict[str, Any] = {
        "/images/upload": {"label": "x", "region": "us-ord"},
        "/linode/instances": {"type": "g6-nanode-1", "region": "us-ord"},
        f"/images/{image['id']}/regions": {"regions": ["us-east", "us-ord"]},
    }
    for path, body in bodies.items():
        assert api.post(path, body).reasons == ["region is not valid"]
    assert api.ok("GET", "/regions/us-ord")["status"] == "outage"
    faults.clear()
    assert api.ok("GET", "/regions/us-ord")["status"] == "ok"


def test_each_rule_has_a_number_of_its_own_for_as_long_as_it_lives(faults: Faults) -> None:
    first, second = faults.add(status=500), faults.add("linode_busy")
    faults.remove(first)
    third = faults.add(status=503)
    assert [rule["number"] for rule in faults.listed()] == [second.number, third.number]
    assert len({first.number, second.number, third.number}) == 3
    faults.remove(third.number)
    assert faults.find(second.number) is second
    for gone in (first, third, third.number, 0):
        with pytest.raises(LookupError, match="there is no fault"):
            faults.remove(gone)
    faults.clear()
    assert faults.add(status=500).number > third.number


def test_a_list_as_it_was_shown_can_be_given_again(faults: Faults, tmp_path: Path) -> None:
    faults.add(status=429, count=1, on=False)
    faults.add("region_down", region="us-ord")
    path = tmp_path / "faults.json"
    path.write_text(json.dumps(faults.listed()))
    assert Faults.read(path).listed() == faults.listed()


def test_a_fault_that_is_off_lets_pass_and_counts_nothing(api: Api, faults: Faults) -> None:
    reply = faults.add(path="^/profile$", status=500, count=1, on=False)
    down = faults.add("region_down", region="us-ord")
    assert api.get("/profile").status == 200
    reply.on, down.on = True, False
    assert [api.get("/profile").status for _ in range(2)] == [500, 200]
    assert reply.befell == 1
    assert api.ok("GET", "/regions/us-ord")["status"] == "ok"
    down.on = True
    assert api.ok("GET", "/regions/us-ord")["status"] == "outage"


def test_rules_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(json.dumps([{"status": 429, "count": 1}, {"kind": "linode_busy"}]))
    assert [rule["kind"] for rule in Faults.read(path).listed()] == ["reply", "linode_busy"]


def control(api: Api, method: str, number: object, body: Any = None) -> Any:
    return api.call(method, f"/_emulator/faults/{number}", body, version="")


def test_a_fault_is_switched_and_removed_by_its_number(api: Api, faults: Faults) -> None:
    kept, doomed = faults.add(status=500, path="^/x"), faults.add(status=503, path="^/profile$")
    off = control(api, "PUT", doomed.number, {"on": False})
    assert (off.status, off.body["number"], off.body["on"]) == (200, doomed.number, False)
    assert api.get("/profile").status == 200
    assert control(api, "PUT", doomed.number, {"on": True, "number": kept.number}).body["on"]
    assert api.get("/profile").status == 503
    left = control(api, "DELETE", doomed.number).body["faults"]
    assert [fault["number"] for fault in left] == [kept.number]
    assert api.get("/profile").status == 200


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "{number}", "1/1", "9" * 30])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_fault_that_is_not_there_is_404(
    api: Api, faults: Faults, method: str, number: str
) -> None:
    assert faults.add(status=500, path="^/x").number == 1
    refused = control(api, method, number, {"on": True} if method == "PUT" else None)
    assert (refused.status, refused.reasons) == (404, ["Not found"])
    assert len(faults.listed()) == 1


def test_a_switch_is_true_or_false(api: Api, faults: Faults) -> None:
    number = faults.add(status=500, path="^/x").number
    for body in ({}, {"on": 1}, {"on": None}):
        refused = control(api, "PUT", number, body)
        assert (refused.status, refused.fields) == (400, ["on"])
    assert control(api, "GET", number).status == 405


# From here on over a real socket.


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(tmp_path, clock=Clock(DAWN, held=True)) as emulator:
        yield emulator


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer any"
        yield session


_BODY = {"label": "cut", "region": "us-east"}


def _count(emulator: Emulator, session: requests.Session) -> int:
    headers = {"X-Filter": json.dumps({"label": "cut"})}
    found: int = session.get(f"{emulator.url}/v4/images", headers=headers).json()["results"]
    return found


@pytest.mark.parametrize(("kind", "made"), [("reset_before", 0), ("reset_after", 1)])
def test_the_connection_is_cut(
    emulator: Emulator, session: requests.Session, kind: str, made: int
) -> None:
    emulator.faults.add(kind, path="^/images/upload$", count=1)
    with pytest.raises(requests.ConnectionError):
        session.post(f"{emulator.url}/v4/images/upload", json=_BODY)
    assert _count(emulator, session) == made
    assert next(iter(emulator.requests)).status == 0


def test_the_reply_is_cut_in_half(emulator: Emulator, session: requests.Session) -> None:
    emulator.faults.add("truncate", path="^/images/upload$", count=1)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        session.post(f"{emulator.url}/v4/images/upload", json=_BODY)
    assert _count(emulator, session) == 1


def test_an_upload_is_cut_in_the_middle_and_may_be_repeated(
    emulator: Emulator, session: requests.Session
) -> None:
    started = session.post(f"{emulator.url}/v4/images/upload", json=_BODY).json()
    emulator.faults.add("reset_during", path="^/uploads/", after_bytes=100_000, count=1)
    with pytest.raises(requests.ConnectionError):
        requests.put(started["upload_to"], bytes(8 * 1024**2))
    path = f"{emulator.url}/v4/images/{started['image']['id']}"
    assert session.get(path).json()["status"] == "pending_upload"
    assert not list((emulator.data / "uploads").iterdir())
    assert requests.put(started["upload_to"], MINIMAL_IMAGE).status_code == 200
    emulator.clock.move(1)
    assert session.get(path).json()["status"] == "available"


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body_leaves_nothing_for_the_next_reply(
    emulator: Emulator, status: int
) -> None:
    emulator.faults.add(path="^/profile$", status=status, count=1)
    parts = urlsplit(emulator.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 20) as connection:
        head = f"HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        last = f"GET /v4/nothing {head}Connection: close\r\n\r\n"
        connection.sendall(f"GET /v4/profile {head}\r\n{last}".encode())
        replies = b"".join(iter(lambda: connection.recv(65536), b""))
    first, _, after = replies.partition(b"\r\n\r\n")
    assert first.startswith(f"HTTP/1.1 {status} ".encode())
    assert after.startswith(b"HTTP/1.1 404 ")


def test_a_header_replaces_the_usual_one_however_it_is_written(
    emulator: Emulator, session: requests.Session
) -> None:
    emulator.faults.add(status=502, body="<html>", headers={"content-type": "text/html"})
    assert session.get(f"{emulator.url}/v4/profile").headers["Content-Type"] == "text/html"


def test_a_delay_passes_real_time_and_answers(
    emulator: Emulator, session: requests.Session
) -> None:
    emulator.faults.add("delay", path="^/profile$", delay=0.05)
    assert session.get(f"{emulator.url}/v4/profile").status_code == 200
    (entry,) = emulator.requests
    assert entry.seconds >= 0.05


def test_a_bad_day_is_the_same_for_the_same_seed() -> None:
    days = []
    for seed in (1, 1, 2):
        faults = Faults.chaos(seed)
        struck = [faults.wire("GET", "/images") for _ in range(300)]
        days.append([fault.kind if fault else "" for fault in struck])
    assert days[0] == days[1] != days[2]
    assert 10 < 300 - days[0].count("") < 150
    assert len(set(days[0])) > 3


def test_a_bad_day_has_all_kinds_that_trying_again_helps_against() -> None:
    kinds = {rule["kind"] for rule in Faults.chaos(1).listed()}
    assert kinds == {*WIRE, *SERVICE} - {"region_down", *LABELLED}
    day = Faults.chaos(1)
    for _ in range(3000):
        day.wire("PUT", "/uploads/1")
        day.wire("GET", "/images")
        for kind in SERVICE:
            day.service(kind, "POST", "/images")
    assert all(rule["befell"] for rule in day.listed()), day.listed()
