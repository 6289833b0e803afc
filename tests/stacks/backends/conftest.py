"""Servers that hold states, each started once, where a test asks for it; and a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from . import postgres, s3
from .synthesized import Project

_NUMBERS = count()

#: A backend of its own for each call, and stack.
Postgres = Callable[[str], Mapping[str, Any]]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A connection string."""
    with postgres.running() as connection:
        yield connection


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An address."""
    with s3.running() as url:
        yield url


@pytest.fixture
def in_postgres(postgres_server: str) -> Postgres:
    """Backends in schemas that no other test uses."""
    number = next(_NUMBERS)

    def backend(stack: str) -> Mapping[str, Any]:
        return {"pg": {"conn_str": postgres_server, "schema_name": f"{stack}_{number}"}}

    return backend


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A folder of an app."""
    return Project(tmp_path / "app")
