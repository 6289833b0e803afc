"""The plugin in pytest runs of their own: fixtures, marker, xdist, what is said and loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

# As if it were the only plugin installed.
PLUGIN = ("-p", "shim_provider.pytest_plugin")


@pytest.fixture(autouse=True)
def _no_other_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def run(pytester: pytest.Pytester, source: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(source)
    return pytester.runpytest_subprocess(*PLUGIN, "-W", "error", *arguments)


def test_each_test_has_an_emulator_of_its_own(pytester: pytest.Pytester) -> None:
    source = """
        import pytest, requests

        seen = []

        @pytest.mark.parametrize("round", range(2))
        def test_it_is_new(linode_emulator, linode_api_url, linode_token, tmp_path, round):
            assert linode_api_url == linode_emulator.url
            assert linode_api_url.startswith("http://127.0.0.1:")
            headers = {"Authorization": f"Bearer {linode_token}"}
            url = f"{linode_api_url}/v4/images"
            wanted = {**headers, "X-Filter": '{"is_public": false}'}
            assert requests.get(url, headers=wanted).json()["results"] == 0
            body = {"label": "x", "region": "us-east"}
            assert requests.post(f"{url}/upload", json=body, headers=headers).ok
            assert [r.method for r in linode_emulator.requests] == ["GET", "POST"]
            assert list(tmp_path.iterdir()) == []
            seen.append(linode_emulator)

        def test_it_ends_with_its_test():
            for emulator in seen:
                with pytest.raises(RuntimeError):
                    emulator.url
    """
    run(pytester, source).assert_outcomes(passed=3)


def test_clock_and_faults_are_objects_and_things_are_done_at_once(
    pytester: pytest.Pytester,
) -> None:
    source = """
        import requests

        def test_them(linode_emulator, linode_token):
            headers = {"Authorization": f"Bearer {linode_token}"}
            url = f"{linode_emulator.url}/v4/linode/instances"
            body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12",
                    "root_pass": "insecure-p4ss"}
            made = requests.post(url, json=body, headers=headers).json()
            shown = requests.get(f"{url}/{made['id']}", headers=headers).json()
            assert (made["status"], shown["status"]) == ("provisioning", "running")
            fault = linode_emulator.faults.add(path="^/profile$", status=500, count=1)
            profile = f"{linode_emulator.url}/v4/profile"
            assert [requests.get(profile, headers=headers).status_code for _ in "12"] == [500, 200]
            assert fault.befell == 1
            linode_emulator.clock.hold()
            before = linode_emulator.clock.now()
            linode_emulator.clock.move(60)
            assert linode_emulator.clock.now() == before + 60
    """
    run(pytester, source).assert_outcomes(passed=1)


def test_the_marker_says_how_the_emulator_is_made(pytester: pytest.Pytester) -> None:
    pytester.makefile(".json", world='{"images": [{"label": "from-a-file"}]}')
    source = """
        import pytest, requests
        from shim_provider.emulator import Clock

        pytestmark = pytest.mark.linode_emulator(token="of-the-module", seed="world.json")

        def images(url, token):
            headers = {"Authorization": f"Bearer {token}", "X-Filter": '{"is_public": false}'}
            reply = requests.get(f"{url}/v4/images", headers=headers)
            return [each["label"] for each in reply.json()["data"]]

        def test_of_the_module(linode_api_url, linode_token):
            assert linode_token == "of-the-module"
            assert images(linode_api_url, linode_token) == ["from-a-file"]
            assert requests.get(f"{linode_api_url}/v4/profile",
                                headers={"Authorization": "Bearer other"}).status_code == 401

        @pytest.mark.linode_emulator(
            token={"reader": {"scopes": "images:read_only"}, "writer": {}},
            clock=Clock(1e9, held=True), seed={"images": [{"label": "given"}]})
        def test_of_the_test(linode_emulator, linode_token):
            assert linode_token == "reader"
            assert images(linode_emulator.url, linode_token) == ["given"]
            assert linode_emulator.clock.now() == 1e9
    """
    run(pytester, source, "--strict-markers").assert_outcomes(passed=2)


WRONG = {
    "an unknown setting": ("profile='fast'", "*linode_emulator takes clock, *, not 'profile'*"),
    "an argument without a name": ("'fast'", "*takes clock, *, not an argument without a name*"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_marker_is_explained(pytester: pytest.Pytester, case: str) -> None:
    arguments, said = WRONG[case]
    source = f"""
        import pytest

        @pytest.mark.linode_emulator({arguments})
        def test_it(linode_emulator):
            raise AssertionError("it runs nevertheless")
    """
    result = run(pytester, source)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])


def test_many_at_once_under_xdist(pytester: pytest.Pytester) -> None:
    source = """
        import pytest, requests

        @pytest.mark.parametrize("number", range(8))
        def test_it(linode_api_url, linode_token, number):
            headers = {"Authorization": f"Bearer {linode_token}"}
            body = {"label": f"number-{number}", "region": "us-east"}
            url = f"{linode_api_url}/v4/images"
            assert requests.post(f"{url}/upload", json=body, headers=headers).ok
            wanted = {**headers, "X-Filter": '{"is_public": false}'}
            (image,) = requests.get(url, headers=wanted).json()["data"]
            assert image["label"] == f"number-{number}"
    """
    run(pytester, source, "-p", "xdist", "-n", "2").assert_outcomes(passed=8)


def test_pytest_explains_fixtures_and_marker(pytester: pytest.Pytester) -> None:
    shown = run(pytester, "", "--fixtures").stdout.str()
    for words in (
        "fixtures defined from shim_provider.pytest_plugin",
        "linode_emulator --",
        "A Linode API on a free port of this machine, new and empty",
        "linode_api_url --",
        "for LINODE_URL",
        "linode_token --",
        "for LINODE_TOKEN",
    ):
        assert words in shown
    marker = "@pytest.mark.linode_emulator(clock, durations, faults, limits, seed, token): *"
    run(pytester, "", "--markers").stdout.fnmatch_lines([marker])


def test_without_the_extra_it_says_what_to_install(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("import sys; sys.modules['cheroot'] = None")
    result = run(pytester, "def test_it(linode_emulator): raise AssertionError('it runs')")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["linode_emulator needs cheroot: pip install 'cdktf-linode-image[[]emulator]'"]
    )


def test_loading_the_plugin_loads_nothing_but_pytest() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import shim_provider.pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["shim_provider", "shim_provider.pytest_plugin"]


EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "testing"


@pytest.mark.parametrize("name", sorted(each.name for each in EXAMPLES.glob("test_*.py")))
def test_an_example_runs(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    scripts = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", scripts, prepend=":")
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
    result = run(pytester, (EXAMPLES / name).read_text(), "-rA")
    assert result.ret == 0
    outcomes = result.parseoutcomes()
    assert set(outcomes) == {"passed"}
