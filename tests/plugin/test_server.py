"""Calls to handlers and go-plugin's own services, without a connection."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from shim_provider.plugin import grpc
from shim_provider.plugin.server import Handlers, Server
from shim_provider.wire import messages

from . import toy_provider

PATIENCE = 20.0


class Answer:
    """What a call was answered, from whichever thread."""

    def __init__(self) -> None:
        self.body = b""
        self.trailers: dict[bytes, bytes] = {}
        self.pieces = 0
        self._ended = threading.Event()

    def respond(self, body: bytes, trailers: grpc.Headers | None) -> None:
        self.body += body
        self.pieces += 1
        if trailers is not None:
            self.trailers = dict(trailers)
            self._ended.set()

    def wait(self) -> Answer:
        assert self._ended.wait(PATIENCE)
        return self

    @property
    def status(self) -> int:
        return int(self.wait().trailers[b"grpc-status"])

    @property
    def ended(self) -> bool:
        return self._ended.is_set()


def call(server: Server, path: str, message: bytes = b"", body: bytes | None = None) -> Answer:
    answer = Answer()
    server.call(path, grpc.frame(message) if body is None else body, answer.respond)
    return answer


def rpc(server: Server, name: str, **fields: Any) -> Answer:
    return call(server, f"/tfplugin6.Provider/{name}", messages.encode(f"{name}.Request", fields))


def serving(**rpcs: Callable[[dict[str, Any]], Any]) -> Server:
    return Server(lambda: Handlers(rpcs, frozenset()))


def test_a_handler_gets_the_request_and_its_reply_is_sent() -> None:
    asked = []

    def validate(request: dict[str, Any]) -> dict[str, Any]:
        asked.append(request)
        return {"diagnostics": [{"severity": messages.ERROR, "summary": "no"}]}

    answer = rpc(serving(ValidateResourceConfig=validate), "ValidateResourceConfig", type_name="x")
    reply = messages.decode("ValidateResourceConfig.Response", grpc.unframe(answer.body))
    assert answer.status == grpc.OK
    assert asked == [{"type_name": "x", "config": None, "client_capabilities": None}]
    assert reply["diagnostics"][0]["summary"] == "no"


def test_a_stream_sends_each_event_as_it_comes() -> None:
    answer = rpc(Server(toy_provider.load), "ListResource", limit=3)
    assert answer.status == grpc.OK
    assert answer.pieces == 4  # three events and the trailers
    size = 5 + answer.body[4]
    first = messages.decode("ListResource.Event", answer.body[5:size])
    assert first["display_name"] == "thing 0"


def test_a_stream_which_fails_midway_keeps_what_it_has_sent() -> None:
    def break_off(_request: dict[str, Any]) -> Any:
        yield {"display_name": "first"}
        raise RuntimeError

    answer = rpc(serving(ListResource=break_off), "ListResource")
    assert (answer.status, answer.pieces) == (grpc.INTERNAL, 2)


def test_handlers_are_loaded_once_and_not_before_the_first_rpc() -> None:
    loaded = []

    def load() -> Handlers:
        loaded.append(1)
        return toy_provider.load()

    server = Server(load)
    call(server, "/grpc.health.v1.Health/Check")
    assert not loaded
    for _ in range(3):
        assert rpc(server, "ConfigureProvider").status == grpc.OK
    assert len(loaded) == 1


def test_a_failure_to_load_is_told_by_every_rpc() -> None:
    def load() -> Handlers:
        raise ImportError("no such module")

    server = Server(load)
    server.load()
    for _ in range(2):
        answer = rpc(server, "ConfigureProvider")
        assert answer.status == grpc.INTERNAL
        assert (
            answer.trailers[b"grpc-message"]
            == b"/tfplugin6.Provider/ConfigureProvider failed: ImportError"
        )


@pytest.mark.parametrize("blocking", [True, False])
def test_an_exception_becomes_a_status_without_values_and_a_logged_traceback(
    blocking: bool, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_request: dict[str, Any]) -> dict[str, Any]:
        raise RuntimeError("hunter2")

    named = frozenset({"ReadResource"} if blocking else ())
    server = Server(lambda: Handlers({"ReadResource": fail}, named))
    with caplog.at_level(logging.ERROR):
        answer = rpc(server, "ReadResource").wait()
    assert answer.status == grpc.INTERNAL
    assert b"RuntimeError" in answer.trailers[b"grpc-message"]
    assert b"hunter2" not in answer.trailers[b"grpc-message"]
    assert "Traceback" in caplog.text


def test_a_reply_with_a_wrong_field_is_a_failure() -> None:
    server = serving(ReadResource=lambda _request: {"newstate": None})
    assert rpc(server, "ReadResource").status == grpc.INTERNAL


BAD_REQUESTS = {
    "no message": (b"", grpc.INTERNAL),
    "a compressed message": (b"\1\0\0\0\0", grpc.UNIMPLEMENTED),
    "a message which is no protobuf": (grpc.frame(b"\x0a"), grpc.INTERNAL),
}


@pytest.mark.parametrize(("body", "status"), BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_a_bad_request_is_refused(body: bytes, status: int) -> None:
    answer = call(Server(toy_provider.load), "/tfplugin6.Provider/ReadResource", body=body)
    assert answer.status == status


AT_ONCE = {
    "an unknown method": ("/tfplugin6.Provider/Nonsense", grpc.UNIMPLEMENTED),
    "an unknown service": ("/tfplugin5.Provider/ReadResource", grpc.UNIMPLEMENTED),
    "no method": ("", grpc.UNIMPLEMENTED),
    "a state store, which this provider does not have": (
        "/tfplugin6.Provider/WriteStateBytes",
        grpc.UNIMPLEMENTED,
    ),
    "go-plugin's output": ("/plugin.GRPCStdio/StreamStdio", grpc.OK),
    "go-plugin's broker": ("/plugin.GRPCBroker/StartStream", grpc.OK),
}


@pytest.mark.parametrize(("path", "status"), AT_ONCE.values(), ids=AT_ONCE)
def test_what_needs_no_request_is_answered_at_once(path: str, status: int) -> None:
    trailers = Server(toy_provider.load).answer_at_once(path)
    assert trailers is not None
    assert dict(trailers)[b"grpc-status"] == b"%d" % status


def test_every_rpc_waits_for_its_request() -> None:
    server = Server(toy_provider.load)
    for name in messages.RPCS:
        assert server.answer_at_once(f"/tfplugin6.Provider/{name}") is None


def test_an_rpc_without_a_handler_is_unimplemented() -> None:
    answer = rpc(serving(), "MoveResourceState")
    assert answer.status == grpc.UNIMPLEMENTED
    assert answer.trailers[b"grpc-message"] == b"MoveResourceState is not supported"


HEALTH = {"go-plugin's service": "plugin", "the whole server": ""}


@pytest.mark.parametrize("service", HEALTH.values(), ids=HEALTH)
def test_health_of(service: str) -> None:
    message = messages.encode("grpc.health.v1.HealthCheckRequest", {"service": service})
    answer = call(Server(toy_provider.load), "/grpc.health.v1.Health/Check", message)
    assert answer.status == grpc.OK
    reply = messages.decode("grpc.health.v1.HealthCheckResponse", grpc.unframe(answer.body))
    assert reply["status"] == messages.SERVING


def test_health_of_an_unknown_service_is_not_found() -> None:
    message = messages.encode("grpc.health.v1.HealthCheckRequest", {"service": "disk"})
    answer = call(Server(toy_provider.load), "/grpc.health.v1.Health/Check", message)
    assert answer.status == grpc.NOT_FOUND


def test_shutdown_is_answered_only_when_a_running_apply_has_been() -> None:
    release = threading.Event()
    order = []

    def apply(_request: dict[str, Any]) -> dict[str, Any]:
        release.wait(PATIENCE)
        order.append("apply")
        return {}

    handlers = Handlers({"ApplyResourceChange": apply}, frozenset({"ApplyResourceChange"}))
    server = Server(lambda: handlers)
    applied = rpc(server, "ApplyResourceChange")
    shut_down = call(server, "/plugin.GRPCController/Shutdown")
    assert server.wait(PATIENCE)
    farewell = threading.Thread(target=server.say_farewell)
    farewell.start()
    assert not shut_down.ended
    release.set()
    farewell.join(PATIENCE)
    assert (applied.status, shut_down.status, order) == (grpc.OK, grpc.OK, ["apply"])


def test_what_is_answered_after_shutdown_is_no_part_of_the_orderly_end() -> None:
    """A host that does not wait for it (Ctrl-C twice) may not keep it."""
    release, order = threading.Event(), []

    def apply(_request: dict[str, Any]) -> dict[str, Any]:
        release.wait(PATIENCE)
        order.append("apply")
        return {}

    def orderly_end() -> None:
        order.append("end")
        release.set()

    handlers = Handlers(
        {"ApplyResourceChange": apply}, frozenset({"ApplyResourceChange"}), orderly_end
    )
    server = Server(lambda: handlers)
    rpc(server, "ApplyResourceChange")
    call(server, "/plugin.GRPCController/Shutdown")
    server.say_farewell()
    assert order == ["end", "apply"]


def test_shutdown_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shim_provider.plugin.server._PATIENCE", 0.05)
    release = threading.Event()

    def apply(_request: dict[str, Any]) -> dict[str, Any]:
        release.wait(PATIENCE)
        return {}

    handlers = Handlers({"ApplyResourceChange": apply}, frozenset({"ApplyResourceChange"}))
    server = Server(lambda: handlers)
    applied = rpc(server, "ApplyResourceChange")
    shut_down = call(server, "/plugin.GRPCController/Shutdown")
    server.say_farewell()
    assert (shut_down.status, applied.ended) == (grpc.OK, False)
    release.set()
    assert applied.status == grpc.OK


def test_it_leaves_when_the_last_host_has_gone() -> None:
    server = Server(toy_provider.load)
    assert server.waits_for_host()
    server.connected()
    server.connected()
    server.disconnected()
    assert not server.wait(0)
    assert not server.waits_for_host()
    server.disconnected()
    assert server.wait(0)


def test_a_server_that_stays_does_not_leave_with_the_last_host() -> None:
    server = Server(toy_provider.load, stays=True)
    server.connected()
    server.disconnected()
    assert not server.wait(0)


def test_a_server_that_stays_answers_shutdown_and_stays() -> None:
    server = Server(toy_provider.load, stays=True)
    assert call(server, "/plugin.GRPCController/Shutdown").status == grpc.OK
    assert not server.wait(0)


def test_without_shutdown_there_is_no_farewell() -> None:
    Server(toy_provider.load).say_farewell()
