"""What a bundle's program is made of: our package, and those that the provider imports.

Pure Python alone, so that one file serves every platform, and its bytes are the same whoever
makes it from the same versions: compiled modules are optional in all of these, and left out. Their
licences and metadata come along.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from shim_provider import __version__

# Without what requests takes to guess the encoding of texts: see linode/http/loading.py.
#: Package -> the distribution that brings it. What the provider cannot do without.
NEEDED = {
    "certifi": "certifi",
    "h2": "h2",
    "hpack": "hpack",
    "hyperframe": "hyperframe",
    "idna": "idna",
    "msgpack": "msgpack",
    "requests": "requests",
    "urllib3": "urllib3",
}

#: What the embedded emulator needs, the extra `emulator`. All of them, or none.
FOR_EMULATOR = {
    "cheroot": "cheroot",
    "jaraco": "jaraco.functools",
    "markupsafe": "markupsafe",
    "more_itertools": "more-itertools",
    "werkzeug": "werkzeug",
    "yaml": "pyyaml",
}

#: Parts of our package that are for people, or for tests.
_FOR_PEOPLE = frozenset(("cli", "pytest_plugin.py", "stacks", "templates", "view"))

#: Beside Python: certificate authorities, and the emulator's page.
_SUFFIXES = frozenset((".py", ".pem", ".html", ".css", ".js", ".svg"))

_OURS = "cdktf-linode-image"


class Contents(NamedTuple):
    """What is in a program: files by their path in it, and the versions of what they are of."""

    files: dict[str, bytes]
    versions: dict[str, str]
    #: Without it, `url = "emulator:PATH"` does not work there.
    emulator: bool


def contents() -> Contents:
    """Gather the modules that this Python has. Raises RuntimeError where a needed one is absent."""
    emulator = all(map(_is_here, FOR_EMULATOR))
    packages = {**NEEDED, **(FOR_EMULATOR if emulator else {})}
    if missing := [name for name in NEEDED if not _is_here(name)]:
        raise RuntimeError(
            f"this Python has no {' and no '.join(missing)}: pip install {_OURS}, and try again"
        )
    files = dict(_files(Path(__file__).parents[2], "shim_provider", _FOR_PEOPLE))
    for package in packages:
        for place in _places(package):
            files.update(_files(place, package))
    versions = {_OURS: __version__}
    for distribution in packages.values():
        files.update(_papers(distribution, metadata_too=True))
        versions[distribution] = _version(distribution)
    # Our own metadata hold the README, which is no part of the provider.
    files.update(_papers(_OURS, metadata_too=False))
    return Contents(dict(sorted(files.items())), versions, emulator)


def _is_here(package: str) -> bool:
    return any(True for _ in _places(package))


def _places(package: str) -> Iterator[Path]:
    """The folders of a package; several where it is a namespace."""
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations if spec else None) or ():
        yield Path(place)


def _files(
    folder: Path, name: str, but: frozenset[str] = frozenset()
) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.suffix in _SUFFIXES and parts[0] not in but and "__pycache__" not in parts:
            yield "/".join((name, *parts)), path.read_bytes()


def _papers(distribution: str, metadata_too: bool) -> Mapping[str, bytes]:
    """Licences and metadata; nothing that tells how, where or for which platform it was installed.

    Of a package that a Linux distribution has repackaged there may be none.
    """
    # In a checkout that was built there is an egg-info, too, which has none of them.
    for metadata in importlib.metadata.distributions(name=distribution):
        if found := dict(_papers_in(metadata, distribution, metadata_too)):
            return found
    return {}


def _papers_in(
    metadata: importlib.metadata.Distribution, distribution: str, metadata_too: bool
) -> Iterator[tuple[str, bytes]]:
    room = f"{distribution.replace('-', '_')}-{metadata.version}.dist-info"
    for file in metadata.files or ():
        if not file.parts[0].endswith(".dist-info"):
            continue
        inside = file.parts[1:]
        if (metadata_too and inside == ("METADATA",)) or _is_licence(inside):
            yield "/".join((room, *inside)), Path(str(file.locate())).read_bytes()


def _is_licence(inside: tuple[str, ...]) -> bool:
    return inside[0] == "licenses" or inside[-1].upper().startswith(
        ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")
    )


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
