"""A page of another site, in a browser: what Cloud Manager does, and what nobody else may."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.emulator.conftest import MINIMAL_IMAGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from shim_provider.emulator import Emulator

USE = """async ([url, data]) => {
  const headers = { "Authorization": "Bearer any", "Content-Type": "application/json" };
  const body = JSON.stringify({ label: "golden", region: "us-east" });
  const made = await fetch(`${url}/v4/images/upload`, { method: "POST", headers, body });
  const { upload_to, image } = await made.json();
  const sent = await fetch(upload_to, {
    method: "PUT",
    headers: { "Content-Type": "application/octet-stream" },
    body: new Uint8Array(data),
  });
  const filter = { ...headers, "X-Filter": JSON.stringify({ label: "golden" }) };
  const found = await (await fetch(`${url}/v4/images`, { headers: filter })).json();
  const gone = await fetch(`${url}/v4/images/${image.id}`, { method: "DELETE", headers });
  const control = await fetch(`${url}/_emulator/clock`).then(() => "read", () => "refused");
  return [made.status, sent.status, found.results, gone.status, control];
}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """An empty page on a loopback address: browsers ask their users before others reach one."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<title>Site</title>")
    handler = functools.partial(_Quiet, directory=tmp_path / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """What is asked of the site is nobody's concern."""


def test_a_page_of_another_site_uses_the_api_and_uploads_and_nothing_else(
    browser: Browser, emulator: Emulator, site: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site)
        did = page.evaluate(USE, [emulator.url, list(MINIMAL_IMAGE)])
    assert did == [200, 200, 1, 200, "refused"]
    assert "OPTIONS" in {entry.method for entry in emulator.requests}
