"""HTTP/2 on a connection: what h2 and the transport make of good, odd and hostile peers.

In this process, over a socket pair without TLS.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from h2.events import PingAckReceived, StreamEnded
from h2.settings import SettingCodes
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    HeadersFrame,
    PingFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from shim_provider.plugin import grpc, transport
from shim_provider.plugin.server import Handlers, Server
from shim_provider.plugin.tls import Plain
from shim_provider.wire import messages

from .client import PATIENCE, Client, request_headers

READ = "/tfplugin6.Provider/ReadResource"
VALIDATE = "/tfplugin6.Provider/ValidateResourceConfig"


class Peer:
    """A served socket pair: the handlers echo states, and wait for `release` when told to."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.running = threading.Semaphore(0)
        rpcs: dict[str, Callable[[dict[str, Any]], Any]] = {
            "ReadResource": self._read,
            "ValidateResourceConfig": lambda _request: {},
            "StopProvider": lambda _request: {},
            "ListResource": lambda request: (
                {"display_name": "x"} for _ in range(request["limit"])
            ),
        }
        self.server = Server(lambda: Handlers(rpcs, frozenset({"ReadResource"})))
        self.socket, theirs = socket.socketpair()
        self.thread = threading.Thread(target=self._serve, args=(theirs,))
        self.thread.start()
        self.client = Client(self.socket)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            transport.serve(connection, Plain(), self.server)

    def _read(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["type_name"] == "slow":
            self.running.release()
            self.release.wait(PATIENCE)
        return {"new_state": request["current_state"]}

    def close(self) -> None:
        self.release.set()
        self.client.close()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def peer() -> Iterator[Peer]:
    peer = Peer()
    try:
        yield peer
    finally:
        peer.close()


@pytest.fixture
def client(peer: Peer) -> Client:
    return peer.client


def state(size: int) -> bytes:
    """A state without order, so that swapped pieces are noticed."""
    return os.urandom(1024) * (size // 1024) + b"end"


def read(client: Client, data: bytes) -> bytes:
    reply = client.rpc("ReadResource", current_state={"msgpack": data})
    found = reply["new_state"]["msgpack"]
    assert isinstance(found, bytes)
    return found


def slow_read() -> bytes:
    return messages.encode("ReadResource.Request", {"type_name": "slow"})


def sent(client: Client, *frames: Frame) -> None:
    """Frames as they are, whatever h2 thinks of them."""
    client.flush()
    client.socket.sendall(b"".join(frame.serialize() for frame in frames))


def headers_block(client: Client, path: str) -> bytes:
    block = client.h2.encoder.encode(request_headers(path))
    assert isinstance(block, bytes)
    return block


def still_serves(peer: Peer) -> None:
    assert peer.client.call(VALIDATE).status == grpc.OK


def test_a_reply_has_headers_a_message_and_trailers(client: Client) -> None:
    reply = client.call(VALIDATE)
    assert reply.headers == {b":status": b"200", b"content-type": b"application/grpc"}
    assert reply.frames() == [b""]
    assert reply.trailers == {b"grpc-status": b"0"}


@pytest.mark.parametrize("events", [0, 1, 30])
def test_a_stream_has_a_message_for_each_event(client: Client, events: int) -> None:
    request = messages.encode("ListResource.Request", {"limit": events})
    reply = client.call("/tfplugin6.Provider/ListResource", request)
    assert reply.status == grpc.OK
    assert reply.frames() == [messages.encode("ListResource.Event", {"display_name": "x"})] * events


def test_an_error_is_a_single_frame_of_headers(client: Client) -> None:
    reply = client.call("/tfplugin6.Provider/Nonsense")
    assert reply.status == grpc.UNIMPLEMENTED
    assert reply.headers[b"grpc-message"] == b"unknown method /tfplugin6.Provider/Nonsense"
    assert (reply.body, reply.trailers) == (b"", {})


def test_a_request_that_is_not_grpc_is_an_unsupported_media_type(peer: Peer) -> None:
    client = peer.client
    stream = client.h2.get_next_available_stream_id()
    client.events[stream] = []
    client.h2.send_headers(
        stream,
        [(":method", "GET"), (":path", "/"), (":scheme", "http"), (":authority", "x")],
        end_stream=True,
    )
    client.flush()
    assert client.wait(stream).headers == {b":status": b"415"}
    still_serves(peer)


def test_a_stream_which_is_never_half_closed_is_answered_at_once(peer: Peer) -> None:
    stream = peer.client.start("/plugin.GRPCBroker/StartStream", None)
    assert peer.client.wait(stream).status == grpc.OK
    still_serves(peer)


def test_data_behind_an_answer_given_at_once_is_ignored(peer: Peer) -> None:
    stream = peer.client.start("/tfplugin6.Provider/Nonsense", b"a message", end=False)
    assert peer.client.wait(stream).status == grpc.UNIMPLEMENTED
    peer.client.send_body(stream, b"more", end=True)
    still_serves(peer)


def test_messages_far_above_4_megabytes_go_both_ways(client: Client) -> None:
    data = state(40 << 20)
    assert read(client, data) == data


def test_a_message_larger_than_any_is_refused_before_it_is_complete(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grpc, "LARGEST_MESSAGE", 1000)
    stream = peer.client.start(READ, b"x" * 2000, end=False)
    reply = peer.client.wait(stream)
    assert reply.status == grpc.RESOURCE_EXHAUSTED
    assert reply.headers[b"grpc-message"] == b"the request is larger than 1000 bytes"
    still_serves(peer)


def test_the_server_sends_no_more_than_the_window_allows(peer: Peer) -> None:
    client = peer.client
    client.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 100})
    client.flush()
    data = state(5 << 10)
    assert read(client, data) == data  # h2's client raises when a window is overrun
    still_serves(peer)


