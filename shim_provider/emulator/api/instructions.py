"""What a new Linode is told to do: user data for cloud-init, and StackScripts.

Read for one thing only, whether it ends by switching the machine off. Nothing of it is run, and
nothing kept: it may hold passwords. How cloud-init tells its formats apart is in its documentation
of user data formats; what it ignores, such as a file without a first line that it knows, is
ignored here.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from ..requests import checks
from ..requests.errors import ApiError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message

    from ..world.tables import Document

_FIELD = "metadata.user_data"

# As documented, of the data before they are encoded.
_MOST_BYTES = 65_535
# Of compressed data. No instructions that people write are longer.
_MOST_INFLATED = 1024 * 1024
# MIME in MIME, archives in archives.
_DEEPEST = 8

_JINJA = re.compile(r"\{%[^%]*%\}|\{#[^#]*#\}|\{\{|\}\}")


class Told(NamedTuple):
    """`anything`: whether there are user data. `off`: whether they end by switching off."""

    anything: bool
    off: bool


def read_metadata(metadata: Document) -> Told:
    """Of the `metadata` of a request. Raises ApiError 400 for what it cannot hold."""
    if stray := checks.unknown(metadata, ("user_data",), "metadata."):
        raise invalid(stray)
    encoded = metadata.get("user_data")
    if encoded is None:
        return Told(False, False)
    try:
        data = base64.b64decode(encoded, validate=True)
    except (TypeError, ValueError, binascii.Error) as problem:
        # In the service's words (siderolabs/talos issue 8670).
        raise ApiError(400, "user_data must be a base64 encoded string", _FIELD) from problem
    if len(data) > _MOST_BYTES:
        raise ApiError(400, f"user_data must not exceed {_MOST_BYTES} bytes unencoded", _FIELD)
    return Told(bool(data), switches_off(data))


def switches_off(data: bytes) -> bool:
    """Whether cloud-init, given these user data, ends by switching the machine off."""
    return _by_content(_inflated(data).decode(errors="replace"), 0)


def _inflated(data: bytes) -> bytes:
    """cloud-init takes compressed data too."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return zlib.decompressobj(wbits=31).decompress(data, _MOST_INFLATED)
    except zlib.error:
        return b""


def _by_content(text: str, depth: int) -> bool:
    text = text.lstrip()
    if "mime-version:" in text[:4096].lower():
        return _multipart(text, depth)
    return _by_beginning(text, depth)


def _by_beginning(text: str, depth: int) -> bool:
    for start, follow in _STARTS.items() if depth <= _DEEPEST else ():
        if text[: len(start)].lower() == start:
            return follow(text, depth)
    return False


def _by_type(kind: str, text: str, depth: int) -> bool:
    """Of a part that says what it is; one of any other type is known by its beginning."""
    for start, follow in _TYPES.items() if depth <= _DEEPEST else ():
        if kind.startswith(start):
            return follow(text, depth)
    return _by_beginning(text.lstrip(), depth)


def _multipart(text: str, depth: int) -> bool:
    from email import message_from_string

    return any(
        _by_type(part.get_content_type(), _payload(part), depth + 1)
        for part in message_from_string(text).walk()
        if not part.is_multipart()
    )


def _payload(part: Message) -> str:
    data = part.get_payload(decode=True)
    return _inflated(data).decode(errors="replace") if isinstance(data, bytes) else ""


def _archive(text: str, depth: int) -> bool:
    """A list of texts, or of objects with `type` and `content`."""
    found = _yaml(text)
    parts = [each if isinstance(each, dict) else {"content": each} for each in _listed(found)]
    told = dict.fromkeys((_text(part.get("type")), _text(part.get("content"))) for part in parts)
    return any(_by_type(kind, text, depth + 1) for kind, text in told)


def _template(text: str, depth: int) -> bool:
    """A Jinja template of one of the other formats; what is filled in makes no difference here."""
    return _by_content(_JINJA.sub("", text.partition("\n")[2]), depth + 1)


def _cloud_config(text: str, _depth: int) -> bool:
    config = _yaml(text)
    if not isinstance(config, dict):
        return False
    commands = [each for name in ("bootcmd", "runcmd") for each in _listed(config.get(name))]
    scripts = _written(config)
    return _power_state(config.get("power_state")) or any(
        _command(each, scripts) for each in commands
    )


