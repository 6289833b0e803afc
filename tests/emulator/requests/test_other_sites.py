"""What a browser lets pages of other sites do: use the API and uploads, not the control path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from tests.emulator.conftest import MINIMAL_IMAGE

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

SITE = "http://manager.example"


def _preflight(emulator: Emulator, path: str, method: str) -> requests.Response:
    headers = {
        "Origin": SITE,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,x-filter",
    }
    return requests.options(f"{emulator.url}{path}", headers=headers)


def _begun(emulator: Emulator) -> str:
    body = {"label": "x", "region": "us-east"}
    headers = {"Authorization": "Bearer any", "Origin": SITE}
    made = requests.post(f"{emulator.url}/v4/images/upload", json=body, headers=headers)
    return str(made.json()["upload_to"])


PREFLIGHTS = {
    "a list": ("GET", "/v4/images"),
    "a creation": ("POST", "/v4beta/images/upload"),
    "a change": ("PUT", "/v4/images/private%2F15"),
    "a deletion": ("DELETE", "/v4/linode/instances/1"),
    "what is not there, so that the page hears of it": ("GET", "/v4/nothing"),
    "an upload": ("PUT", "/uploads/1?Signature=x"),
}


@pytest.mark.parametrize("case", PREFLIGHTS)
def test_a_browser_asks_first_without_a_token_before(served: Emulator, case: str) -> None:
    method, path = PREFLIGHTS[case]
    reply = _preflight(served, path, method)
    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert method in reply.headers["Access-Control-Allow-Methods"].split(", ")
    allowed = reply.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"Authorization", "Content-Type", "X-Filter"} <= set(allowed)
    (entry,) = served.requests
    assert (entry.method, entry.status) == ("OPTIONS", 204)


@pytest.mark.parametrize("path", ["/_emulator/clock", "/_emulator/none", "/"])
def test_the_control_path_is_not_for_other_sites(served: Emulator, path: str) -> None:
    for reply in (
        _preflight(served, path, "POST"),
        requests.options(f"{served.url}{path}"),
        requests.post(f"{served.url}{path}", json={"move": "x"}, headers={"Origin": SITE}),
        requests.post(f"{served.url}{path}", json={"move": "x"}),
    ):
        assert reply.status_code in (400, 403, 404, 405)
        assert reply.json()["errors"]
        assert not [name for name in reply.headers if name.startswith("Access-Control")]
    assert len(served.requests) == 0


@pytest.mark.parametrize(("path", "status"), [("/v4/regions", 200), ("/v4/profile", 401)])
def test_replies_and_refusals_may_be_read(served: Emulator, path: str, status: int) -> None:
    reply = requests.get(f"{served.url}{path}", headers={"Origin": SITE})
    assert reply.status_code == status
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_an_upload_and_its_refusal_may_be_read(served: Emulator) -> None:
    url = _begun(served)
    refused = requests.put(url.replace("Signature=", "Signature=x"), MINIMAL_IMAGE)
    taken = requests.put(url, MINIMAL_IMAGE, headers={"Origin": SITE})
    assert (refused.status_code, taken.status_code) == (403, 200)
    for reply in (refused, taken):
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
