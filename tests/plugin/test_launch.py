"""The life of a provider process, as go-plugin's host lives it: real processes, real TLS."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from h2.events import StreamEnded

from shim_provider.plugin.handshake import COOKIE_NAME
from shim_provider.unknown import UNKNOWN
from shim_provider.wire.values import to_dynamic

from .client import (
    PATIENCE,
    SHUTDOWN,
    TOY,
    Certificate,
    Client,
    Launched,
    launch_environment,
    launched,
    make_certificate,
    read_handshake,
    trusting,
)
from .toy_provider import SOURCE, TYPE

SLOW = to_dynamic({"name": "slow", "id": UNKNOWN}, TYPE)


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return make_certificate()


@pytest.fixture
def plain() -> Iterator[Launched]:
    """A provider whose host wants no TLS."""
    with launched() as provider:
        yield provider


@pytest.fixture
def secure(certificate: Certificate) -> Iterator[Launched]:
    """A provider with TLS on both sides."""
    with launched(certificate) as provider:
        yield provider


def directory_of(provider: Launched) -> Path:
    return Path(provider.handshake.address).parent


def until_it_ends(client: Client) -> None:
    while client.receive() is not None:
        pass


def start_apply(client: Client) -> int:
    """Begins an apply which takes a second, or until StopProvider."""
    request = {"type_name": "toy_thing", "planned_state": SLOW, "config": SLOW}
    return client.start_rpc("ApplyResourceChange", **request)


# By hand.


def test_a_human_is_told_what_this_is_and_what_to_run() -> None:
    environment = {name: value for name, value in os.environ.items() if name != COOKIE_NAME}
    done = subprocess.run(
        [sys.executable, "-m", "shim_provider"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Terraform provider" in done.stderr
    assert "linode-shim install" in done.stderr
    assert "linode-shim --help" in done.stderr


# The handshake.


def test_without_tls_the_line_has_no_certificate(plain: Launched) -> None:
    shaken = plain.handshake
    assert (shaken.core, shaken.protocol, shaken.kind) == ("1", "6", "grpc")
    assert shaken.certificate == b""
    assert plain.connect().rpc("ConfigureProvider")["diagnostics"] == []


def test_the_socket_is_in_a_directory_only_its_owner_can_enter(plain: Launched) -> None:
    assert plain.handshake.network == "unix"
    assert stat.S_IMODE(directory_of(plain).stat().st_mode) == 0o700


def test_a_long_temporary_directory_is_not_used_for_the_socket(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    with launched(environment={"TMPDIR": str(long)}) as provider:
        provider.connect().shut_down()
        assert provider.end() == 0


def test_without_unix_sockets_it_listens_on_a_port_the_host_allows() -> None:
    program = (
        "-c",
        f"import socket, runpy; del socket.AF_UNIX; runpy.run_path({str(TOY)!r}, None, '__main__')",
    )
    ports = {"PLUGIN_MIN_PORT": "21000", "PLUGIN_MAX_PORT": "29000"}
    with launched(make_certificate(), ports, program) as provider:
        host, port = provider.handshake.address.split(":")
        assert (provider.handshake.network, host) == ("tcp", "127.0.0.1")
        assert 21000 <= int(port) <= 29000
        provider.connect().shut_down()
        assert provider.end() == 0


def test_with_tls_calls_are_answered_and_the_key_is_nowhere(secure: Launched) -> None:
    client = secure.connect()
    assert client.rpc("ConfigureProvider")["diagnostics"] == []
    assert [file.name for file in directory_of(secure).iterdir()] == ["socket"]
    data = os.urandom(1 << 20) * 6
    reply = client.rpc("ReadResource", current_state={"msgpack": data})
    assert reply["new_state"]["msgpack"] == data


def test_tls_agrees_on_http_2(secure: Launched) -> None:
    connection = secure.connect().socket
    assert isinstance(connection, ssl.SSLSocket)
    assert connection.selected_alpn_protocol() == "h2"


def test_a_call_that_comes_along_with_the_end_of_the_tls_handshake_is_answered(
    secure: Launched,
) -> None:
    client = secure.connect_in_few_words()
    client.start_rpc("ConfigureProvider")
    ended = False
    while not ended:  # and nothing is acknowledged, which would bring the provider more to read
        events = client.h2.receive_data(client.socket.recv(1 << 18))
        ended = any(isinstance(event, StreamEnded) for event in events)


def test_a_client_without_a_certificate_is_refused(secure: Launched) -> None:
    context = trusting(secure.handshake.certificate)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        secure.connect_with(context).call("/x")
    assert secure.connect().rpc("ConfigureProvider")["diagnostics"] == []


def test_a_client_with_another_certificate_is_refused(secure: Launched) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        secure.connect(make_certificate()).call("/x")
    assert secure.connect().rpc("ConfigureProvider")["diagnostics"] == []


def test_a_client_that_speaks_no_tls_is_refused(secure: Launched) -> None:
    with pytest.raises(ConnectionError):
        Client(secure.dial()).call("/x")
    assert secure.connect().rpc("ConfigureProvider")["diagnostics"] == []


def test_a_client_that_breaks_tls_later_harms_nobody_else(secure: Launched) -> None:
    other = secure.connect()
    # Answered, so counted: in TLS 1.3 a client is connected before the server has read its
    # certificate, and the end of the only counted connection ends the process.
    assert other.rpc("ConfigureProvider")["diagnostics"] == []
    breaking = secure.connect()
    assert isinstance(breaking.socket, ssl.SSLSocket)
    with socket.socket(fileno=os.dup(breaking.socket.fileno())) as raw:
        raw.sendall(b"no record of TLS")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        until_it_ends(breaking)
    assert other.rpc("ConfigureProvider")["diagnostics"] == []


def test_a_client_certificate_that_is_none_ends_the_process() -> None:
    with launched(Certificate("no certificate", "")) as provider:
        assert provider.end() == 1
    assert not directory_of(provider).exists()


def test_what_is_printed_does_not_reach_standard_output() -> None:
    program = (
        "-c",
        "from tests.plugin.toy_provider import RPCS, load\n"
        "from shim_provider.plugin.launch import serve\n"
        "RPCS['ConfigureProvider'] = lambda request: print('hello') or {}\n"
        "serve(load)",
    )
    with launched(program=program) as provider:
        client = provider.connect()
        client.rpc("ConfigureProvider")
        client.shut_down()
        out, err = provider.process.communicate(timeout=PATIENCE)
        assert (out, "hello" in err) == ("", True)


# Leaving.


def test_after_shutdown_it_ends_and_leaves_nothing_behind(secure: Launched) -> None:
    secure.connect().shut_down()
    assert secure.end() == 0
    assert not directory_of(secure).exists()


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_host_that_reads_late_finds_all_that_was_said_before_the_end(
    certificate: Certificate, tls: bool
) -> None:
    with launched(certificate if tls else None) as provider:
        client = provider.connect()
        apply = start_apply(client)
        client.start_rpc("StopProvider")
        shut_down = client.start(SHUTDOWN, b"")
        assert provider.end() == 0
        reply = client.wait_rpc("ApplyResourceChange", apply)
        assert b"id of slow" in reply["new_state"]["msgpack"]
        assert client.wait(shut_down).status == 0


def test_when_the_host_hangs_up_it_ends(secure: Launched) -> None:
    client = secure.connect()
    client.rpc("ConfigureProvider")
    client.close()
    assert secure.end() == 0


def test_it_stays_while_another_connection_lives(secure: Launched) -> None:
    first, second = secure.connect(), secure.connect()
    first.rpc("ConfigureProvider")
    second.rpc("ConfigureProvider")
    first.close()
    assert second.rpc("ConfigureProvider")["diagnostics"] == []
    second.close()
    assert secure.end() == 0


def test_it_stays_when_someone_who_was_refused_leaves(secure: Launched) -> None:
    with secure.dial() as stranger:
        stranger.sendall(b"x" * 1000)
        while stranger.recv(1000):
            pass
    secure.connect().shut_down()
    assert secure.end() == 0


def test_it_ends_when_the_host_dies_before_it_connects(certificate: Certificate) -> None:
    host = (
        "import subprocess, sys\n"
        f"provider = subprocess.Popen([sys.executable, {str(TOY)!r}], stdout=subprocess.PIPE)\n"
        "print(provider.pid, provider.stdout.readline().decode(), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", host],
        env=launch_environment(certificate),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    # The pipe of standard error was the provider's, too: `run` has waited for its end.
    line = done.stdout.split(" ", 1)[1].splitlines()[0]
    assert not Path(read_handshake(line).address).exists()


def test_ctrl_c_is_left_to_the_host(secure: Launched) -> None:
    client = secure.connect()
    for _ in range(2):
        secure.process.send_signal(signal.SIGINT)
        assert client.rpc("ConfigureProvider")["diagnostics"] == []
    client.shut_down()
    assert secure.end() == 0


def test_sigterm_is_an_orderly_end(secure: Launched) -> None:
    secure.connect().rpc("ConfigureProvider")
    secure.process.terminate()
    assert secure.end() == 0
    assert not directory_of(secure).exists()


# Stop and Shutdown during an apply.


def test_stop_is_answered_while_an_apply_runs_and_the_apply_ends_with_its_result(
    secure: Launched,
) -> None:
    client = secure.connect()
    apply = start_apply(client)
    assert client.rpc("StopProvider") == {"Error": ""}
    reply = client.wait_rpc("ApplyResourceChange", apply)
    assert b"id of slow" in reply["new_state"]["msgpack"]


def test_an_apply_which_runs_at_shutdown_is_still_answered(secure: Launched) -> None:
    client = secure.connect()
    apply = start_apply(client)
    client.rpc("StopProvider")
    shut_down = client.start(SHUTDOWN, b"")
    reply = client.wait_rpc("ApplyResourceChange", apply)
    assert b"id of slow" in reply["new_state"]["msgpack"]
    assert client.wait(shut_down).status == 0
    assert secure.end() == 0


# TF_REATTACH_PROVIDERS.


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_under_reattach_it_says_the_variable_and_outlives_its_hosts(end: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, str(TOY), "--debug"], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        entry = json.loads(process.stdout.readline())[SOURCE]
        assert (entry["Pid"], entry["Test"]) == (process.pid, True)
        for _ in range(2):
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(entry["Addr"]["String"])
            client = Client(connection)
            client.rpc("ConfigureProvider")
            client.close()
        process.send_signal(end)
        assert process.wait(PATIENCE) == 0


# The log.


def test_a_refused_connection_is_in_the_log(certificate: Certificate) -> None:
    with launched(certificate, {"TF_LOG": "DEBUG"}) as provider:
        with pytest.raises(ConnectionError):
            Client(provider.dial()).call("/x")
        provider.connect().shut_down()
        _, err = provider.process.communicate(timeout=PATIENCE)
    messages = [json.loads(line)["@message"] for line in err.splitlines()]
    assert any(message.startswith("a connection was refused") for message in messages)


def test_without_tf_log_a_normal_run_says_nothing(secure: Launched) -> None:
    client = secure.connect()
    client.rpc("ConfigureProvider")
    client.shut_down()
    _, err = secure.process.communicate(timeout=PATIENCE)
    assert err == ""


def test_many_threads_may_call_at_once(plain: Launched) -> None:
    """Several connections, each with its own calls: replies do not get mixed up."""
    problems = []

    def work(number: int) -> None:
        client = plain.connect()
        for turn in range(20):
            data = f"{number} {turn}".encode() * 1000
            reply = client.rpc("ReadResource", current_state={"msgpack": data})
            if reply["new_state"]["msgpack"] != data:
                problems.append((number, turn))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not problems