def test_a_window_opened_by_settings_lets_waiting_replies_go_on(peer: Peer) -> None:
    client = peer.client
    client.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 0})
    client.flush()
    data = state(3 << 10)
    message = messages.encode("ReadResource.Request", {"current_state": {"msgpack": data}})
    stream = client.start(READ, message)
    while not client.events[stream]:
        client.receive()
    assert client.call("/tfplugin6.Provider/Nonsense").status == grpc.UNIMPLEMENTED
    assert not any(isinstance(event, StreamEnded) for event in client.events[stream])
    client.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 1 << 20})
    client.flush()
    assert data in client.wait(stream).body


def test_the_window_of_the_connection_holds_back_all_replies(peer: Peer) -> None:
    client = peer.client
    streams = [
        client.start(
            READ, messages.encode("ReadResource.Request", {"current_state": {"msgpack": data}})
        )
        for data in [state(60 << 10)] * 5
    ]
    assert [client.wait(stream).status for stream in streams] == [grpc.OK] * 5


def test_frames_are_no_longer_than_the_peer_takes(peer: Peer) -> None:
    data = state(200 << 10)
    assert read(peer.client, data) == data  # h2's client refuses frames over 16 KiB


def test_calls_are_answered_in_the_order_in_which_they_end(peer: Peer) -> None:
    slow = peer.client.start(READ, slow_read())
    still_serves(peer)
    peer.release.set()
    assert peer.client.wait(slow).status == grpc.OK


def test_a_hundred_and_fifty_slow_calls_hold_back_no_stop(peer: Peer) -> None:
    slow = [peer.client.start(READ, slow_read()) for _ in range(150)]
    assert peer.client.call("/tfplugin6.Provider/StopProvider").status == grpc.OK
    for _ in slow:
        assert peer.running.acquire(timeout=PATIENCE)  # all run at the same time
    peer.release.set()
    assert [peer.client.wait(stream).status for stream in slow] == [grpc.OK] * 150


def test_a_cancelled_call_gets_no_answer_and_disturbs_none(peer: Peer) -> None:
    slow = peer.client.start(READ, slow_read())
    assert peer.running.acquire(timeout=PATIENCE)
    peer.client.h2.reset_stream(slow, 8)
    peer.client.flush()
    still_serves(peer)
    peer.release.set()
    still_serves(peer)
    assert peer.client.events[slow] == []


def test_a_call_cancelled_while_its_reply_waits_for_room_is_forgotten(peer: Peer) -> None:
    client = peer.client
    client.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 0})
    client.flush()
    stream = client.start(
        READ, messages.encode("ReadResource.Request", {"current_state": {"msgpack": state(1024)}})
    )
    while not client.events[stream]:
        client.receive()
    client.h2.reset_stream(stream, 8)
    client.h2.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: 1 << 20})
    still_serves(peer)


def test_a_ping_is_answered(client: Client) -> None:
    client.h2.ping(b"12345678")
    client.flush()
    while not any(isinstance(event, PingAckReceived) for event in client.receive()):
        pass


