"""`LinodeProvider`: what it has beyond its schema. Which provider it is, and its alias."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shim_provider.install import PROVIDER_SOURCE, PROVIDER_VERSION, seed_stack

from ._construct.attributes import Setting
from ._construct.check import Report
from ._construct.session import watch
from ._generated import provider as generated

if TYPE_CHECKING:
    from ._construct.core import Construct

__all__ = ["LinodeProvider", "Setting"]

_EMULATOR = "emulator:"


class LinodeProvider(generated.LinodeProvider):
    """How to reach the Linode API."""

    _alias: str | None

    @property
    def alias(self) -> str | None:
        """The name of this block among several of the stack; None for the default one."""
        return self._alias

    @alias.setter
    def alias(self, value: str | None) -> None:
        self._alias = value

    @property
    def alias_input(self) -> str | None:
        """What was given for `alias`; None if it was left out."""
        return self._alias

    def reset_alias(self) -> None:
        """As if `alias` had been left out."""
        self._alias = None

    def _make(self, scope: Construct, id: str, given: Mapping[str, Any]) -> None:
        report = Report()
        self._alias = given["alias"]
        _check_source(given, report)
        self._take(scope, id, given, report)
        source, version = given["source"], given["version"]
        if not isinstance(source, str):  # and its error is kept by the app
            source = PROVIDER_SOURCE
        if source == PROVIDER_SOURCE:
            version = PROVIDER_VERSION
        self._claim(scope, id, (source, version))
        self._create(scope, id, source, version)

    def _claim(self, scope: Construct, id: str, wanted: tuple[str, str | None]) -> None:
        """Settle which provider the stack uses: Terraform knows one source per name."""
        watching = watch(scope)
        if watching.provider not in (None, wanted):
            report = Report()
            report.add(
                "source",
                f"and `version` must be those of the stack's other LinodeProvider"
                f" {watching.provider} (given {wanted})",
            )
            self._refuse(report, scope, id)
            return
        watching.provider = wanted
        if wanted[0] == PROVIDER_SOURCE:
            watching.afterwards = seed_stack


def _check_source(given: Mapping[str, Any], report: Report) -> None:
    source, version, url = (given[name] for name in ("source", "version", "url"))
    for name in ("alias", "source", "version"):
        if not isinstance(given[name], str) and (given[name] is not None or name == "source"):
            report.add(name, f"takes text, not {given[name]!r}", wrong_type=True)
    if source == PROVIDER_SOURCE and version not in (None, PROVIDER_VERSION):
        report.add(
            "version",
            f"must be left out or {PROVIDER_VERSION!r}, the version of the bundled provider"
            f" (given {version!r}); another provider needs its `source`",
        )
    if url == _EMULATOR:
        report.add("url", f"needs a folder for its data after `{_EMULATOR}`")
    elif source != PROVIDER_SOURCE and isinstance(url, str) and url.startswith(_EMULATOR):
        report.add(
            "url",
            "must be an address that begins with `http`, as only the bundled provider has the"
            f" emulator in it (given {url!r} and source={source!r})",
        )
