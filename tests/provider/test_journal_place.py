"""Where a configuration's journal is in a folder that outlasts the machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shim_provider.journal import VARIABLE, data_folder_of, folder_of

LASTING = "/mnt/journal"


def checkout(tmp_path: Path, name: str, kind: str = "", **settings: Any) -> Path:
    """A directory in which `terraform init` has noted a backend."""
    directory = tmp_path / name
    (directory / ".terraform").mkdir(parents=True)
    if kind:
        noted = {"version": 3, "backend": {"type": kind, "config": settings, "hash": 1}}
        (directory / ".terraform" / "terraform.tfstate").write_text(json.dumps(noted))
    return directory


S3 = {"bucket": "states", "key": "web", "access_key": None}

#: A sentence: a backend, and the same seen from another machine.
SAME: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "s3, with other credentials": ("s3", S3, {**S3, "access_key": "AKIA", "profile": "ci"}),
    "http, with another user": (
        "http",
        {"address": "https://me:secret@states.example/web", "username": "me"},
        {"address": "https://ci:token@states.example/web", "username": None},
    ),
    "pg, with another password": (
        "pg",
        {"conn_str": "postgres://me:one@db/states", "schema_name": "web"},
        {"conn_str": "postgres://ci:two@db/states", "schema_name": "web"},
    ),
    "pg, in the other form": (
        "pg",
        {"conn_str": "host=db user=me password='a b' dbname=x", "schema_name": "web"},
        {"conn_str": "host=db password=two dbname=x", "schema_name": "web"},
    ),
    "cloud": (
        "cloud",
        {"organization": "us", "workspaces": {"name": "web"}, "token": "1"},
        {"organization": "us", "workspaces": {"name": "web"}, "token": "2"},
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_the_same_state_has_the_same_place_on_another_machine(case: str, tmp_path: Path) -> None:
    kind, here, there = SAME[case]
    one, other = checkout(tmp_path, "one", kind, **here), checkout(tmp_path, "other", kind, **there)
    place = folder_of({}, one, LASTING)
    assert place == folder_of({VARIABLE: LASTING}, other)
    assert place.parent == Path(LASTING)
    assert "secret" not in str(place)


DIFFERENT: dict[str, tuple[tuple[str, dict[str, Any]], tuple[str, dict[str, Any]]]] = {
    "another key": (("s3", S3), ("s3", {**S3, "key": "db"})),
    "another bucket": (("s3", S3), ("s3", {**S3, "bucket": "b"})),
    "another service": (("s3", S3), ("s3", {**S3, "endpoints": {"s3": "https://minio"}})),
    "another backend": (("gcs", {"bucket": "states"}), ("s3", {"bucket": "states"})),
    "another schema": (
        ("pg", {"conn_str": "postgres://db/states", "schema_name": "a"}),
        ("pg", {"conn_str": "postgres://db/states", "schema_name": "b"}),
    ),
    "local state in another directory": (("", {}), ("", {})),
    "a backend nobody knows": (("inmem", {"lock": 1}), ("inmem", {"lock": 1})),
    "a backend that does not tell where": (("http", {}), ("http", {})),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_may_be_another_state_has_another_place(case: str, tmp_path: Path) -> None:
    (kind, here), (other_kind, there) = DIFFERENT[case]
    one = folder_of({}, checkout(tmp_path, "one", kind, **here), LASTING)
    assert one != folder_of({}, checkout(tmp_path, "other", other_kind, **there), LASTING)


def test_each_workspace_has_its_own(tmp_path: Path) -> None:
    directory = checkout(tmp_path, "one", "s3", **S3)
    default = folder_of({}, directory, LASTING)
    assert folder_of({"TF_WORKSPACE": "default"}, directory, LASTING) == default
    assert folder_of({"TF_WORKSPACE": "prod"}, directory, LASTING) != default


def test_a_variable_may_say_where_the_state_is(tmp_path: Path) -> None:
    one, other = checkout(tmp_path, "one", "http"), checkout(tmp_path, "other", "http")
    settings = {"TF_HTTP_ADDRESS": "https://states.example/web"}
    assert folder_of(settings, one, LASTING) == folder_of(settings, other, LASTING)
    moved = {"TF_HTTP_ADDRESS": "https://states.example/db"}
    assert folder_of(moved, one, LASTING) != folder_of(settings, one, LASTING)


def test_an_agent_of_hcp_terraform_says_whose_state_it_is(tmp_path: Path) -> None:
    one, other = checkout(tmp_path, "run-1"), checkout(tmp_path, "run-2")
    settings = {"TFC_WORKSPACE_SLUG": "us/web"}
    assert folder_of(settings, one, LASTING) == folder_of(settings, other, LASTING)


def test_a_local_state_is_known_by_its_file_wherever_the_stack_is(tmp_path: Path) -> None:
    """As cdktf has it: an absolute path outside the stack's directory."""
    state = str(tmp_path / "terraform.web.tfstate")
    one = checkout(tmp_path, "one", "local", path=state)
    other = checkout(tmp_path, "other", "local", path=state)
    assert folder_of({}, one, LASTING) == folder_of({}, other, LASTING)


def test_paths_are_understood_as_others_of_the_provider(tmp_path: Path) -> None:
    assert folder_of({}, tmp_path, "../j").parent == tmp_path / ".." / "j"
    assert folder_of({"HOME": "/home/me"}, tmp_path, "~/j").parent == Path("/home/me/j")
    assert folder_of({VARIABLE: ""}, tmp_path) == data_folder_of({}, tmp_path) / "journal"
