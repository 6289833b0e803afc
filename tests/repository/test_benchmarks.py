"""The benchmarks run, at their smallest, and say what they found. No figure is judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.host import Host
from benchmarks.launches import Launches
from benchmarks.measure import Cost, RunError, Spread, in_turn, ratio, run, spread, turns
from benchmarks.memory import MIB, started_with
from benchmarks.table import Report, Row, Target

ROOT = Path(__file__).parents[2]

#: What is run -> what its table must show.
SMALLEST = {
    "startup": [
        *("python -I -S -c pass", "provider, to its line, cold", "first answer, first"),
        *("provider, to its first answer, warm", "memory of the warm process"),
    ],
    "commands --images 1": [
        *("validate, 1 image, cold", "plan, no changes, 1 image, first", "destroy, 1 image, warm"),
    ],
    "synth --images 1": [
        *("empty stack, cdktf", "empty stack, cdktn", "linode_image x 1, cdktf"),
        *("linode_image x 1, cdktn", "random_password x 1, cdktf"),
    ],
    "command_line": [
        *("cdktf-cli, deploy", "cdktn-cli, deploy, no changes", "linode-shim, destroy"),
        *("in a test, a program's first", "in a test, again"),
        *("linode-shim new, and deploy", "linode-shim deploy --help"),
    ],
    "upload --size 1": ["to a sink", "provider's client to the emulator", "terraform apply"],
    "scale --images 2 --parallelism 10": ["plan, new, 2 images at 10", "apply, 2 images at 10"],
    "emulator --images 1": ["hello", "GET an image, 1 image", "PUT an image, 1 image"],
}


@pytest.mark.parametrize("words", SMALLEST)
def test_a_benchmark_prints_its_table(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words.split(), "-n", "1"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("cores ")
    for part in (words.split()[0], "median", *SMALLEST[words]):
        assert part in printed


def test_programs_read_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["startup", "--json", "-n", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    bare, *_, provider = found["benchmarks"]["startup"]["rows"]
    assert bare["ratio"] is None
    assert 0 < provider["seconds"]["low"] <= provider["seconds"]["median"]
    assert int(found["machine"]["cores"]) > 0


def test_no_benchmark_of_another_name_is_run() -> None:
    with pytest.raises(SystemExit):
        main(["weather"])


def test_what_does_not_work_is_shown_and_not_timed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('out of paper'); sys.exit(3)"]
    with pytest.raises(RunError, match=r"returned 3:\nout of paper"):
        run(command, tmp_path)


def test_a_run_counts_its_processor_time(tmp_path: Path) -> None:
    cost = run([sys.executable, "-c", "sum(range(1_000_000))"], tmp_path)
    assert cost.cpu > 0
    assert cost.wall > 0


def test_the_memory_of_a_child_is_watched(tmp_path: Path) -> None:
    child = "import time; noticed = b'x' * (50 << 20); time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    noticed = run([sys.executable, "-c", parent], tmp_path, watched=b"noticed").peak
    assert (noticed > 50 * MIB) == Path("/proc/self/status").exists()
    assert run([sys.executable, "-c", parent], tmp_path, watched=b"no such child").peak == 0


def test_the_memory_of_what_is_served_elsewhere_is_watched_too(tmp_path: Path) -> None:
    """A warm launch is served by a child of another process, which the run has not started."""
    served = "import time; noticed = b'x' * (50 << 20); time.sleep(30)"
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {served!r}])\n"
        "print(flush=True); sys.stdin.read(); child.kill()"
    )
    command = [sys.executable, "-c", parent]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as elsewhere:
        assert elsewhere.stdout
        elsewhere.stdout.readline()
        pause = [sys.executable, "-c", "import time; time.sleep(1)"]
        found = run(pause, tmp_path, watched=b"noticed", parents=[elsewhere.pid]).peak
        elsewhere.communicate()
    assert (found > 50 * MIB) == Path("/proc/self/status").exists()


def test_each_way_to_launch_is_what_it_is_called(tmp_path: Path) -> None:
    """Cold leaves no process behind, first finds none, and warm is a child of one."""
    for way, before, after in (("cold", 0, 0), ("first", 0, 1), ("warm", 1, 1)):
        with Launches(way) as launches:
            host = Host(tmp_path / way, launches)

            def launch(host: Host = host, launches: Launches = launches) -> Cost:
                with host.launched() as provider:
                    host.to_first_answer(provider)
                    if launches.way != "cold":
                        launches.wait_until_ready()
                return Cost(1)

            for _ in range(2):
                launches.prepare(launch)
                assert len(launches.ready()) == before
                assert launches.timed(launch).cpu >= 0
                assert len(launches.ready()) == after
                assert (launches.memory() > 0) == (after > 0)
            folder = launches.environment["XDG_RUNTIME_DIR"]
        assert not started_with(f"XDG_RUNTIME_DIR={folder}")
        assert not Path(folder).exists()


def test_subjects_take_turns_to_and_fro() -> None:
    ran: list[str] = []

    def subject(name: str) -> Cost:
        ran.append(name)
        return Cost(len(ran))

    costs = in_turn({name: partial(subject, name) for name in "ab"}, runs=3, warm_up=1)
    assert "".join(ran) == "baabbaab"
    assert [cost.wall for cost in costs["a"]] == [3, 6, 7]
    assert turns("ab", 0) == ["a", "b"]


def test_a_ratio_is_taken_run_by_run() -> None:
    slowing = [Cost(2), Cost(4), Cost(30)]
    assert ratio(slowing, [Cost(1), Cost(2), Cost(10)]) == Spread(2, 2, 3)
    assert spread([3, 1, 2]) == Spread(2, 1, 3)


def test_a_table_lines_up_and_judges_targets() -> None:
    half = Spread(0.5, 0.25, 1.0)
    rows = [Row("floor", half), Row("a subject", half, half, {"requests": 3, "MiB": 1.5})]
    report = Report("test", rows, [Target("small", 1, 2), Target("large", 3, 2, "MiB")])
    assert report.as_text().splitlines() == [
        "test",
        "           median  lowest  highest              ratio  requests  MiB",
        "floor      500 ms  250 ms   1.00 s",
        "a subject  500 ms  250 ms   1.00 s  0.50x (0.25-1.00)         3  1.5",
        "small    1 x    at most 2 x     met",
        "large  3 MiB  at most 2 MiB  MISSED",
    ]
    assert [target["met"] for target in report.as_data()["targets"]] == [True, False]


def test_a_file_is_sent_without_curl(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100_000)
    command = [sys.executable, "-m", "benchmarks.programs.sink"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout
        url = sink.stdout.readline().strip()
        run([sys.executable, "-m", "benchmarks.programs.plain_put", url, str(file)], ROOT)
        sink.terminate()
