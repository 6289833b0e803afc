"""An independent client, grpcio with Google's protobuf, against the toy provider.

Without TLS: grpcio cannot show a client certificate on Terraform's curve, P-521.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest

from tests.wire.oracle import message_class

from .client import PATIENCE, launched

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


@pytest.fixture(scope="module")
def channel() -> Iterator[Any]:
    with launched() as provider:
        address = f"unix:{provider.handshake.address}"
        with grpc.insecure_channel(address, options=UNLIMITED) as channel:
            yield channel


def message(name: str, **fields: Any) -> Any:
    return message_class(name)(**fields)


def unary(channel: Any, path: str, reply: str) -> Any:
    return channel.unary_unary(
        path,
        request_serializer=lambda request: request.SerializeToString(),
        response_deserializer=message_class(reply).FromString,
    )


def rpc(channel: Any, name: str) -> Any:
    return unary(channel, f"/tfplugin6.Provider/{name}", f"{name}.Response")


def test_a_schema_arrives(channel: Any) -> None:
    reply = rpc(channel, "GetProviderSchema")(message("GetProviderSchema.Request"))
    attributes = reply.resource_schemas["toy_thing"].block.attributes
    assert [(a.name, a.type, a.required, a.computed) for a in attributes] == [
        ("name", b'"string"', True, False),
        ("id", b'"string"', False, True),
    ]
    assert reply.server_capabilities.plan_destroy


def test_a_thousand_small_calls_are_answered(channel: Any) -> None:
    call = rpc(channel, "UpgradeResourceState")
    for number in range(1000):
        raw = message("RawState", json=b'{"name": "%d"}' % number)
        reply = call(message("UpgradeResourceState.Request", raw_state=raw), timeout=PATIENCE)
        assert b"%d" % number in reply.upgraded_state.msgpack


def test_many_calls_at_once_get_their_own_answers(channel: Any) -> None:
    call = rpc(channel, "ReadResource")
    states = [os.urandom(10_000) for _ in range(100)]
    asked = [
        call.future(
            message("ReadResource.Request", current_state=message("DynamicValue", msgpack=state)),
            timeout=PATIENCE,
        )
        for state in states
    ]
    assert [future.result().new_state.msgpack for future in asked] == states


def test_a_large_message_goes_both_ways(channel: Any) -> None:
    state = os.urandom(1 << 20) * 20
    request = message("ReadResource.Request", current_state=message("DynamicValue", msgpack=state))
    reply = rpc(channel, "ReadResource")(request, timeout=PATIENCE)
    assert reply.new_state.msgpack == state


def test_a_stream_arrives(channel: Any) -> None:
    call = channel.unary_stream(
        "/tfplugin6.Provider/ListResource",
        request_serializer=lambda request: request.SerializeToString(),
        response_deserializer=message_class("ListResource.Event").FromString,
    )
    events = call(message("ListResource.Request", limit=300), timeout=PATIENCE)
    assert [event.display_name for event in events] == [f"thing {n}" for n in range(300)]


STATUSES = {
    "an unknown RPC": ("Nonsense", grpc.StatusCode.UNIMPLEMENTED, "unknown method"),
    "an RPC without handler": ("MoveResourceState", grpc.StatusCode.UNIMPLEMENTED, "not supported"),
    "an exception": ("ValidateListResourceConfig", grpc.StatusCode.INTERNAL, "RuntimeError"),
}


@pytest.mark.parametrize(("name", "code", "says"), STATUSES.values(), ids=STATUSES)
def test_a_failure_has_its_status_and_text(channel: Any, name: str, code: Any, says: str) -> None:
    call = unary(channel, f"/tfplugin6.Provider/{name}", "StopProvider.Response")
    with pytest.raises(grpc.RpcError) as caught:
        call(message("StopProvider.Request"), timeout=PATIENCE)
    assert caught.value.code() is code
    assert says in caught.value.details()
    assert "hunter2" not in caught.value.details()


def test_a_cancelled_call_leaves_the_connection_in_order(channel: Any) -> None:
    thing = b"\x82\xa4name\xa4slow\xa2id\xd4\0\0"
    planned = message("DynamicValue", msgpack=thing)
    call = rpc(channel, "ApplyResourceChange").future(
        message("ApplyResourceChange.Request", planned_state=planned)
    )
    call.cancel()
    rpc(channel, "ConfigureProvider")(message("ConfigureProvider.Request"), timeout=PATIENCE)


def test_health_is_served_as_go_plugin_asks(channel: Any) -> None:
    check = unary(channel, "/grpc.health.v1.Health/Check", "grpc.health.v1.HealthCheckResponse")
    reply = check(message("grpc.health.v1.HealthCheckRequest", service="plugin"), timeout=PATIENCE)
    assert reply.status == 1


def test_go_plugins_streams_end_at_once(channel: Any) -> None:
    stdio = channel.unary_stream("/plugin.GRPCStdio/StreamStdio")
    assert list(stdio(b"", timeout=PATIENCE)) == []
    broker = channel.stream_stream("/plugin.GRPCBroker/StartStream")
    assert list(broker(iter(()), timeout=PATIENCE)) == []


def test_a_compressed_request_is_refused(channel: Any) -> None:
    state = message("DynamicValue", msgpack=bytes(10_000))
    request = message("ReadResource.Request", current_state=state)
    with pytest.raises(grpc.RpcError) as caught:
        rpc(channel, "ReadResource")(request, compression=grpc.Compression.Gzip, timeout=PATIENCE)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
