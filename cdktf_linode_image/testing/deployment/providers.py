"""Which providers a synthesized stack uses: those that are here, and those a registry must give.

The official provider's blocks and resources are served by this package's provider: its types have
the same names and arguments, and its emulator is reached without a download.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shim_provider.install import PROVIDER_SOURCE, PROVIDER_VERSION
from shim_provider.schemas import DATA_SOURCES, RESOURCES

Configuration = dict[str, Any]

LINODE = "linode"
_BUILTIN = "terraform"

# What happens in the emulator of a test happens at once, and its network is no busy one.
_IMPATIENCE = {"event_poll_ms": 20, "min_retry_delay_ms": 10, "max_retry_delay_ms": 500}

MAIN_ACCOUNT = "default"


def linode_names(configuration: Mapping[str, Any]) -> list[str]:
    """The local names of Linode's provider, ours or the official one: nearly always `linode`."""
    required = _required(configuration)
    named = [name for name, each in required.items() if _is_linode(each.get("source", ""))]
    implied = LINODE not in required and LINODE in _used(configuration)
    return [*named, LINODE] if implied else named


def foreign(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """All other providers but the one that is part of Terraform: name -> what is required of it."""
    required, linode = _required(configuration), linode_names(configuration)
    names = sorted({*required, *_used(configuration)} - {*linode, _BUILTIN})
    return {name: required.get(name, {"source": f"hashicorp/{name}"}) for name in names}


def serve_linode(configuration: Configuration) -> None:
    """Have this package's provider serve all that is Linode's."""
    for name in linode_names(configuration):
        terraform = configuration.setdefault("terraform", {})
        required = terraform.setdefault("required_providers", {})
        required[name] = {"source": PROVIDER_SOURCE, "version": PROVIDER_VERSION}


def unserved(configuration: Mapping[str, Any]) -> list[str]:
    """The addresses of what is of Linode's provider, and not of a type that is here."""
    return [
        f"{prefix}{type}.{name}"
        for section, prefix, served in (
            ("resource", "", RESOURCES),
            ("data", "data.", DATA_SOURCES),
        )
        for type, named in configuration.get(section, {}).items()
        if type.startswith(f"{LINODE}_") and type not in served
        for name in named
    ]


def linode_blocks(configuration: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The provider blocks of Linode's provider, to be changed."""
    providers = configuration.get("provider", {})
    for name in linode_names(configuration):
        blocks = providers.get(name, ())
        yield from [blocks] if isinstance(blocks, dict) else blocks


def point_at(
    blocks: list[dict[str, Any]], url: str, tokens: Mapping[str, str], no_profile: str
) -> None:
    """Have each block ask the emulator at `url`, with the token of its account."""
    for block, account in zip(blocks, accounts_of(blocks), strict=True):
        for name in ("config_profile", "api_ca_path"):
            block.pop(name, None)
        block |= {"url": url, "token": tokens[account], "config_path": no_profile}
        if not _IMPATIENCE.keys() & block.keys():
            block |= _IMPATIENCE


def accounts_of(blocks: list[dict[str, Any]]) -> list[str]:
    """The account of each block: that of the main one, unless its address or token differs.

    Another account is called as the alias of the first block for it.
    """
    main = next((block for block in blocks if "alias" not in block), blocks[0] if blocks else {})
    names: dict[tuple[Any, Any], str] = {_who(main): MAIN_ACCOUNT}
    return [names.setdefault(_who(block), block.get("alias", MAIN_ACCOUNT)) for block in blocks]


def _who(block: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("url", "token", "config_path", "config_profile")
    return tuple(block.get(name) for name in names)


def _required(configuration: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = configuration.get("terraform", {}).get("required_providers", {})
    return found


def _used(configuration: Mapping[str, Any]) -> set[str]:
    """The local names in use: those of blocks, and of resources which name none."""
    sections = (configuration.get(name, {}) for name in ("resource", "data", "ephemeral"))
    bodies = [
        (type, body)
        for types in sections
        for type, named in types.items()
        for body in named.values()
    ]
    return {
        *configuration.get("provider", {}),
        *(
            str(body.get("provider", type)).partition(".")[0].partition("_")[0]
            for type, body in bodies
        ),
    }


def _is_linode(source: str) -> bool:
    """Whether it is ours, the official one or another build of it, of whatever registry."""
    return source.rpartition("/")[2] == LINODE
