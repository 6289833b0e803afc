"""Where a configuration's journal is: beside Terraform's data, or in a folder that outlasts it.

Each configuration and each workspace has its own: what one made is in a state that another does not
see, and would be taken up twice. In a folder that several share, a configuration is known by
where its state is, which is the same at the next run on another machine. Where that cannot be told,
it is known by its directory: then nothing may be found again, but nothing is mixed up.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: Names the folder, as the provider's argument `journal` does.
VARIABLE = "LINODE_SHIM_JOURNAL"

_FOLDER = "linode-images"

#: Backend -> which of its settings say where the state is, and the variable that stands in for one
#: (developer.hashicorp.com/terraform/language/backend). Not who asks for it, which may change.
_WHERE: dict[str, dict[str, str]] = {
    "azurerm": {"storage_account_name": "", "container_name": "", "key": ""},
    "cloud": {
        "hostname": "TF_CLOUD_HOSTNAME",
        "organization": "TF_CLOUD_ORGANIZATION",
        "workspaces": "",
    },
    "consul": {"address": "CONSUL_HTTP_ADDR", "path": ""},
    "cos": {"bucket": "", "prefix": "", "key": ""},
    "gcs": {"bucket": "", "prefix": ""},
    "http": {"address": "TF_HTTP_ADDRESS"},
    "kubernetes": {"host": "KUBE_HOST", "namespace": "KUBE_NAMESPACE", "secret_suffix": ""},
    "oss": {"bucket": "", "prefix": "", "key": ""},
    "pg": {"conn_str": "PG_CONN_STR", "schema_name": "PG_SCHEMA_NAME"},
    "remote": {"hostname": "", "organization": "", "workspaces": ""},
    "s3": {
        "bucket": "",
        "key": "",
        "workspace_key_prefix": "",
        "endpoint": "AWS_ENDPOINT_URL_S3",
        "endpoints": "",
    },
}

#: The agent of HCP Terraform keeps the state itself, and says whose it is.
_SLUG = "TFC_WORKSPACE_SLUG"


def is_named(environ: Mapping[str, str], named: str | None) -> bool:
    """Whether a folder was named to keep the journal in."""
    return bool(named or environ.get(VARIABLE))


def folder_of(environ: Mapping[str, str], directory: Path, named: str | None = None) -> Path:
    """The journal's folder for a Terraform working directory (TF_DATA_DIR is obeyed).

    `named`: the folder to keep it in, before that of the environment.
    """
    lasting = named or environ.get(VARIABLE)
    if not lasting:
        return data_folder_of(environ, directory) / "journal"
    if lasting == "~" or lasting.startswith("~/"):
        lasting = f"{environ.get('HOME') or Path.home()}{lasting[1:]}"
    told = json.dumps(_identity(environ, directory), sort_keys=True)
    return directory / lasting / hashlib.sha256(told.encode()).hexdigest()[:24]


def data_folder_of(environ: Mapping[str, str], directory: Path) -> Path:
    """The folder of ours beside Terraform's data, for its workspace."""
    workspace = _workspace(environ, directory)
    own = "" if workspace in ("", "default") else f"workspace-{workspace}"
    return _data(environ, directory) / _FOLDER / own


def _data(environ: Mapping[str, str], directory: Path) -> Path:
    return directory / (environ.get("TF_DATA_DIR") or ".terraform")


def _workspace(environ: Mapping[str, str], directory: Path) -> str:
    """The one of the environment, or what `terraform workspace select` has noted."""
    if chosen := environ.get("TF_WORKSPACE"):
        return chosen
    try:
        return (_data(environ, directory) / "environment").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _identity(environ: Mapping[str, str], directory: Path) -> list[Any]:
    """What tells this configuration and workspace from all others, on whatever machine."""
    workspace = _workspace(environ, directory) or "default"
    kind, settings = _backend(environ, directory)
    if kind in _WHERE:
        where = _where(_WHERE[kind], settings, environ)
        if any(value for value in where.values()):
            return [kind, where, workspace]
    if slug := environ.get(_SLUG):
        return ["agent", slug]
    state = settings.get("path") or "" if kind == "local" else ""
    return ["directory", str(directory.resolve() / state), workspace]


def _backend(environ: Mapping[str, str], directory: Path) -> tuple[str, Mapping[str, Any]]:
    """The backend that `terraform init` has noted, with its settings; "local" where it has not."""
    try:
        noted = json.loads((_data(environ, directory) / "terraform.tfstate").read_bytes())
        backend = noted["backend"]
        return backend["type"], backend.get("config") or {}
    except (OSError, ValueError, KeyError, TypeError):
        return "local", {}


def _where(
    names: Mapping[str, str], settings: Mapping[str, Any], environ: Mapping[str, str]
) -> dict[str, Any]:
    found = {name: settings.get(name) or environ.get(variable) for name, variable in names.items()}
    return {name: _without_user(value) for name, value in found.items()}


def _without_user(value: Any) -> Any:
    """An address or a connection string without user and password, which may change."""
    if not isinstance(value, str):
        return value
    if "://" in value:
        parts = urlsplit(value)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return re.sub(r"\b(user|password)=('[^']*'|\S*)\s*", "", value)
