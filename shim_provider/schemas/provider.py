"""The `provider "linode"` block.

Names are those of the official provider
(https://registry.terraform.io/providers/linode/linode/latest/docs). Arguments
of services outside this provider are accepted, so that one block serves both.
"""

from __future__ import annotations

from .checks import at_least, one_of
from .language import BOOL, NUMBER, TEXT, Attribute, Schema, optional

_ELSEWHERE = "Accepted so that one provider block serves both providers; no effect here."

PROVIDER = Schema(
    name="linode",
    doc="How to reach the Linode API.",
    attributes={
        "token": optional(
            TEXT,
            "The personal access token. Default: the environment's `LINODE_TOKEN`, then the"
            " profile in `config_path`.",
            sensitive=True,
        ),
        "url": optional(
            TEXT,
            "The API's address. `emulator:PATH` runs the embedded emulator with its data in the"
            " folder PATH. Default: `LINODE_URL`, then `https://api.linode.com`.",
            local_path="emulator:",
        ),
        "api_version": optional(
            TEXT,
            "The version of the API. Default: `LINODE_API_VERSION`, then `v4`.",
            check=one_of("v4", "v4beta"),
        ),
        "config_path": optional(
            TEXT,
            "The Linode configuration file (INI). Default: `~/.config/linode`.",
            local_path="",
        ),
        "config_profile": optional(
            TEXT, "The profile, a section of that file. Default: `default`."
        ),
        "api_ca_path": optional(
            TEXT,
            "A PEM file with the authority that signed the API's certificate. Default:"
            " `LINODE_CA`, then the system's trust.",
            local_path="",
        ),
        "ua_prefix": optional(
            TEXT, "Text put before the User-Agent header. Default: `LINODE_UA_PREFIX`."
        ),
        "event_poll_ms": optional(
            NUMBER,
            "How often waits look at the API, in milliseconds. Default: `LINODE_EVENT_POLL_MS`,"
            " then 4000.",
            check=at_least(1),
        ),
        "min_retry_delay_ms": optional(
            NUMBER,
            "The shortest delay before a request is tried again, in milliseconds. Default: 100.",
            check=at_least(0),
        ),
        "max_retry_delay_ms": optional(
            NUMBER,
            "The longest such delay, in milliseconds; a longer Retry-After is obeyed. Default:"
            " 30000.",
            check=at_least(1),
        ),
        "skip_instance_ready_poll": optional(
            BOOL, "Do not wait until a new Linode runs. Default: false."
        ),
        "skip_instance_delete_poll": optional(
            BOOL, "Do not wait until a deleted Linode is gone. Default: false."
        ),
        "journal": optional(
            TEXT,
            "A folder that outlasts the machine, such as a mounted volume, for notes of what is"
            " being made. Default: `LINODE_SHIM_JOURNAL`, then beside Terraform's data.",
            local_path="",
        ),
        **{
            name: Attribute(type, _ELSEWHERE, optional=True, sensitive=name == "obj_secret_key")
            for name, type in {
                "skip_implicit_reboots": BOOL,
                "skip_lke_cluster_delete_poll": BOOL,
                "disable_internal_cache": BOOL,
                "lke_event_poll_ms": NUMBER,
                "lke_node_ready_poll_ms": NUMBER,
                "obj_access_key": TEXT,
                "obj_secret_key": TEXT,
                "obj_use_temp_keys": BOOL,
                "obj_bucket_force_delete": BOOL,
            }.items()
        },
    },
)
