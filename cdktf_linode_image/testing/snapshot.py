"""A template as text that is the same on every machine, and with every version of the tools.

What is left out, and what paths become: see `Template.to_json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from .sensitive import without_secrets

if TYPE_CHECKING:
    from .machine import Machine

#: How the core calls a state that is told no name, in the directory that Node.js began in
#: (packages/cdktf/lib/backends/local-backend.ts).
_DEFAULT_STATE = re.compile(r"terraform\..*\.tfstate")


def snapshot(template: Mapping[str, Any], machine: Machine) -> str:
    """The text: sorted, indented."""
    sections = {
        section: _SECTIONS.get(section, _with_names)(section, content)
        for section, content in template.items()
        if section != "//"
    }
    portable = machine.portable({name: content for name, content in sections.items() if content})
    return json.dumps(portable, indent=2, sort_keys=True, ensure_ascii=False)


def _with_types(section: str, content: Any) -> Any:
    return {
        type: {name: _block(section, type, block) for name, block in blocks.items()}
        for type, blocks in content.items()
    }


def _with_names(section: str, content: Any) -> Any:
    if not isinstance(content, dict):
        return content
    return {
        name: _block(section, name, block) if isinstance(block, dict) else block
        for name, block in content.items()
    }


def _providers(section: str, content: Any) -> Any:
    return {
        name: [_block(section, name, b) for b in (blocks if isinstance(blocks, list) else [blocks])]
        for name, blocks in content.items()
    }


def _terraform(_section: str, content: Any) -> Any:
    kept = {key: value for key, value in content.items() if key not in ("//", "required_version")}
    if providers := kept.get("required_providers"):
        kept["required_providers"] = {
            name: {key: value for key, value in about.items() if key != "version"}
            for name, about in providers.items()
            if isinstance(about, dict)
        }
    backend = kept.get("backend")
    if isinstance(backend, dict) and _is_default(backend.get("local")):
        del kept["backend"]
    return kept


def _block(section: str, type: str, block: Mapping[str, Any]) -> dict[str, Any]:
    kept = without_secrets(section, type, block)
    kept.pop("//", None)
    if type == "terraform_remote_state" and _is_default(kept.get("config")):
        kept["config"] = {"path": PurePath(kept["config"]["path"]).name}
    return kept


def _is_default(state: Any) -> bool:
    """Whether a local state is where the core puts it by itself: a path of this machine."""
    if not isinstance(state, dict) or set(state) != {"path"}:
        return False
    path = PurePath(state["path"])
    return path.is_absolute() and _DEFAULT_STATE.fullmatch(path.name) is not None


_SECTIONS = {
    "resource": _with_types,
    "data": _with_types,
    "provider": _providers,
    "terraform": _terraform,
}
