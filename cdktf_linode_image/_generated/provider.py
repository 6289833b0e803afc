# Written by `python -m codegen` from shim_provider/schemas/provider.py: change that, not this.
"""`LinodeProvider`: the provider `linode` as a construct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from shim_provider.install import PROVIDER_SOURCE
from shim_provider.schemas.provider import PROVIDER

from .._construct.attributes import Given, Reset, Setting
from .._construct.kinds import Provider, ProviderArguments
from .._construct.types import Bool

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

    from .._construct.core import Construct


class _ProviderArguments(ProviderArguments):
    """Every argument and attribute, as a reference and as it was given."""

    SCHEMA: ClassVar[Schema] = PROVIDER
    TF_RESOURCE_TYPE: ClassVar[str] = "linode"
    PATHS: ClassVar[Mapping[str, str]] = {
        "url": "emulator:",
        "config_path": "",
        "api_ca_path": "",
        "journal": "",
    }

    token = Setting[str]()
    token_input = Given[str]()
    reset_token = Reset()
    url = Setting[str]()
    url_input = Given[str]()
    reset_url = Reset()
    api_version = Setting[str]()
    api_version_input = Given[str]()
    reset_api_version = Reset()
    config_path = Setting[str]()
    config_path_input = Given[str]()
    reset_config_path = Reset()
    config_profile = Setting[str]()
    config_profile_input = Given[str]()
    reset_config_profile = Reset()
    api_ca_path = Setting[str]()
    api_ca_path_input = Given[str]()
    reset_api_ca_path = Reset()
    ua_prefix = Setting[str]()
    ua_prefix_input = Given[str]()
    reset_ua_prefix = Reset()
    event_poll_ms = Setting[float]()
    event_poll_ms_input = Given[float]()
    reset_event_poll_ms = Reset()
    min_retry_delay_ms = Setting[float]()
    min_retry_delay_ms_input = Given[float]()
    reset_min_retry_delay_ms = Reset()
    max_retry_delay_ms = Setting[float]()
    max_retry_delay_ms_input = Given[float]()
    reset_max_retry_delay_ms = Reset()
    skip_instance_ready_poll = Setting[Bool]()
    skip_instance_ready_poll_input = Given[Bool]()
    reset_skip_instance_ready_poll = Reset()
    skip_instance_delete_poll = Setting[Bool]()
    skip_instance_delete_poll_input = Given[Bool]()
    reset_skip_instance_delete_poll = Reset()
    journal = Setting[str]()
    journal_input = Given[str]()
    reset_journal = Reset()
    skip_implicit_reboots = Setting[Bool]()
    skip_implicit_reboots_input = Given[Bool]()
    reset_skip_implicit_reboots = Reset()
    skip_lke_cluster_delete_poll = Setting[Bool]()
    skip_lke_cluster_delete_poll_input = Given[Bool]()
    reset_skip_lke_cluster_delete_poll = Reset()
    disable_internal_cache = Setting[Bool]()
    disable_internal_cache_input = Given[Bool]()
    reset_disable_internal_cache = Reset()
    lke_event_poll_ms = Setting[float]()
    lke_event_poll_ms_input = Given[float]()
    reset_lke_event_poll_ms = Reset()
    lke_node_ready_poll_ms = Setting[float]()
    lke_node_ready_poll_ms_input = Given[float]()
    reset_lke_node_ready_poll_ms = Reset()
    obj_access_key = Setting[str]()
    obj_access_key_input = Given[str]()
    reset_obj_access_key = Reset()
    obj_secret_key = Setting[str]()
    obj_secret_key_input = Given[str]()
    reset_obj_secret_key = Reset()
    obj_use_temp_keys = Setting[Bool]()
    obj_use_temp_keys_input = Given[Bool]()
    reset_obj_use_temp_keys = Reset()
    obj_bucket_force_delete = Setting[Bool]()
    obj_bucket_force_delete_input = Given[Bool]()
    reset_obj_bucket_force_delete = Reset()


class LinodeProvider(Provider, _ProviderArguments):
    """How to reach the Linode API."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        token: str | None = None,
        url: str | None = None,
        api_version: str | None = None,
        config_path: str | None = None,
        config_profile: str | None = None,
        api_ca_path: str | None = None,
        ua_prefix: str | None = None,
        event_poll_ms: float | None = None,
        min_retry_delay_ms: float | None = None,
        max_retry_delay_ms: float | None = None,
        skip_instance_ready_poll: Bool | None = None,
        skip_instance_delete_poll: Bool | None = None,
        journal: str | None = None,
        skip_implicit_reboots: Bool | None = None,
        skip_lke_cluster_delete_poll: Bool | None = None,
        disable_internal_cache: Bool | None = None,
        lke_event_poll_ms: float | None = None,
        lke_node_ready_poll_ms: float | None = None,
        obj_access_key: str | None = None,
        obj_secret_key: str | None = None,
        obj_use_temp_keys: Bool | None = None,
        obj_bucket_force_delete: Bool | None = None,
        alias: str | None = None,
        source: str = PROVIDER_SOURCE,
        version: str | None = None,
    ) -> None:
        """A stack needs one of these, and only the aliased ones may be more.

        Args:
            scope: The stack, or a construct in it.
            id: The name of this construct, unique in `scope`.
            token: The personal access token. Default: the environment's `LINODE_TOKEN`, then the
                profile in `config_path`.
            url: The API's address. `emulator:PATH` runs the embedded emulator with its data in the
                folder PATH. Default: `LINODE_URL`, then `https://api.linode.com`. A relative PATH
                starts where the app runs, beside cdktf.json.
            api_version: The version of the API. Default: `LINODE_API_VERSION`, then `v4`.
            config_path: The Linode configuration file (INI). Default: `~/.config/linode`. A
                relative path starts where the app runs, beside cdktf.json.
            config_profile: The profile, a section of that file. Default: `default`.
            api_ca_path: A PEM file with the authority that signed the API's certificate. Default:
                `LINODE_CA`, then the system's trust. A relative path starts where the app runs,
                beside cdktf.json.
            ua_prefix: Text put before the User-Agent header. Default: `LINODE_UA_PREFIX`.
            event_poll_ms: How often waits look at the API, in milliseconds. Default:
                `LINODE_EVENT_POLL_MS`, then 4000.
            min_retry_delay_ms: The shortest delay before a request is tried again, in milliseconds.
                Default: 100.
            max_retry_delay_ms: The longest such delay, in milliseconds; a longer Retry-After is
                obeyed. Default: 30000.
            skip_instance_ready_poll: Do not wait until a new Linode runs. Default: false.
            skip_instance_delete_poll: Do not wait until a deleted Linode is gone. Default: false.
            journal: A folder that outlasts the machine, such as a mounted volume, for notes of what
                is being made. Default: `LINODE_SHIM_JOURNAL`, then beside Terraform's data. A
                relative path starts where the app runs, beside cdktf.json.
            skip_implicit_reboots: Accepted so that one provider block serves both providers; no
                effect here.
            skip_lke_cluster_delete_poll: Accepted so that one provider block serves both providers;
                no effect here.
            disable_internal_cache: Accepted so that one provider block serves both providers; no
                effect here.
            lke_event_poll_ms: Accepted so that one provider block serves both providers; no effect
                here.
            lke_node_ready_poll_ms: Accepted so that one provider block serves both providers; no
                effect here.
            obj_access_key: Accepted so that one provider block serves both providers; no effect
                here.
            obj_secret_key: Accepted so that one provider block serves both providers; no effect
                here.
            obj_use_temp_keys: Accepted so that one provider block serves both providers; no effect
                here.
            obj_bucket_force_delete: Accepted so that one provider block serves both providers; no
                effect here.
            alias: The name of this block, where the stack has several.
            source: The provider's address. By default the bundled provider, which synthesis puts
                into the stack's directory; `linode/linode` is the official one, from the registry.
            version: The version constraint of another provider; the bundled one has its own.

        Raises:
            ArgumentError: An argument is not allowed, or not beside another; a ValueError.
            ArgumentTypeError: An argument has a value of a wrong type; a TypeError as well.
        """
        self._make(scope, id, locals())
