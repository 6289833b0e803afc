"""ConfigureProvider and StopProvider."""

from __future__ import annotations

from shim_provider.problem import Problem
from shim_provider.unknown import UNKNOWN

from .terraform import Terraform, configured, errors, pack, path_of
from .toy.library import LIBRARY, Service


def test_the_provider_block_is_taken_into_use(terraform: Terraform, service: Service) -> None:
    config = configured(LIBRARY, token=UNKNOWN, hours=8)
    reply = terraform.call(
        "ConfigureProvider", terraform_version="1.15.5", config=pack(config, LIBRARY)
    )
    assert reply["diagnostics"] == []
    assert service.configured == [(config, "1.15.5")]


def test_warnings_are_passed_on(terraform: Terraform) -> None:
    reply = terraform.call("ConfigureProvider", config=pack(configured(LIBRARY), LIBRARY))
    assert [path_of(item) for item in reply["diagnostics"]] == [("token",)]
    assert errors(reply["diagnostics"]) == []


def test_a_configuration_that_cannot_be_used_is_an_error(
    terraform: Terraform, service: Service
) -> None:
    service.failing["configure"] = Problem("No token", "Get one.", "token")
    reply = terraform.call("ConfigureProvider", config=pack(configured(LIBRARY), LIBRARY))
    assert [item["summary"] for item in errors(reply["diagnostics"])] == ["No token"]


def test_a_stop_is_passed_on_and_answered_at_once(terraform: Terraform, service: Service) -> None:
    assert terraform.call("StopProvider") == {"Error": ""}
    assert service.stopped


def test_a_stop_that_fails_says_so_in_its_reply(terraform: Terraform, service: Service) -> None:
    service.failing["stop"] = RuntimeError("secret")
    assert terraform.call("StopProvider") == {"Error": "The provider could not stop: RuntimeError."}
