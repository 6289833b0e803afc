"""The composition root: type name -> schema and module, and the API behind them.

Everything is loaded when it is first asked for: Terraform launches the provider
several times per command, and most launches need little of it.
"""

from __future__ import annotations

import os
import threading
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from .engine.contract import Operation, Values
from .engine.handlers import BLOCKING, rpcs
from .plugin.server import Handlers
from .problem import Problem
from .schemas import DATA_SOURCES, LISTS, RESOURCES, load
from .schemas.provider import PROVIDER

if TYPE_CHECKING:
    from .cache import Cache
    from .configuration import Configuration
    from .engine.diagnostics import Diagnostics
    from .journal import Journal
    from .linode.client import Client
    from .progress.writer import Work, Writer
    from .schemas.language import Schema

#: How long a check at plan time may hold up a plan, and for how long after an unanswered one
#: there are none, in seconds.
_PLAN_PATIENCE = 5.0
_QUIET = 30.0

#: What a launch may import: for `load_all`.
_ROOMS = (
    *("cache", "configuration", "engine", "journal", "linode", "plugin", "progress", "resources"),
    *("schemas", "wire"),
)

#: What the standard library imports within functions that a launch may call.
_WITHIN_FUNCTIONS = ("concurrent.futures.thread",)

_NOT_CONFIGURED = (
    "The provider's `url`, `token` or `api_version` is not known before apply. Create what they"
    " depend on first, for example with `-target`."
)


class Context(NamedTuple):
    """What every operation may ask of the provider."""

    configuration: Configuration
    journal: Journal
    cache: Cache
    #: Tells accounts apart without naming them: a digest of address and token.
    account: str
    #: What whoever watches is told of the work.
    progress: Writer


class Provider:
    """The catalogue of one provider process (see `engine.contract.Catalogue`)."""

    resource_names = tuple(RESOURCES)
    data_source_names = tuple(DATA_SOURCES)
    list_names = tuple(LISTS)

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._configuration: Configuration | None = None
        self._context: Context | None = None
        self._agent = ""
        self._quiet_until = 0.0
        self._client: Client | None = None

    def provider_schema(self) -> Schema:
        """The schema of the provider block."""
        return PROVIDER

    def resource_schema(self, name: str) -> Schema:
        """The schema of a resource."""
        return load(*RESOURCES[name])

    def data_source_schema(self, name: str) -> Schema:
        """The schema of a data source."""
        return load(*DATA_SOURCES[name])

    def list_schema(self, name: str) -> Schema:
        """The schema of a list resource."""
        return load(*LISTS[name])

    def resource(self, name: str) -> Any:
        """The module of a resource."""
        return _module(RESOURCES[name][0])

    def data_source(self, name: str) -> Any:
        """The module of a data source."""
        return _module(DATA_SOURCES[name][0])

    def lister(self, name: str) -> Any:
        """The module of a list resource."""
        return _module(LISTS[name][0])

    def configure(self, config: Values, terraform_version: str, _: Diagnostics) -> None:
        """Resolve the configuration; the API is not called yet."""
        from .configuration import resolve

        with self._lock:
            # Under reattach one process serves many runs, and one of them was interrupted.
            self._stopping = threading.Event()
            self._configuration = resolve(config, os.environ)
            self._context = _context(self._configuration)
            self._agent = terraform_version
            self._client = None

    def stop(self) -> None:
        """End waits early: operations record what exists and return."""
        self._stopping.set()

    def farewell(self) -> None:
        """Terraform has all answers and says goodbye: nothing of them is left behind."""
        if self._context is not None:
            self._context.journal.hand_over()
            self._context.progress.close()

    def operation(self, kind: str, seconds: float, private: Values, told: Diagnostics) -> Operation:
        """An operation on the API, bounded by `seconds` and by `stop`."""
        client, context = self.client(), self._context
        if client is None or context is None:
            raise Problem(f"Cannot reach Linode for {kind}", _NOT_CONFIGURED)
        report = context.progress.work(kind)
        api = client.within(_patience(seconds, self._stopping, report))
        return Operation(api, private, told, context, report)

    def context(self) -> Context | None:
        """What operations are handed; None while the configuration is not known."""
        return self._context

    def look(self) -> Any:
        """The API for checks at plan time; None while its address is not known."""
        client = self.client() if time.monotonic() >= self._quiet_until else None
        return client.within(_patience(_PLAN_PATIENCE, self._stopping)) if client else None

    def out_of_reach(self) -> None:
        """The API did not answer a check: no more of them for a while."""
        self._quiet_until = time.monotonic() + _QUIET

    def client(self) -> Client | None:
        """The client of the configured API, made at its first use: here `requests` is loaded."""
        with self._lock:
            if self._client is None and self._configuration is not None:
                self._client = connect(self._configuration, self._agent)
            return self._client


