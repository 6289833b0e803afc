"""A scripted API for each test, and clients whose delays are short enough to wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shim_provider.linode.client import Api, Client
from shim_provider.linode.patience import Patience
from shim_provider.linode.settings import Settings

from .scripted_api import ScriptedApi

TOKEN = "secret-token-1234567890"


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    server = ScriptedApi()
    yield server
    server.close()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def client(api: ScriptedApi) -> Iterator[Client]:
    """A client of the scripted API."""
    made = Client(settings_for(api.url))
    yield made
    made.close()


@pytest.fixture
def linode(client: Client, stop: threading.Event) -> Api:
    """The API for one operation that may take 20 s."""
    return client.within(Patience(20, stop))


def settings_for(url: str, **changes: Any) -> Settings:
    quick = Settings(
        url=url,
        token=TOKEN,
        user_agent="test",
        poll_seconds=0.02,
        min_retry_seconds=0.001,
        max_retry_seconds=0.01,
    )
    return quick._replace(**changes)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all at the same time; their results, or the exceptions they raised, in order."""
    results: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index: int) -> None:
        start.wait()
        try:
            results[index] = calls[index]()
        except Exception as error:  # handed to the test, which looks at it
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
