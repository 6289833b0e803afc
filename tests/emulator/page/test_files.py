"""What the page is made of: its files, and the headers they come with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from shim_provider.emulator import Emulator, page


@pytest.mark.parametrize("path", page.FILES)
def test_a_file_of_the_page_comes_with_its_type_and_a_strict_policy(
    served: Emulator, path: str
) -> None:
    reply = requests.get(served.url + path)
    assert reply.status_code == 200
    assert reply.content == (Path(page.__file__).parent / page.FILES[path]).read_bytes()
    suffix = page.FILES[path].rpartition(".")[2]
    kinds = {"js": "javascript", "svg": "image/svg+xml"}
    assert kinds.get(suffix, suffix) in reply.headers["Content-Type"]
    policy = dict(
        part.split(" ", 1) for part in reply.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert set(policy.values()) <= {"'none'", "'self'", "'script'"}
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_every_file_beside_the_module_is_served_and_nothing_else() -> None:
    folder = Path(page.__file__).parent
    assert set(page.FILES.values()) == {
        file.name for file in folder.iterdir() if file.suffix in (".css", ".html", ".js", ".svg")
    }


def test_no_file_names_another_origin_or_carries_a_script_or_style_of_its_own() -> None:
    folder = Path(page.__file__).parent
    texts = {file: (folder / file).read_text() for file in page.FILES.values()}
    for file, text in texts.items():
        found = set(re.findall(r"https?://[^\"'\s]+", text))
        assert found <= {"http://www.w3.org/2000/svg"}, file
    assert not re.search(r"<style|style=|\son\w+=|<script>", texts["index.html"])


def test_the_page_is_read_only_and_has_no_neighbours(served: Emulator) -> None:
    assert requests.head(served.url + "/").headers["Content-Type"].startswith("text/html")
    assert requests.post(served.url + "/").status_code == 405
    for path in ("/index.html", "/_emulator/page/", "/_emulator/page/__init__.py"):
        assert requests.get(served.url + path).status_code == 404
    dots = requests.Request("GET", served.url).prepare()
    dots.url = f"{served.url}/_emulator/page/../app.py"
    with requests.Session() as session:
        assert session.send(dots).status_code == 404


@pytest.mark.parametrize("path", ["/", "/_emulator/page/page.js", "/_emulator/snapshot"])
@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}], ids=str
)
def test_page_and_snapshot_refuse_other_sites(
    served: Emulator, path: str, headers: dict[str, str]
) -> None:
    assert requests.get(served.url + path, headers=headers).status_code == 403
