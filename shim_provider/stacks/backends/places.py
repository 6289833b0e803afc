"""What a backend is, by the words of a template and of Terraform's data folder.

Runs nothing. Its place is told without what is secret.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

LOCAL, CLOUD = "local", "cloud"

#: The file of a state that has no other place.
STATE_FILE = "terraform.tfstate"

# Type -> the arguments that tell where in it a state is; none of them is a secret.
_TELLING = {
    "azurerm": ("storage_account_name", "container_name", "key"),
    "cloud": ("hostname", "organization", "workspaces"),
    "consul": ("address", "path"),
    "cos": ("bucket", "prefix", "key"),
    "gcs": ("bucket", "prefix"),
    "http": ("address",),
    "kubernetes": ("namespace", "secret_suffix"),
    "local": ("path",),
    "oss": ("bucket", "prefix", "key"),
    "pg": ("schema_name",),
    "remote": ("hostname", "organization", "workspaces"),
    "s3": ("bucket", "key"),
}

# Type -> how environment variables begin that say what its configuration leaves out.
_VARIABLES = {
    "azurerm": ("ARM_",),
    "cloud": ("TF_CLOUD_", "TF_WORKSPACE"),
    "consul": ("CONSUL_",),
    "cos": ("TENCENTCLOUD_",),
    "gcs": ("GOOGLE_", "GCLOUD_", "CLOUDSDK_"),
    "http": ("TF_HTTP_",),
    "kubernetes": ("KUBE_",),
    "oss": ("ALICLOUD_", "ALIBABA_CLOUD_"),
    "pg": ("PG",),
    "remote": ("TF_CLOUD_",),
    "s3": ("AWS_",),
}


class Backend(NamedTuple):
    """A type of Terraform's, and its configuration."""

    type: str
    config: Mapping[str, Any]

    def __str__(self) -> str:
        told = [_told(self.config.get(name)) for name in _TELLING.get(self.type, ())]
        place = "/".join(each for each in told if each)
        if self.type == LOCAL:
            return shown(Path(place or STATE_FILE))
        return f"{self.type} ({place})" if place else self.type


def shown(file: Path) -> str:
    """As a person in this folder knows it."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "/".join(filter(None, map(_told, value)))
    if isinstance(value, Mapping):
        return _told([value.get("name"), value.get("prefix"), value.get("project")])
    text = str(value or "")
    if "://" not in text:
        return text
    url = urlsplit(text)
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"


def seen_from(backend: Backend, home: Path) -> Backend:
    """The same, of a stack in that folder; a file is named as whoever is elsewhere finds it."""
    if backend.type != LOCAL:
        return backend
    config = {**backend.config, "path": str(home / (backend.config.get("path") or STATE_FILE))}
    return Backend(LOCAL, config)


def wanted(template: Mapping[str, Any]) -> Backend:
    """The backend of a template; of a stack in HCL its type alone is known."""
    settings: Mapping[str, Any] = template.get("terraform") or {}
    if CLOUD in settings:
        return Backend(CLOUD, _block(settings[CLOUD]))
    backends = settings.get("backend") or {}
    for type, config in backends.items():
        return Backend(type, _block(config))
    told = template.get("//", {}).get("metadata", {})
    return Backend(CLOUD if told.get("cloud") else told.get("backend") or LOCAL, {})


def is_named(template: Mapping[str, Any]) -> bool:
    """Whether the template says which backend it is."""
    settings = template.get("terraform") or {}
    told = template.get("//", {}).get("metadata", {})
    return bool(settings.get("backend") or CLOUD in settings or told.get("backend"))


def _block(config: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (config[0] if isinstance(config, list) else config) or {}
    return found


def recorded(data: Path) -> Backend | None:
    """The one that Terraform last worked with, by its data folder; None where it says nothing."""
    try:
        found = json.loads((data / STATE_FILE).read_bytes())["backend"]
        return Backend(found["type"], _given(found["config"] or {}))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _given(config: Any) -> Any:
    """Without what was left out, which Terraform records as null."""
    if isinstance(config, Mapping):
        return {name: _given(value) for name, value in config.items() if value is not None}
    return [_given(each) for each in config] if isinstance(config, list) else config


def is_elsewhere(directory: Path, file: Path) -> bool:
    """Whether Terraform last worked with another state than in that file."""
    last = recorded(data_folder(directory, os.environ))
    if last is None:
        return False
    return last.type != LOCAL or directory / (last.config.get("path") or STATE_FILE) != file


def variables(type: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Those of the environment that say where the state is, or how it is reached."""
    prefixes: Iterable[str] = _VARIABLES.get(type, ())
    return {n: v for n, v in sorted(environment.items()) if n.startswith(tuple(prefixes))}


def data_folder(directory: Path, environment: Mapping[str, str]) -> Path:
    """Where Terraform keeps providers, modules and what it knows of the backend."""
    return directory / (environment.get("TF_DATA_DIR") or ".terraform")
