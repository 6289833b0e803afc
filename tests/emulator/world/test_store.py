"""The data folder: what is acknowledged stays, whoever dies and whoever else writes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from shim_provider.emulator import Clock, Emulator, StoreError, create_app
from shim_provider.emulator.world import schema, store
from shim_provider.emulator.world.images import forget_image
from shim_provider.emulator.world.store import DATABASE
from tests.emulator.conftest import DAWN, MINIMAL_IMAGE, Api


def test_everything_is_there_after_a_restart(make_api: Callable[..., Api]) -> None:
    first = make_api()
    linode, image = first.linode(), first.image()
    events = first.events()
    first.app.close()
    again = make_api(clock=first.clock)
    assert again.ok("GET", f"/linode/instances/{linode['id']}") == linode
    assert again.ok("GET", f"/images/{image['id']}") == image
    assert again.events() == events


def test_every_connection_waits_for_the_disk(api: Api) -> None:
    found: list[object] = []

    def ask() -> None:
        for name in ("journal_mode", "synchronous"):
            with api.app.world.store.read() as tables:
                found.extend(tables.run(f"PRAGMA {name}").fetchone())

    ask()
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    full = 2
    assert found == ["wal", full, "wal", full]


def test_what_was_under_way_goes_on_after_a_restart(make_api: Callable[..., Api]) -> None:
    first = make_api()
    disk = first.disks(first.linode()["id"])[0]["id"]
    image = first.ok("POST", "/images", {"disk_id": disk})
    first.app.close()
    again = make_api(clock=Clock(first.clock.now() + 1, held=True))
    assert again.ok("GET", f"/images/{image['id']}")["status"] == "available"


def test_an_upload_url_outlives_a_restart(make_api: Callable[..., Api]) -> None:
    first = make_api()
    started = first.upload()
    first.app.close()
    assert make_api(clock=first.clock).send(started["upload_to"], MINIMAL_IMAGE) == 200


def _spoil(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_newer_folder_is_refused_and_left_alone(api: Api, tmp_path: Path) -> None:
    api.app.close()
    path = tmp_path / "world" / DATABASE
    _spoil(path, f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        create_app(tmp_path / "world")
    assert path.read_bytes() == before


def _layout(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    found += connection.execute("PRAGMA user_version").fetchall()
    connection.close()
    return found


def _make_older(path: Path) -> None:
    """As version 1 left it."""
    for index in ("event_entity", "event_action", "event_created", "event_type"):
        _spoil(path, f"DROP INDEX {index}")
    _spoil(path, "CREATE INDEX event_entity ON event (json_extract(doc, '$.entity.id'))")
    for kind in ("sshkey", "stackscript", "tag"):
        _spoil(path, f"DROP TABLE {kind}")
        _spoil(path, f"DELETE FROM counter WHERE kind = '{kind}'")
    _spoil(path, "PRAGMA user_version = 1")


def test_an_older_folder_is_brought_up_to_date_and_keeps_everything(
    make_api: Callable[..., Api], tmp_path: Path
) -> None:
    first = make_api()
    image, events = first.image(), first.events()
    first.app.close()
    path = tmp_path / "world" / DATABASE
    new = _layout(path)
    _make_older(path)
    assert _layout(path) != new
    again = make_api(clock=first.clock)
    assert _layout(path) == new
    assert again.ok("GET", f"/images/{image['id']}") == image
    assert again.events() == events


def test_a_linode_of_a_region_that_was_renamed_is_where_that_is_now(
    make_api: Callable[..., Api], tmp_path: Path
) -> None:
    first = make_api()
    linode = first.linode(region="us-den-1")
    first.app.close()
    path = tmp_path / "world" / DATABASE
    _make_older(path)
    for kind, region in (
        ("instance", "'$.region', 'us-den-10', '$.site_type', 'core'"),
        ("address", "'$.region', 'us-den-10'"),
    ):
        _spoil(path, f"UPDATE {kind} SET doc = json_set(doc, {region})")
    again = make_api(clock=first.clock)
    assert again.ok("GET", f"/linode/instances/{linode['id']}") == linode
    (address,) = again.ok("GET", f"/linode/instances/{linode['id']}/ips")["ipv4"]["public"]
    assert address["region"] == "us-den-1"


def test_a_migration_that_fails_leaves_the_older_folder_as_it_was(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.app.close()
    path = tmp_path / "world" / DATABASE
    _make_older(path)
    older = _layout(path)
    last = (*schema.MIGRATIONS[schema.VERSION], "CREATE INDEX wrong ON absent (x)")
    broken = {**schema.MIGRATIONS, schema.VERSION: last}
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(StoreError, match=r"no such table: main\.absent"):
        create_app(tmp_path / "world")
    assert _layout(path) == older


def test_two_processes_bring_a_folder_up_to_date_once(api: Api, tmp_path: Path) -> None:
    api.app.close()
    _make_older(tmp_path / "world" / DATABASE)
    apps: list[Any] = []
    threads = [
        threading.Thread(target=lambda: apps.append(create_app(tmp_path / "world")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(apps) == 4
    for app in apps:
        app.close()


def test_a_trial_sees_what_it_writes_and_leaves_nothing(api: Api) -> None:
    image = api.image()
    store = api.app.world.store
    (file,) = store.uploads.iterdir()
    with store.trial() as tables:
        forget_image(tables, image["id"])
        assert tables.find("image", image["id"]) is None
    assert api.ok("GET", f"/images/{image['id']}") == image
    assert file.exists()


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    _spoil(tmp_path / DATABASE, "CREATE TABLE t (x)")
    with pytest.raises(StoreError, match="something else"):
        create_app(tmp_path)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _data: b"",
    "overwritten with text": lambda data: b"hello world " * (len(data) // 12),
    "overwritten in the middle": lambda data: data[:8192] + b"\xff" * 20000 + data[28192:],
    "cut in half": lambda data: data[: len(data) // 2],
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_folder_is_reported_and_left_alone(api: Api, tmp_path: Path, case: str) -> None:
    api.app.close()
    path = tmp_path / "world" / DATABASE
    damaged = DAMAGE[case](path.read_bytes())
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match=r"(?s)is damaged .* restore it from a copy"):
        create_app(tmp_path / "world")
    assert path.read_bytes() == damaged


# What SQLite itself does when the machine is in the way.
IN_THE_WAY: dict[str, tuple[str, str]] = {
    "nothing may be written": ("PRAGMA query_only = 1", "readonly database; see that you may"),
    "the disk is full": ("PRAGMA max_page_count = 1", "disk is full; make room on the disk"),
    "another process writes for ever": ("PRAGMA busy_timeout = 10", "is locked; another process"),
}


@pytest.mark.parametrize("case", IN_THE_WAY)
def test_a_sound_folder_is_not_called_damaged_when(
    case: str, api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.app.close()
    setting, told = IN_THE_WAY[case]
    large = "CREATE TABLE large AS SELECT zeroblob(1000000) AS b"
    monkeypatch.setitem(schema.MIGRATIONS, schema.VERSION + 1, (large,))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    connect = store._connect

    def hindered(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute(setting)
        return connection

    monkeypatch.setattr(store, "_connect", hindered)
    writer = sqlite3.connect(tmp_path / "world" / DATABASE, isolation_level=None)
    if "busy" in setting:
        writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=f"cannot be used: .*{told}"):
        create_app(tmp_path / "world")
    writer.close()


def test_a_folder_in_the_databases_place_and_a_file_in_the_folders(tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()
    with pytest.raises(StoreError, match="unable to open database file; see that it is a file"):
        create_app(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be used: .*file"):
        create_app(tmp_path / "file")


def test_a_new_world_that_cannot_be_made_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(schema, "lay_out", full)
    with pytest.raises(StoreError, match="make room"):
        create_app(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["uploads"]


def test_two_open_the_same_new_folder_at_once(tmp_path: Path) -> None:
    apps: list[Any] = []
    threads = [
        threading.Thread(target=lambda: apps.append(create_app(tmp_path / "new"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({app.world.signing_key for app in apps}) == 1
    for app in apps:
        app.close()
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["uploads", DATABASE]


def test_a_new_edition_of_the_catalogue_replaces_the_public_images_only(
    make_api: Callable[..., Api],
) -> None:
    first = make_api()
    own = first.image()
    with first.app.world.store.write() as tables:
        tables.delete("image", "linode/debian12")
        tables.set_meta("catalogue", "older")
    first.app.close()
    again = make_api(clock=first.clock)
    assert again.get("/images/linode/debian12").status == 200
    assert again.ok("GET", f"/images/{own['id']}") == own


def test_threads_share_one_folder_and_lose_nothing(api: Api) -> None:
    def work() -> None:
        for _ in range(10):
            Api(api.app, api.clock).upload()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed = api.ok("GET", "/images?page_size=500", x_filter={"is_public": False})
    assert listed["results"] == 50
    assert len({image["id"] for image in listed["data"]}) == 50


def _serve(data: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "shim_provider.emulator", "--data", str(data)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, process.stdout.readline().split()[-1]


def _listed(data: Path) -> dict[str, Any]:
    app = create_app(data)
    api = Api(app, app.world.clock)
    images = {}
    page = pages = 1
    while page <= pages:
        reply = api.ok("GET", f"/images?page_size=500&page={page}", x_filter={"label": "kept"})
        images.update({image["id"]: image for image in reply["data"]})
        pages, page = reply["pages"], page + 1
    events = api.ok("GET", "/account/events")["results"]
    app.close()
    return {"images": images, "events": events}


def test_files_of_killed_uploads_go_and_all_others_stay(make_api: Callable[..., Api]) -> None:
    first = make_api()
    first.image()
    (kept,) = first.app.world.store.uploads.iterdir()
    first.app.close()
    left, arriving = (kept.with_name(f"1-{name}.part") for name in ("left", "arriving"))
    for file in (left, arriving):
        file.write_bytes(b"half")
    for file in (kept, left):
        os.utime(file, (1e9, 1e9))
    make_api(clock=first.clock)
    assert set(kept.parent.iterdir()) == {kept, arriving}


def test_several_processes_share_one_folder(tmp_path: Path) -> None:
    served = [_serve(tmp_path) for _ in range(2)]
    acknowledged: list[str] = []

    def work(url: str) -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = "Bearer any"
            for _ in range(15):
                reply = session.post(
                    f"{url}/v4/images/upload", json={"label": "kept", "region": "us-east"}
                )
                acknowledged.append(reply.json()["image"]["id"])
            assert session.get(f"{served[0][1]}/v4/images/{acknowledged[-1]}").status_code == 200
            assert session.get(f"{served[1][1]}/v4/images/{acknowledged[-1]}").status_code == 200

    threads = [threading.Thread(target=work, args=(url,)) for _, url in served for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process, _ in served:
        process.terminate()
        assert process.wait(20) == 0
        assert process.stdout
        process.stdout.close()
    assert len(set(acknowledged)) == 60
    assert set(_listed(tmp_path)["images"]) == set(acknowledged)


def test_a_stopped_emulator_can_be_started_again(tmp_path: Path) -> None:
    emulator = Emulator(tmp_path, clock=Clock(DAWN, held=True))
    for _ in range(2):
        with emulator:
            assert requests.get(f"{emulator.url}/v4/regions").status_code == 200
    with pytest.raises(RuntimeError, match="not started"):
        assert emulator.url
