"""A machine that vanishes in the middle of an apply, and the next one, with the same state."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..api import images, linode_by_hand
from ..configurations import captured
from ..workspace import Workspace
from .killing import kill_both, killed, stand_still

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator


class _State(http.server.BaseHTTPRequestHandler):
    """Terraform's `http` backend, without locks: one state, kept by the server."""

    protocol_version = "HTTP/1.1"
    kept: bytes = b""

    def do_GET(self) -> None:
        self._answer(200 if _State.kept else 404, _State.kept)

    def do_POST(self) -> None:
        _State.kept = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def remote_state() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _State) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/state"
        server.shutdown()


def checkout(folder: Path, first: Workspace, configuration: str, address: str) -> Workspace:
    folder.mkdir()
    machine = Workspace(folder, first.engine, first.url)
    backend = f'terraform {{\n  backend "http" {{\n    address = "{address}"\n  }}\n}}\n'
    (folder / "backend.tf").write_text(backend)
    machine.write(configuration, provider='  journal = "../lasting"\n')
    return machine.init_by_terraform()


def test_what_a_vanished_machine_has_made_is_found_and_taken_up_by_the_next(
    stack: Workspace, api: Emulator, tmp_path: Path
) -> None:
    configuration = captured(linode_by_hand(api))
    stand_still(api)
    lasting = tmp_path / "lasting"
    with remote_state() as address:
        first = checkout(tmp_path / "first", stack, configuration, address)
        killed(
            first,
            kill_both,
            lambda: any('"made"' in file.read_text() for file in lasting.glob("*/*.jsonl")),
        )
        shutil.rmtree(first.folder)
        api.clock.release()

        second = checkout(tmp_path / "second", stack, configuration, address)
        (image,) = images(api)
        command = ["orphans", "--url", second.url, "--json", "--journal", str(lasting)]
        found = subprocess.run(
            [sys.executable, "-m", "shim_provider.cli.main", *command],
            cwd=second.folder,
            env=second.environment,
            stdout=subprocess.PIPE,
            check=False,
        )
        assert [each["id"] for each in json.loads(found.stdout)] == [image["id"]]
        assert second.apply().code == 0
    assert [each["id"] for each in images(api)] == [image["id"]]
