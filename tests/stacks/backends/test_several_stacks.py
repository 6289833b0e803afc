"""An app whose stacks are in PostgreSQL, and read each other's outputs from there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.emulator import Emulator
from tests.end_to_end.command_line.commands import App

if TYPE_CHECKING:
    from .conftest import Postgres

_BACKENDS = """
from cdktf import PgBackend
PgBackend(images, **{images!r})
PgBackend(web, **{web!r})
"""


def test_outputs_of_a_stack_in_postgresql_are_inputs_of_another(
    tmp_path: Path, in_postgres: Postgres
) -> None:
    with Emulator(tmp_path / "linode") as api:
        app = App(tmp_path / "app", api.url)
        backends = {name: dict(in_postgres(name)["pg"]) for name in ("images", "web")}
        app.write(more=_BACKENDS.format(**backends))

        deployed = app.run("deploy", "--auto-approve")
        assert deployed.returncode == 0, deployed.stderr
        assert "web (after images; counted by its configuration until then)" in deployed.stdout
        assert not list(app.folder.glob("*.tfstate"))
        found = json.loads(app.run("output", "--json").stdout)
        assert found["images"]["golden_id"].startswith("private/")
        assert found["web"]["address"]

        assert "No changes." in app.run("deploy", "--skip-synth", "--auto-approve").stdout
        destroyed = app.run("destroy", "--skip-synth", "--auto-approve")
        assert "images: 2 destroyed" in destroyed.stdout, destroyed.stderr
