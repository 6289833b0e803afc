"""The control path: faults, clock and requests over HTTP, and whom it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator


def test_faults_clock_and_requests_over_http(served: Emulator) -> None:
    control = f"{served.url}/_emulator"
    rule = {"path": "^/profile$", "status": 500, "count": 1}
    assert requests.post(f"{control}/faults", json=rule).json()["faults"][0]["status"] == 500
    headers = {"Authorization": "Bearer secret-token"}
    statuses = [requests.get(f"{served.url}/v4/profile", headers=headers).status_code] * 1
    assert statuses == [500]
    assert requests.get(f"{control}/faults").json()["faults"][0]["befell"] == 1
    assert requests.delete(f"{control}/faults").json() == {"faults": []}
    before = requests.get(f"{control}/clock").json()
    assert before["held"] is True
    after = requests.post(f"{control}/clock", json={"move": 10}).json()
    assert after["now"] == before["now"] + 10
    assert requests.post(f"{control}/clock", json={"held": False}).json()["held"] is False
    log = requests.get(f"{control}/requests").text
    assert '"path": "/profile"' in log
    assert "secret-token" not in log
    assert requests.delete(f"{control}/requests").json()["requests"] == []


def test_the_control_path_refuses_what_it_does_not_know(served: Emulator) -> None:
    control = f"{served.url}/_emulator"
    assert requests.get(f"{control}/none").status_code == 404
    assert requests.put(f"{control}/clock").status_code == 405
    for body in ({"move": -1}, {"move": "x"}, {"move": 1e12}, {"held": 1}):
        assert requests.post(f"{control}/clock", json=body).status_code == 400
    for rule in ({"kind": "none"}, {"status": "x"}, {"self": 1}):
        assert requests.post(f"{control}/faults", json=rule).status_code == 400


OTHERS: dict[str, tuple[str, str]] = {
    "another host's name": ("Host", "evil.example"),
    "a name that begins like this host's": ("Host", "127.0.0.1.evil.example"),
    "an open bracket for a host": ("Host", "["),
    "a broken address": ("Host", "[:::::]"),
    "no name of a host": ("Host", ""),
    "a page of another site": ("Origin", "http://evil.example"),
    "a page without a site": ("Origin", "null"),
    "an empty origin": ("Origin", ""),
    "an open bracket": ("Origin", "http://["),
    "the same host, encrypted": ("Origin", "https://{host}"),
    "the same host, no scheme": ("Origin", "//{host}"),
    "the same host, and a path": ("Origin", "http://{host}/"),
    "another port of this host": ("Origin", "http://127.0.0.1:1"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_the_control_path_refuses(served: Emulator, case: str) -> None:
    name, value = OTHERS[case]
    headers = {name: value.format(host=urlsplit(served.url).netloc)}
    reply = requests.post(f"{served.url}/_emulator/clock", json={"move": 10}, headers=headers)
    assert reply.status_code == 403
    assert "The control path answers" in reply.json()["errors"][0]["reason"]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_control_path_answers_its_own_pages(served: Emulator, name: str) -> None:
    host = f"{name}:{urlsplit(served.url).port}"
    own = {"Host": host, "Origin": f"http://{host}"}
    assert requests.post(f"{served.url}/_emulator/clock", json={}, headers=own).status_code == 200


def test_the_speed_of_the_clock_is_set_over_http(served: Emulator) -> None:
    url = f"{served.url}/_emulator/clock"
    assert requests.post(url, json={"speed": 60}).json()["speed"] == 60
    assert served.clock.speed == 60
    for speed in (0, -1, "fast", True, 1e9):
        assert requests.post(url, json={"speed": speed}).status_code == 400
    assert served.clock.speed == 60