def _power_state(wanted: object) -> bool:
    """A condition that is a command is taken to be met."""
    if not isinstance(wanted, dict) or wanted.get("condition", True) in (False, "false"):
        return False
    return wanted.get("mode") in ("poweroff", "halt")


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _command(words: object, scripts: set[str]) -> bool:
    """`scripts`: paths of those that switch off, should the command be to run one."""
    command = " ".join(map(_text, _listed(words))) or _text(words)
    named = {word.strip("\"'") for word in _BETWEEN_COMMANDS.sub(" ", command).split()}
    return script_switches_off(command) or not scripts.isdisjoint(named)


def _written(config: Document) -> set[str]:
    """Paths of the files to be written that are scripts which switch off."""
    files = [each for each in _listed(config.get("write_files")) if isinstance(each, dict)]
    held = {_text(each.get("path")): _content(each) for each in files}
    off = {text for text in set(held.values()) if script_switches_off(text)}
    return {path for path, text in held.items() if text in off}


def _content(file: Document) -> str:
    content, encoding = file.get("content"), _text(file.get("encoding"))
    data = content if isinstance(content, bytes) else _text(content).encode()
    if "b64" in encoding or "base64" in encoding:
        try:
            data = base64.b64decode(data)
        except ValueError:
            return ""
    return _inflated(data).decode(errors="replace")


def _text(value: object) -> str:
    """Of plain values only: what a few aliases make of nested lists may have no end.

    Numbers stand in commands such as [init, 0]; one of thousands of digits is none of these.
    """
    if isinstance(value, int):
        return str(value) if abs(value) < 2**31 else ""
    return value if isinstance(value, str) else ""


def _yaml(text: str) -> Any:
    """None for what is no YAML: cloud-init goes on without it.

    Raises ApiError 500 without PyYAML, rather than to make a builder that would run for ever.
    """
    try:
        import yaml
    except ModuleNotFoundError as problem:
        mend = 'pip install "cdktf-linode-image[emulator]"'
        raise ApiError(500, f"User data in YAML need PyYAML: {mend}") from problem
    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    # Beside its own, PyYAML raises whatever a value meets that is not of its tag: `!!bool x`.
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None


_HERE_DOCUMENT = re.compile(r"""<<-?\s*(["']?)(\w+)\1""")
_WRITES = re.compile(r"\b(?:cat|tee)\b")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_BETWEEN_COMMANDS = re.compile(r"[;&|(){}\[\],`\n]|\b(?:then|do|else)\b")
_PROGRAM = re.compile(r"""["']?(?:/usr)?(?:/s?bin/)?([a-z]+(?:\.target)?)["']?""")
# Those that only speak of what follows.
_SPEAK = frozenset(("echo", "printf", "logger", "wall", "grep", "man", "which", "type"))
_NOT_OFF = frozenset(("-r", "--reboot", "-c", "-k"))


def script_switches_off(script: str) -> bool:
    """Whether one of its commands is to power off, to halt or to shut down.

    Whether that command is ever reached is not found out, and no other file is followed.
    """
    text = "\n".join(_lines(script.replace("\\\n", " ")))
    return any(map(_is_off, _BETWEEN_COMMANDS.split(_COMMENT.sub("", text))))


def _lines(script: str) -> Iterator[str]:
    """Without here-documents that are but written somewhere."""
    end = ""
    for line in script.splitlines():
        if not end:
            yield line
            begun = _HERE_DOCUMENT.search(line) if _WRITES.search(line) else None
            end = begun[2] if begun else ""
        elif line.strip() == end:
            end = ""


def _is_off(command: str) -> bool:
    words = command.split()
    programs = [found[1] if (found := _PROGRAM.fullmatch(word)) else "" for word in words]
    if not programs or programs[0] in _SPEAK:
        return False
    if "shutdown" in programs:
        return _NOT_OFF.isdisjoint(words)
    if {"poweroff.target", "halt.target"}.intersection(programs):
        return not {"start", "isolate"}.isdisjoint(programs)
    level = programs[0] in ("init", "telinit") and words[1:2] == ["0"]
    return level or not {"poweroff", "halt"}.isdisjoint(programs)


def _script(text: str, _depth: int) -> bool:
    return script_switches_off(text)


_STARTS: dict[str, Callable[[str, int], bool]] = {
    "#cloud-config-archive": _archive,
    "#cloud-config": _cloud_config,
    "#cloud-boothook": _script,
    "## template: jinja": _template,
    "#!": _script,
}
_TYPES: dict[str, Callable[[str, int], bool]] = {
    "text/cloud-config-archive": _archive,
    "text/cloud-config": _cloud_config,
    "text/cloud-boothook": _script,
    "text/x-shellscript": _script,
}
