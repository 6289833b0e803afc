"""The provider block, the environment and the Linode configuration file, resolved.

An argument wins over the environment, the environment over the profile in the
file (the official provider's order). Nothing here touches the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .problem import Problem
from .unknown import UNKNOWN

DEFAULT_URL = "https://api.linode.com"
EMULATOR = "emulator:"

_NO_TOKEN = (
    "The Linode API at {url} needs a personal access token, and none is given. Create one in"
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

    @property
    def emulator_path(self) -> str | None:
        """The data folder of the embedded emulator; None when a real API is meant."""
        return self.url.removeprefix(EMULATOR) if self.url.startswith(EMULATOR) else None


def resolve(config: Mapping[str, Any], environ: Mapping[str, str]) -> Configuration | None:
    """The configuration in force; None while the address or the token is not known yet.

    Raises:
        Problem: the file or profile named is missing, a value is malformed, or the
            address needs a token and there is none.
    """
    if UNKNOWN in (config["url"], config["token"], config["api_version"]):
        return None
    profile = _profile(config, environ)
    url = _first(config["url"], environ.get("LINODE_URL"), profile.get("url"), DEFAULT_URL)
    version = _first(
        config["api_version"], environ.get("LINODE_API_VERSION"), profile.get("api_version"), "v4"
    )
    token = _first(config["token"], environ.get("LINODE_TOKEN"), profile.get("token"), "")
    if url == EMULATOR:
        raise Problem(
            "Invalid url",
            "`emulator:` needs the emulator's data folder, as `emulator:PATH`.",
            "url",
        )
    if not token:
        token = _stand_in_token(url)
    return Configuration(
        url=url.rstrip("/"),
        api_version=version,
        token=token,
        ca_path=_first(config["api_ca_path"], environ.get("LINODE_CA"), None),
        ua_prefix=_first(config["ua_prefix"], environ.get("LINODE_UA_PREFIX"), ""),
        poll_seconds=_poll_milliseconds(config, environ) / 1000,
        min_retry_seconds=_first(_known(config["min_retry_delay_ms"]), 100) / 1000,
        max_retry_seconds=_first(_known(config["max_retry_delay_ms"]), 30_000) / 1000,
        skip_instance_ready_poll=bool(_known(config["skip_instance_ready_poll"])),
        skip_instance_delete_poll=bool(_known(config["skip_instance_delete_poll"])),
    )


def _first(*values: Any) -> Any:
    """The first value that is given; the last one when none is."""
    for value in values:
        if value is not None and value is not UNKNOWN and value != "":
            return value
    return values[-1]


def _known(value: Any) -> Any:
    return None if value is UNKNOWN else value


def _stand_in_token(url: str) -> str:
    """The token for a service on this machine, which asks for one but takes any."""
    if url.startswith(EMULATOR) or urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1"):
        return "none"
    raise Problem("No Linode token", _NO_TOKEN.format(url=url), "token")


def _poll_milliseconds(config: Mapping[str, Any], environ: Mapping[str, str]) -> float:
    text = _first(_known(config["event_poll_ms"]), environ.get("LINODE_EVENT_POLL_MS"), 4000)
    try:
        return max(float(text), 1.0)
    except ValueError:
        raise Problem(
            "Invalid LINODE_EVENT_POLL_MS",
            f"The environment's LINODE_EVENT_POLL_MS must be a number of milliseconds,"
            f" not {text!r}.",
            "event_poll_ms",
        ) from None


# The file's keys are those of linodego's configuration file.
_FILE_KEYS = {
    "token": "linode_api_token",
    "api_version": "linode_api_version",
    "url": "linode_api_url",
}


def _profile(config: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    asked_path, asked_profile = _known(config["config_path"]), _known(config["config_profile"])
    home = environ.get("HOME") or str(Path.home())
    path = Path(asked_path.replace("~", home, 1) if asked_path else f"{home}/.config/linode")
    if not path.is_file():
        if asked_path:
            raise Problem(
                "No Linode configuration file", f"There is no file {path}.", "config_path"
            )
        return {}
    return _read_profile(path, asked_profile)


def _read_profile(path: Path, asked: str | None) -> dict[str, str]:
    from configparser import ConfigParser
    from configparser import Error as Malformed

    parser = ConfigParser(interpolation=None, default_section="\0none")
    try:
        parser.read(path, encoding="utf-8")
    except (Malformed, UnicodeDecodeError):
        # The parser's own message quotes the line, and the line may be the token's.
        raise Problem(
            "Malformed Linode configuration file", f"{path} is no INI file.", "config_path"
        ) from None
    profile = asked or "default"
    if not parser.has_section(profile):
        if asked is None:
            return {}
        names = ", ".join(parser.sections()) or "none"
        raise Problem(
            "No such profile",
            f"{path} has no section [{profile}]; it has: {names}.",
            "config_profile",
        )
    section = parser[profile]
    return {name: section[key] for name, key in _FILE_KEYS.items() if key in section}