def handlers() -> Handlers:
    """What `plugin.server` serves."""
    provider = Provider()
    return Handlers(rpcs(provider), BLOCKING, provider.farewell)


def load_all() -> None:
    """Import what any launch can need, for a warm start; not the emulator, seldom asked for.

    Most of it is imported by name, within functions, and so nowhere listed: each file is taken.
    """
    from pkgutil import walk_packages

    from .linode.http.loading import load_requests

    load_requests()
    for name in _ROOMS:
        room = import_module(f"shim_provider.{name}")
        for found in walk_packages(getattr(room, "__path__", ()), f"{room.__name__}."):
            import_module(found.name)
    for name in _WITHIN_FUNCTIONS:
        import_module(name)


def _module(file: str) -> Any:
    return import_module(f"shim_provider.resources.{file}")


def _context(configuration: Configuration | None) -> Context | None:
    if configuration is None:
        return None
    from pathlib import Path

    from .cache import Cache
    from .journal import data_folder_of, fingerprint, journal_of
    from .plugin.launch import host
    from .progress.notes import data_of
    from .progress.writer import Writer

    journal = journal_of(os.environ, Path.cwd(), configuration.journal)
    account = fingerprint(configuration.url, configuration.token)
    beside_data = data_folder_of(os.environ, Path.cwd())
    progress = Writer(beside_data / "progress", host)
    if data_of(os.environ, Path.cwd()).is_dir():
        progress.present()  # a run that only plans is one, too
    return Context(configuration, journal, Cache(beside_data / "cache"), account, progress)


def _patience(seconds: float, stopping: threading.Event, report: Work | None = None) -> Any:
    from .linode.patience import Patience

    return Patience(seconds, stopping, report)


def connect(configuration: Configuration, terraform_version: str) -> Client:
    """A client of the configured API; the embedded emulator is started where it is asked for."""
    from .linode.client import Client
    from .linode.http.loading import load_requests
    from .linode.settings import Settings

    load_requests()
    return Client(
        Settings(
            url=_address(configuration),
            api_version=configuration.api_version,
            token=configuration.token,
            ca_path=configuration.ca_path,
            user_agent=user_agent(configuration.ua_prefix, terraform_version, os.environ),
            poll_seconds=configuration.poll_seconds,
            min_retry_seconds=configuration.min_retry_seconds,
            max_retry_seconds=configuration.max_retry_seconds,
        )
    )


def _address(configuration: Configuration) -> str:
    """The API's address; the embedded emulator is started for it where it is asked for."""
    if configuration.emulator_path is None:
        return configuration.url
    from pathlib import Path

    from .emulator import Emulator

    emulator = Emulator(Path(configuration.emulator_path))
    emulator.start()
    return str(emulator.url)


def user_agent(prefix: str, terraform_version: str, environ: Any) -> str:
    """The User-Agent header, in the form of HashiCorp's providers."""
    from . import __version__

    parts = [
        prefix,
        f"HashiCorp Terraform/{terraform_version} (+https://www.terraform.io)",
        f"cdktf-linode-image/{__version__}",
        environ.get("TF_APPEND_USER_AGENT", ""),
    ]
    return " ".join(part for part in parts if part)
