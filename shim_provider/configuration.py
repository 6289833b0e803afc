"""The provider block, the environment and the Linode configuration file, resolved.

An argument wins over the environment, the environment over the profile in the
file (the official provider's order). Nothing here touches the network.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .problem import Problem
from .schemas.provider import PROVIDER
from .unknown import UNKNOWN

DEFAULT_URL = "https://api.linode.com"
EMULATOR = "emulator:"

#: Arguments without which it is not known whom to ask, and as whom.
_DECIDING = ("url", "token", "api_version", "config_path", "config_profile", "api_ca_path")

_NO_TOKEN = (
    "The Linode API at {host} needs a personal access token, and none is given. Create one in"
    " Cloud Manager (My Profile, API Tokens; scopes: Images and Linodes, read/write), then set"
    " `token` in the provider block, or LINODE_TOKEN in the environment. To work without an"
    ' account, set `url = "emulator:PATH"`.'
)


class Configuration(NamedTuple):
    """What the provider works with. Delays are in seconds."""

    url: str
    api_version: str
    token: str
    ca_path: str | None
    ua_prefix: str
    poll_seconds: float
    min_retry_seconds: float
    max_retry_seconds: float
    skip_instance_ready_poll: bool
    skip_instance_delete_poll: bool
    #: The folder to keep the journal in; None: that of the environment, or beside Terraform's data.
    journal: str | None = None

    def __repr__(self) -> str:
        return f"Configuration(url={self.url!r}, api_version={self.api_version!r}, token=...)"

    @property
    def emulator_path(self) -> str | None:
        """The data folder of the embedded emulator; None when a real API is meant."""
        return self.url.removeprefix(EMULATOR) if self.url.startswith(EMULATOR) else None


def resolve(config: Mapping[str, Any], environ: Mapping[str, str]) -> Configuration | None:
    """The configuration in force; None while the address or the token is not known yet.

    Of the other arguments, those not known yet count as not given.

    Raises:
        Problem: the file or profile named is missing, a value is malformed, or the
            address needs a token and there is none.
    """
    if UNKNOWN in (config[name] for name in _DECIDING):
        return None
    profile = _profile(config, environ)
    url = _first(config["url"], environ.get("LINODE_URL"), profile.get("url"), DEFAULT_URL)
    token = _first(config["token"], environ.get("LINODE_TOKEN"), profile.get("token"), "")
    known = {name: None if value is UNKNOWN else value for name, value in config.items()}
    return Configuration(
        url=_address(url),
        api_version=_api_version(config, environ, profile),
        token=token or _stand_in_token(url),
        ca_path=_first(config["api_ca_path"], environ.get("LINODE_CA"), None),
        ua_prefix=_first(known["ua_prefix"], environ.get("LINODE_UA_PREFIX"), ""),
        poll_seconds=_poll_milliseconds(known, environ) / 1000,
        min_retry_seconds=float(_first(known["min_retry_delay_ms"], 100)) / 1000,
        max_retry_seconds=float(_first(known["max_retry_delay_ms"], 30_000)) / 1000,
        skip_instance_ready_poll=bool(known["skip_instance_ready_poll"]),
        skip_instance_delete_poll=bool(known["skip_instance_delete_poll"]),
        journal=known["journal"] or None,
    )


def _first(*values: Any) -> Any:
    """The first value that is given; the last one when none is."""
    return next((value for value in values if value is not None and value != ""), values[-1])


def _address(url: str) -> str:
    if url.startswith(EMULATOR):
        if url == EMULATOR:
            raise Problem(
                "Invalid url", f"`{EMULATOR}` needs a folder, as `{EMULATOR}PATH`.", "url"
            )
        return url
    if _host(url) is None:
        raise Problem(
            "Invalid url",
            f"The address of the API must be like {DEFAULT_URL} or `{EMULATOR}PATH`. It comes from"
            " `url`, LINODE_URL or the profile.",
            "url",
        )
    return url.rstrip("/")


def _host(url: str) -> str | None:
    """The host of an HTTP address; None if it is no such address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def _stand_in_token(url: str) -> str:
    """The token for a service on this machine, which asks for one but takes any."""
    if url.startswith(EMULATOR) or _host(url) in (None, "127.0.0.1", "localhost", "::1"):
        return "none"
    raise Problem("No Linode token", _NO_TOKEN.format(host=_host(url)), "token")


def _api_version(
    config: Mapping[str, Any], environ: Mapping[str, str], profile: Mapping[str, str]
) -> str:
    version = _first(
        config["api_version"], environ.get("LINODE_API_VERSION"), profile.get("api_version"), "v4"
    )
    check = PROVIDER.attributes["api_version"].check
    if check and (sentence := check.problem(version)):
        # The API answers 404 under a version it does not have: everything would seem gone.
        raise Problem(
            "Invalid API version",
            f"`api_version`, LINODE_API_VERSION or the profile's version {sentence}.",
            "api_version",
        )
    return str(version)


def _poll_milliseconds(config: Mapping[str, Any], environ: Mapping[str, str]) -> float:
    text = _first(config["event_poll_ms"], environ.get("LINODE_EVENT_POLL_MS"), 4000)
    try:
        milliseconds = float(text)
    except ValueError:
        milliseconds = math.nan
    if not math.isfinite(milliseconds):
        raise Problem(
            "Invalid LINODE_EVENT_POLL_MS",
            "The environment's LINODE_EVENT_POLL_MS must be a number of milliseconds,"
            f" not {text!r}.",
            "event_poll_ms",
        )
    return max(milliseconds, 1.0)


# The file's keys are those of linodego's configuration file.
_FILE_KEYS = {
    "token": "linode_api_token",
    "api_version": "linode_api_version",
    "url": "linode_api_url",
}


def _profile(config: Mapping[str, Any], environ: Mapping[str, str]) -> Mapping[str, str]:
    """The profile's values. A file nobody asked for need not be there, nor its `default`."""
    path = _path(config["config_path"] or "~/.config/linode", environ)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as failure:
        if not config["config_path"]:
            return {}
        raise Problem(
            "Cannot read the Linode configuration file",
            f"{path}: {failure.strerror}.",
            "config_path",
        ) from None
    except UnicodeDecodeError:
        raise _malformed(path) from None
    return _section(_sections(text, path), path, config["config_profile"] or None)


def _path(text: str, environ: Mapping[str, str]) -> Path:
    if text == "~" or text.startswith("~/"):
        return Path(environ.get("HOME") or os.path.expanduser("~"), text[2:])  # noqa: PTH111 - it never raises
    return Path(text)


def _sections(text: str, path: Path) -> Mapping[str, Mapping[str, str]]:
    from configparser import ConfigParser
    from configparser import Error as Malformed

    parser = ConfigParser(interpolation=None, default_section="\0none")
    try:
        parser.read_string(text)
    except Malformed:
        # The parser's own message quotes the line, and the line may be the token's.
        raise _malformed(path) from None
    return {name: parser[name] for name in parser.sections()}


def _malformed(path: Path) -> Problem:
    return Problem(
        "Malformed Linode configuration file", f"{path} is no INI file in UTF-8.", "config_path"
    )


def _section(
    sections: Mapping[str, Mapping[str, str]], path: Path, asked: str | None
) -> dict[str, str]:
    section = sections.get(asked or "default")
    if section is None:
        if asked is None:
            return {}
        raise Problem(
            "No such profile",
            f"{path} has no section [{asked}]; it has: {', '.join(sections) or 'none'}.",
            "config_profile",
        )
    return {name: section[key] for name, key in _FILE_KEYS.items() if key in section}
