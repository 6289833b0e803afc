"""Where a state is, told without secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shim_provider.stacks.backends.masks import Mask
from shim_provider.stacks.backends.places import Backend, wanted

PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "terraform.tfstate": ("local", {}),
    "states/web.tfstate": ("local", {"path": "states/web.tfstate"}),
    "pg": ("pg", {"conn_str": "postgres://anna:secret@db/states"}),
    "pg (web)": ("pg", {"conn_str": "postgres://anna:secret@db/states", "schema_name": "web"}),
    "s3 (states/web)": ("s3", {"bucket": "states", "key": "web", "secret_key": "secret"}),
    "http (https://host:8/web)": ("http", {"address": "https://anna:secret@host:8/web?token=x"}),
    "remote (acme/web)": ("remote", {"organization": "acme", "workspaces": [{"name": "web"}]}),
    "cloud (acme/web-)": ("cloud", {"organization": "acme", "workspaces": {"prefix": "web-"}}),
    "one-of-tomorrow": ("one-of-tomorrow", {"key": "secret"}),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_backend_tells_its_place_and_no_secret(place: str) -> None:
    assert str(Backend(*PLACES[place])) == place


def test_a_file_is_named_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "terraform.web.tfstate"
    assert str(Backend("local", {"path": str(file)})) == str(file)
    monkeypatch.chdir(tmp_path)
    assert str(Backend("local", {"path": str(file)})) == file.name


def test_a_template_tells_its_backend() -> None:
    assert wanted({}) == Backend("local", {})
    assert wanted({"terraform": {"backend": {"s3": {"key": "a"}}}}) == Backend("s3", {"key": "a"})
    assert wanted({"terraform": {"cloud": {"organization": "a"}}}).type == "cloud"
    assert wanted({"//": {"metadata": {"backend": "pg"}}}) == Backend("pg", {})


def test_what_is_secret_is_hidden_in_what_terraform_says() -> None:
    backend = Backend("s3", {"bucket": "states", "secret_key": "s3cr3t-key", "token": None})
    mask = Mask(
        backend, environment={"AWS_SESSION_TOKEN": "t0ken-value", "OTHER_TOKEN": "unrelated"}
    )
    assert mask("states s3cr3t-key t0ken-value unrelated") == "states *** *** unrelated"
    assert mask('parse "postgres://anna:p@ss@db/states"') == 'parse "postgres://anna:***@db/states"'
    assert mask("host=db password='a b' user=anna") == "host=db password=*** user=anna"
    event = {"diagnostic": {"detail": "s3cr3t-key", "address": ["a", 1, None]}}
    assert mask.of(event) == {"diagnostic": {"detail": "***", "address": ["a", 1, None]}}
