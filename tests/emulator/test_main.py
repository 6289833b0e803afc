"""The command: one line when ready, a clean stop, clear refusals."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from shim_provider.emulator import Emulator, Faults
from shim_provider.emulator.__main__ import main


def _start(*arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "shim_provider.emulator", *arguments],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process = _start("--data", str(tmp_path / "new"))
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("Linode API emulator ready at http://127.0.0.1:")
    assert requests.get(line.split()[-1] + "/v4/regions").status_code == 200
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


REACHED = {
    "any token is a key": [],
    "the token of --token is the only key": ["--token", "x"],
    "the tokens of --tokens are the keys": ["--tokens", "tokens.json"],
}


@pytest.mark.parametrize("keys", REACHED)
def test_it_says_when_others_can_reach_it_and_with_which_key(tmp_path: Path, keys: str) -> None:
    (tmp_path / "tokens.json").write_text('{"a": {}}')
    process = _start("--data", "world", "--host", "0.0.0.0", *REACHED[keys], cwd=tmp_path)
    assert process.stdout
    line = process.stdout.readline()
    process.terminate()
    process.communicate(timeout=20)
    assert line.endswith(f" (reachable from other machines; {keys})\n")


def test_a_bad_day_comes_on_top_of_the_faults_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text(json.dumps([{"path": "^/profile$", "status": 418}]))
    process = _start("--data", "world", "--faults", "faults.json", "--chaos", "1", cwd=tmp_path)
    assert process.stdout
    url = process.stdout.readline().split()[-1]
    try:
        first, *others = requests.get(f"{url}/_emulator/faults").json()["faults"]
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert (first["status"], first["seed"]) == (418, 0)
    assert [rule["kind"] for rule in others] == [rule["kind"] for rule in Faults.chaos(1).listed()]


def test_a_port_in_use_is_told_before_a_world_is_made(tmp_path: Path) -> None:
    seed, data = tmp_path / "seed.json", tmp_path / "world"
    seed.write_text(json.dumps({"images": [{"label": "golden"}]}))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = _start("--data", str(data), "--seed", str(seed), "--port", port)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert err == f"emulator: port {port} is in use; give another, or none to have a free one\n"
    assert not data.exists()


def test_settings_reach_the_emulator(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text(json.dumps([{"path": "^/profile$", "status": 418}]))
    process = _start(
        *("--data", str(tmp_path), "--token", "secret", "--hold-clock", "--profile", "zero"),
        *("--faults", str(tmp_path / "faults.json"), "--rate-limits"),
    )
    assert process.stdout
    url = process.stdout.readline().split()[-1]
    try:
        headers = {"Authorization": "Bearer secret"}
        assert requests.get(f"{url}/v4/profile", headers=headers).status_code == 418
        assert requests.get(f"{url}/v4/account").status_code == 401
        assert requests.get(f"{url}/_emulator/clock").json()["held"] is True
        statuses = {
            requests.get(f"{url}/v4/images", headers=headers).status_code for _ in range(21)
        }
        assert statuses == {200, 429}
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_it_says_when_a_seed_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_text('{"images": [{"label": "golden"}]}')
    said = []
    for _ in range(2):
        process = _start("--data", str(tmp_path / "w"), "--seed", str(tmp_path / "seed.json"))
        assert process.stdout
        assert process.stdout.readline().startswith("Linode API emulator ready")
        process.terminate()
        said.append(process.communicate(timeout=20)[1])
    expected = f"emulator: {tmp_path / 'w'} is not new; {tmp_path / 'seed.json'} is not loaded\n"
    assert said == ["", expected]


REFUSED: dict[str, tuple[list[str], str]] = {
    "no folder": ([], "--data"),
    "an unknown profile": (["--data", "x", "--profile", "slow"], "--profile"),
    "faults that are not there": (["--data", "x", "--faults", "none.json"], "none.json"),
    "faults that cannot be": (["--data", "x", "--faults", "wrong.json"], "wrong.json: [0].delay"),
    "a port there is not": (
        ["--data", "x", "--port", "99999"],
        "argument --port: expected a number from 0 to 65535, found '99999'",
    ),
    "a port of words": (["--data", "x", "--port", "http"], "expected a number from 0 to 65535"),
    "one token and several": (
        ["--data", "x", "--token", "a", "--tokens", "tokens.json"],
        "argument --tokens: not allowed with argument --token",
    ),
    "time standing backwards": (["--data", "x", "--speed", "-1"], "speed must be more than 0"),
    "endless speed": (["--data", "x", "--speed", "inf"], "speed must be"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_command_refuses(
    case: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.json").write_text('[{"delay": -1}]')
    arguments, reason = REFUSED[case]
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert reason in capsys.readouterr().err


def test_a_folder_it_cannot_use_and_a_port_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "world.sqlite3").write_bytes(b"no database")
    assert main(["--data", str(tmp_path)]) == 1
    assert "is damaged" in capsys.readouterr().err
    with Emulator(tmp_path / "other") as emulator:
        port = emulator.url.rpartition(":")[2]
        assert main(["--data", str(tmp_path / "third"), "--port", port]) == 1
    assert "emulator:" in capsys.readouterr().err


def test_importing_the_package_loads_no_server() -> None:
    code = (
        "import sys, shim_provider.emulator, shim_provider.emulator.__main__;"
        "print(sorted({'werkzeug', 'cheroot', 'sqlite3'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "[]\n"


def test_a_process_may_end_without_stopping_its_emulator(tmp_path: Path) -> None:
    code = (
        "import sys, urllib.request; from pathlib import Path;"
        "from shim_provider.emulator import Emulator;"
        "emulator = Emulator(Path(sys.argv[1])).start();"
        "print(urllib.request.urlopen(emulator.url + '/v4/regions').status)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stdout) == (0, "200\n"), ended.stderr