def test_headers_may_be_continued_and_padded(peer: Peer) -> None:
    client = peer.client
    stream = client.h2.get_next_available_stream_id()
    client.events[stream] = []
    client.h2.send_headers(stream, request_headers(VALIDATE))
    block = client.h2.data_to_send()[9:]  # behind the head of the one frame
    data = DataFrame(stream, grpc.frame(b""), flags=["PADDED", "END_STREAM"], pad_length=200)
    sent(
        client,
        HeadersFrame(stream, block[:3], flags=["PADDED"], pad_length=10),
        ContinuationFrame(stream, block[3:9]),
        ContinuationFrame(stream, block[9:], flags=["END_HEADERS"]),
        data,
    )
    assert client.wait(stream).status == grpc.OK


def test_a_request_one_byte_at_a_time_is_the_same_request(peer: Peer) -> None:
    client = peer.client
    stream = client.h2.get_next_available_stream_id()
    client.events[stream] = []
    client.h2.send_headers(stream, request_headers(VALIDATE))
    client.h2.send_data(stream, grpc.frame(b""), end_stream=True)
    for byte in client.h2.data_to_send():
        client.socket.sendall(bytes((byte,)))
    assert client.wait(stream).status == grpc.OK


def test_an_unknown_frame_is_ignored(peer: Peer) -> None:
    peer.client.socket.sendall(b"\0\0\3\xfe\0\0\0\0\0abc")
    still_serves(peer)


HOSTILE: dict[str, Callable[[Client], bytes]] = {
    "another protocol": lambda _client: b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 10,
    "random bytes": lambda _client: os.urandom(200),
    "a frame which is too long": lambda _client: b"\xff\xff\xff\0\0\0\0\0\1",
    "a continuation of nothing": lambda _client: ContinuationFrame(1, b"x").serialize(),
    "data on stream 0": lambda _client: b"\0\0\1\0\0\0\0\0\0x",
    "data on a stream which was never opened": lambda _client: DataFrame(99, b"x").serialize(),
    "headers which are no HPACK": lambda _client: HeadersFrame(
        1, b"\xff" * 20, flags=["END_HEADERS"]
    ).serialize(),
    "headers on an even stream": lambda client: HeadersFrame(
        2, headers_block(client, VALIDATE), flags=["END_HEADERS"]
    ).serialize(),
    "a window which overflows": lambda _client: WindowUpdateFrame(
        0, window_increment=(1 << 31) - 1
    ).serialize(),
    "a window update of 0": lambda _client: b"\0\0\4\x08\0\0\0\0\0\0\0\0\0",
    "settings out of range": lambda _client: SettingsFrame(
        0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: (1 << 31) - 1 + 5}
    ).serialize(),
    "a ping of the wrong size": lambda _client: b"\0\0\1\6\0\0\0\0\0x",
    "half a frame": lambda _client: PingFrame(0, b"12345678").serialize()[:-1],
    "continuations without end": lambda client: b"".join(
        [
            HeadersFrame(1, headers_block(client, VALIDATE)[:1]).serialize(),
            *[ContinuationFrame(1, b"").serialize()] * 100,
        ]
    ),
}


@pytest.mark.parametrize("attack", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_peer_ends_its_connection_and_nothing_else(
    peer: Peer, attack: Callable[[Client], bytes]
) -> None:
    other = Peer()
    try:
        peer.client.socket.sendall(attack(peer.client))
        peer.socket.shutdown(socket.SHUT_WR)
        while peer.client.socket.recv(1 << 16):
            pass
        peer.thread.join(PATIENCE)
        assert not peer.thread.is_alive()
        still_serves(other)
    finally:
        other.close()


def test_a_peer_that_says_goaway_may_still_hang_up_in_peace(peer: Peer) -> None:
    peer.client.h2.close_connection()
    peer.client.flush()
    peer.client.close()
    peer.thread.join(PATIENCE)
    assert not peer.thread.is_alive()


def test_a_reply_for_a_peer_that_has_left_is_dropped(peer: Peer) -> None:
    peer.client.start(READ, slow_read())
    assert peer.running.acquire(timeout=PATIENCE)
    peer.client.close()
    peer.thread.join(PATIENCE)
    peer.release.set()
    assert peer.server.wait(PATIENCE)
    peer.server.say_farewell()
