"""A synthesized stack made one of its own: what is taken away, put in, and asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cdktf_linode_image.testing import DeploymentError
from cdktf_linode_image.testing.deployment import configuration, providers


def test_a_backend_and_a_cloud_are_taken_away() -> None:
    stack = {"terraform": {"backend": {"s3": {"key": "k"}}, "cloud": {}, "required_version": "1"}}
    assert configuration.take_backend(stack) == {"s3": {"key": "k"}}
    assert stack == {"terraform": {"required_version": "1"}}


def remote(path: str = "web/state", backend: str = "s3", **config: Any) -> dict[str, Any]:
    return {"//": {"metadata": {"path": path}}, "backend": backend, "config": config}


BACKENDS = {"images": {"s3": {"bucket": "b", "key": "k"}}}
LOCAL = {"path": "/there/terraform.tfstate"}
#: What a stack reads -> the configuration it reads by then.
STATES = {
    "a reference to the stack": (remote("web/cross-stack-reference-input-images", key="x"), LOCAL),
    "its backend": (remote(bucket="b", key="k", workspace="default"), LOCAL),
    "another state in that backend": (remote(bucket="b", key="x"), {"bucket": "b", "key": "x"}),
    "another backend": (remote(backend="local", key="k"), {"key": "k"}),
    "a stack that is not deployed": (remote("web/cross-stack-reference-input-x", key="k"),
                                     {"key": "k"}),
}  # fmt: skip


@pytest.mark.parametrize("case", STATES)
def test_states_of_stacks_that_are_deployed_are_read_there(case: str) -> None:
    found, config = STATES[case]
    stack = {"data": {"terraform_remote_state": {"x": found}}}
    configuration.read_states(stack, {"images": Path("/there")}, BACKENDS)
    assert stack["data"]["terraform_remote_state"]["x"]["config"] == config


def test_a_variable_needs_a_value_if_anything_needs_it() -> None:
    stack: dict[str, Any] = {
        "variable": {"given": {}, "elsewhere": {}, "default": {"default": None}, "unused": {}},
        "locals": {"a": "${var.given}${var.elsewhere}${var.default}"},
    }
    given = {"given": 1, "of-another-stack": 2}
    assert configuration.choose_values(stack, given, ["elsewhere"]) == {"given": 1}
    assert list(stack["variable"]) == ["given", "elsewhere", "default"]
    with pytest.raises(DeploymentError, match=r"variables 'elsewhere', 'given': pass variables="):
        configuration.choose_values(stack, {}, [])


REQUIRED = {
    "ours": ({"linode": {"source": "terraform.local/shim/linode"}}, ["linode"], {}),
    "the official one": ({"linode": {"source": "linode/linode"}}, ["linode"], {}),
    "under another name": ({"akamai": {"source": "registry.opentofu.org/linode/linode"}},
                           ["akamai"], {}),
    "another": ({"random": {"source": "hashicorp/random"}}, [],
                {"random": {"source": "hashicorp/random"}}),
}  # fmt: skip


@pytest.mark.parametrize("case", REQUIRED)
def test_providers_are_linodes_or_others(case: str) -> None:
    required, linode, others = REQUIRED[case]
    stack = {"terraform": {"required_providers": required}}
    assert providers.linode_names(stack) == linode
    assert providers.foreign(stack) == others


def test_what_nobody_requires_is_found_by_its_resources() -> None:
    stack = {
        "resource": {
            "linode_image": {"a": {}},
            "null_resource": {"a": {}, "b": {"provider": "other.alias"}},
            "terraform_data": {"a": {}},
        }
    }
    assert providers.linode_names(stack) == ["linode"]
    assert list(providers.foreign(stack)) == ["null", "other"]


ACCOUNTS: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "one block": ([{"token": "a"}], ["default"]),
    "none": ([], []),
    "blocks of one token": ([{"token": "a"}, {"alias": "x", "token": "a"}], ["default"] * 2),
    "another token": ([{"alias": "x", "token": "a"}, {"token": "b"}], ["x", "default"]),
    "another address": ([{"url": "a"}, {"alias": "x", "url": "b"}], ["default", "x"]),
    "two blocks of another token": (
        [{}, {"alias": "x", "token": "a"}, {"alias": "y", "token": "a"}],
        ["default", "x", "x"],
    ),
    "aliases alone": ([{"alias": "x", "token": "a"}, {"alias": "y", "token": "b"}],
                      ["default", "y"]),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCOUNTS)
def test_blocks_of_another_address_or_token_have_another_account(case: str) -> None:
    blocks, accounts = ACCOUNTS[case]
    assert providers.accounts_of(blocks) == accounts


def test_all_that_leads_elsewhere_is_replaced() -> None:
    block = {
        "url": "u",
        "token": "t",
        "config_path": "c",
        "config_profile": "p",
        "api_ca_path": "/x",
        "event_poll_ms": 9,
        "ua_prefix": "ours",
    }
    providers.point_at([block], "http://here", {"default": "new"}, "/empty")
    assert block == {
        "url": "http://here",
        "token": "new",
        "config_path": "/empty",
        "event_poll_ms": 9,
        "ua_prefix": "ours",
    }
