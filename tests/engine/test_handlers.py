"""All RPCs: answered in their own messages, even when everything fails."""

from __future__ import annotations

from typing import Any

import pytest

from shim_provider.engine.handlers import BLOCKING, rpcs
from shim_provider.wire import messages

from .terraform import Terraform, configured
from .toy import book
from .toy.library import BOOK, Library

#: Answered by the plugin layer, or not at all: this provider has no functions and no metadata.
ELSEWHERE = {"GetMetadata", "GetFunctions", "GenerateResourceConfig"}


def test_every_rpc_of_the_protocol_has_a_handler(library: Library) -> None:
    assert set(rpcs(library)) == set(messages.RPCS) - ELSEWHERE


def test_what_may_wait_is_known_by_name(library: Library) -> None:
    assert set(rpcs(library)) > BLOCKING


class Broken:
    """A catalogue of which nothing works."""

    resource_names = data_source_names = list_names = ("toy_book",)

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


@pytest.mark.parametrize("rpc", sorted(rpcs(Library())))
@pytest.mark.parametrize("catalogue", [Library, Broken])
def test_an_empty_request_is_answered(rpc: str, catalogue: Any) -> None:
    terraform = Terraform(catalogue())
    if rpc in messages.STREAMS:
        (reply,) = terraform.stream(rpc)
        assert reply["diagnostic"]
        return
    reply = terraform.call(rpc)
    wrong = reply.get("diagnostics") or reply.get("Error")
    answers_from_itself = catalogue is Library and rpc in {
        "GetProviderSchema",
        "GetResourceIdentitySchemas",
        "StopProvider",
    }
    assert bool(wrong) is not answers_from_itself


def test_validations_and_plans_can_be_repeated(terraform: Terraform) -> None:
    # Terraform validates three times and plans twice on the way to one apply.
    config = configured(BOOK, title="Dune")
    assert terraform.plan(config) == terraform.plan(config)


def test_a_resource_need_not_refine_its_plan(
    terraform: Terraform, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(BOOK, title="Dune")
    refined = terraform.plan(config)
    monkeypatch.delattr(book, "plan")
    assert terraform.plan(config) == refined
