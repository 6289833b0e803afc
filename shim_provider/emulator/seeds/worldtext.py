"""Worlds as text: JSON, and YAML for those who have PyYAML. Knows no image and no Linode.

PyYAML comes with the extra `emulator` and is imported only where YAML is asked for. In YAML a time
may stand without quotes: here it is a text, as in JSON. Both ways every value is one of JSON's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

FORMATS = ("json", "yaml")

_TIMESTAMP = "tag:yaml.org,2002:timestamp"


def format_of(path: Path) -> str:
    """`yaml` for names that end in .yaml or .yml, whatever their case; `json` for all others."""
    return "yaml" if path.suffix.lower() in (".yaml", ".yml") else "json"


def parsed(text: str, format: str) -> Any:
    """The value that a text stands for. Raises ValueError for none, ImportError without PyYAML."""
    try:
        return _from_yaml(text) if format == "yaml" else json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"no {format.upper()}: {problem}") from problem


def written(value: object, format: str) -> str:
    """The text of a value, with its last line's end. Raises ImportError without PyYAML."""
    if format == "json":
        return json.dumps(value, indent=2) + "\n"
    text: str = _yaml().safe_dump(value, sort_keys=False, allow_unicode=True)
    return text


def _from_yaml(text: str) -> Any:
    yaml = _yaml()

    class Loader(yaml.SafeLoader):  # type: ignore[misc, name-defined]
        yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own attribute
            first: [rule for rule in rules if rule[0] != _TIMESTAMP]
            for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        value = yaml.load(text, Loader)
        # Of what YAML can say and JSON cannot, nothing gets further: sets, bytes, numbers as keys.
        return json.loads(json.dumps(value))
    except (yaml.YAMLError, TypeError) as problem:
        raise ValueError(" ".join(str(problem).split())) from problem


def _yaml() -> ModuleType:
    try:
        import yaml
    except ModuleNotFoundError as problem:
        mend = 'pip install "cdktf-linode-image[emulator]"'
        raise ImportError(f"YAML needs PyYAML: {mend}") from problem
    return yaml
