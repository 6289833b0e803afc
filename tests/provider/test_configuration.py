"""Which value is in force: argument, environment or profile; and what is said of wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shim_provider.configuration import Configuration, resolve
from shim_provider.problem import Problem
from shim_provider.schemas.provider import PROVIDER
from shim_provider.unknown import UNKNOWN

SECRET = "s3cr3t-0f-the-account"
LOOPBACK = "http://127.0.0.1:9999"

Resolve = Callable[..., Configuration]


def config(**arguments: Any) -> dict[str, Any]:
    """A provider block as Terraform sends it: what is left out is null."""
    return {**dict.fromkeys(PROVIDER.attributes), **arguments}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with a configuration file of two profiles."""
    folder = tmp_path / "home"
    (folder / ".config").mkdir(parents=True)
    (folder / ".config" / "linode").write_text(
        f"""\
[default]
linode_api_token = {SECRET}-default
linode_api_url = http://profile.example
linode_api_version = v4beta

[other]
linode_api_token = {SECRET}-other%20
"""
    )
    return folder


@pytest.fixture
def resolved(home: Path) -> Resolve:
    """Resolves in an environment with that home and nothing else, unless more is given."""

    def answer(environ: dict[str, str] | None = None, **arguments: Any) -> Configuration:
        found = resolve(config(**arguments), {"HOME": str(home), **(environ or {})})
        assert found is not None
        return found

    return answer


@pytest.fixture
def bare(tmp_path: Path) -> Resolve:
    """Resolves in an environment without a configuration file."""

    def answer(environ: dict[str, str] | None = None, **arguments: Any) -> Configuration:
        found = resolve(config(**arguments), {"HOME": str(tmp_path), **(environ or {})})
        assert found is not None
        return found

    return answer


# Attribute of Configuration, argument, variable, what the profile says, the default.
SOURCES = {
    "url": ("url", "LINODE_URL", "http://profile.example", "https://api.linode.com"),
    "token": ("token", "LINODE_TOKEN", f"{SECRET}-default", None),
    "api_version": ("api_version", "LINODE_API_VERSION", "v4beta", "v4"),
    "ca_path": ("api_ca_path", "LINODE_CA", None, None),
    "ua_prefix": ("ua_prefix", "LINODE_UA_PREFIX", "", ""),
}
ARGUMENT = {
    "url": "http://argument.example",
    "token": "argument-token",
    "api_version": "v4",
    "ca_path": "/argument.pem",
    "ua_prefix": "argument/1",
}
VARIABLE = {
    "url": "http://variable.example",
    "token": "variable-token",
    "api_version": "v4beta",
    "ca_path": "/variable.pem",
    "ua_prefix": "variable/1",
}


@pytest.mark.parametrize("name", SOURCES)
def test_an_argument_wins_over_the_environment(name: str, resolved: Resolve) -> None:
    argument, variable, _, _ = SOURCES[name]
    found = resolved({variable: VARIABLE[name]}, **{argument: ARGUMENT[name]})
    assert getattr(found, name) == ARGUMENT[name]


@pytest.mark.parametrize("name", SOURCES)
def test_the_environment_wins_over_the_profile(name: str, resolved: Resolve) -> None:
    _, variable, _, _ = SOURCES[name]
    assert getattr(resolved({variable: VARIABLE[name]}), name) == VARIABLE[name]


@pytest.mark.parametrize("name", SOURCES)
def test_the_profile_wins_over_the_default(name: str, resolved: Resolve) -> None:
    assert getattr(resolved(), name) == SOURCES[name][2]


@pytest.mark.parametrize("name", [name for name in SOURCES if name != "token"])
def test_the_default_holds_when_nothing_is_said(name: str, bare: Resolve) -> None:
    assert getattr(bare(token=SECRET), name) == SOURCES[name][3]


@pytest.mark.parametrize("name", SOURCES)
def test_an_empty_argument_or_variable_counts_as_not_given(name: str, resolved: Resolve) -> None:
    argument, variable, profile, _ = SOURCES[name]
    assert getattr(resolved({variable: ""}, **{argument: ""}), name) == profile


DELAYS = {
    "poll_seconds": ("event_poll_ms", 4.0),
    "min_retry_seconds": ("min_retry_delay_ms", 0.1),
    "max_retry_seconds": ("max_retry_delay_ms", 30.0),
}


@pytest.mark.parametrize("name", DELAYS)
def test_delays_are_given_in_milliseconds_and_held_in_seconds(name: str, resolved: Resolve) -> None:
    argument, default = DELAYS[name]
    assert getattr(resolved(), name) == default
    assert getattr(resolved(**{argument: 2500}), name) == 2.5


def test_the_poll_interval_may_come_from_the_environment(resolved: Resolve) -> None:
    assert resolved({"LINODE_EVENT_POLL_MS": "50"}).poll_seconds == 0.05
    assert resolved({"LINODE_EVENT_POLL_MS": "50"}, event_poll_ms=70).poll_seconds == 0.07


def test_the_poll_interval_is_at_least_a_millisecond(resolved: Resolve) -> None:
    assert resolved({"LINODE_EVENT_POLL_MS": "0"}).poll_seconds == 0.001


def test_a_least_retry_delay_of_zero_is_obeyed(resolved: Resolve) -> None:
    assert resolved(min_retry_delay_ms=0).min_retry_seconds == 0


@pytest.mark.parametrize("text", ["soon", "nan", "inf", "1,5"])
def test_a_poll_interval_that_is_no_number_is_refused(text: str, resolved: Resolve) -> None:
    with pytest.raises(Problem, match="LINODE_EVENT_POLL_MS must be a number") as refused:
        resolved({"LINODE_EVENT_POLL_MS": text})
    assert refused.value.attribute == "event_poll_ms"
    assert repr(text) in refused.value.detail


@pytest.mark.parametrize("name", ["skip_instance_ready_poll", "skip_instance_delete_poll"])
def test_waits_are_skipped_only_when_asked(name: str, resolved: Resolve) -> None:
    assert getattr(resolved(), name) is False
    assert getattr(resolved(**{name: True}), name) is True


def test_the_beta_version_may_come_from_the_environment(bare: Resolve) -> None:
    found = bare({"LINODE_API_VERSION": "v4beta", "LINODE_TOKEN": SECRET})
    assert found.api_version == "v4beta"


def test_a_version_the_api_does_not_have_is_refused(bare: Resolve) -> None:
    # It answers 404 there, and an image that answers 404 would count as gone.
    with pytest.raises(Problem, match="must be one of `v4`, `v4beta`, not 'v5'") as refused:
        bare({"LINODE_API_VERSION": "v5", "LINODE_TOKEN": SECRET})
    assert refused.value.attribute == "api_version"


def test_a_profile_is_chosen_by_name_and_its_text_is_taken_as_it_is(resolved: Resolve) -> None:
    assert resolved(config_profile="other", url=LOOPBACK).token == f"{SECRET}-other%20"


def test_what_a_profile_leaves_out_is_the_default(resolved: Resolve) -> None:
    found = resolved(config_profile="other")
    assert (found.url, found.api_version) == ("https://api.linode.com", "v4")


def test_an_empty_profile_name_means_the_default_profile(resolved: Resolve) -> None:
    assert resolved(config_profile="").token == f"{SECRET}-default"


PATHS = {
    "absolute": "{home}/.config/linode",
    "from the home folder": "~/.config/linode",
}


@pytest.mark.parametrize("form", PATHS)
def test_the_file_may_be_named(form: str, home: Path, resolved: Resolve) -> None:
    assert resolved(config_path=PATHS[form].format(home=home)).token == f"{SECRET}-default"


def test_a_tilde_within_a_path_is_a_letter_like_others(tmp_path: Path, bare: Resolve) -> None:
    file = tmp_path / "backup~1"
    file.write_text(f"[default]\nlinode_api_token = {SECRET}\n")
    assert bare(config_path=str(file)).token == SECRET


def test_without_home_in_the_environment_the_system_is_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    found = resolve(config(), {})
    assert found is not None
    assert found.token == f"{SECRET}-default"


def test_a_file_of_another_editor_is_read(tmp_path: Path, bare: Resolve) -> None:
    file = tmp_path / "linode.ini"
    file.write_bytes(b"\xef\xbb\xbf[default]\r\nlinode_api_token = " + SECRET.encode() + b"\r\n")
    assert bare(config_path=str(file)).token == SECRET


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path, bare: Resolve) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(Problem, match="nowhere: No such file") as refused:
        bare(config_path=str(missing), token=SECRET)
    assert refused.value.attribute == "config_path"


def test_a_named_folder_is_an_error(tmp_path: Path, bare: Resolve) -> None:
    with pytest.raises(Problem, match="Cannot read the Linode configuration file"):
        bare(config_path=str(tmp_path), token=SECRET)


def test_the_usual_file_need_not_be_there(bare: Resolve) -> None:
    assert bare(token=SECRET).token == SECRET


def test_a_named_profile_that_is_not_there_is_an_error_that_lists_the_others(
    resolved: Resolve,
) -> None:
    with pytest.raises(Problem, match=r"no section \[third\]; it has: default, other") as refused:
        resolved(config_profile="third")
    assert refused.value.attribute == "config_profile"


def test_a_file_without_a_default_profile_is_as_good_as_none(tmp_path: Path, bare: Resolve) -> None:
    file = tmp_path / "linode"
    file.write_text("")
    assert bare(config_path=str(file), token="given").token == "given"
    with pytest.raises(Problem, match=r"no section \[work\]; it has: none"):
        bare(config_path=str(file), config_profile="work")


MALFORMED = {
    "text without a section": f"linode_api_token = {SECRET}".encode(),
    "a line that is no entry": f"[default]\n{SECRET}\n".encode(),
    "a section given twice": f"[default]\nt = {SECRET}\n[default]\n".encode(),
    "bytes that are no text": b"[default]\nt = \xff" + SECRET.encode(),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_is_an_error_that_does_not_quote_it(
    case: str, tmp_path: Path, bare: Resolve
) -> None:
    file = tmp_path / "linode"
    file.write_bytes(MALFORMED[case])
    with pytest.raises(Problem, match="is no INI file") as refused:
        bare(config_path=str(file))
    assert refused.value.attribute == "config_path"
    assert SECRET not in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_real_api_without_a_token_is_refused_with_how_to_get_one(bare: Resolve) -> None:
    with pytest.raises(Problem) as refused:
        bare()
    assert refused.value.attribute == "token"
    for hint in ("api.linode.com", "Cloud Manager", "LINODE_TOKEN", "`token`", "emulator:PATH"):
        assert hint in refused.value.detail


@pytest.mark.parametrize("url", ["https://localhost.example", "http://10.0.0.1", "http://api.test"])
def test_any_service_elsewhere_needs_a_token(url: str, bare: Resolve) -> None:
    with pytest.raises(Problem, match="needs a personal access token"):
        bare(url=url)


@pytest.mark.parametrize(
    "url", [LOOPBACK, "http://localhost:1", "https://[::1]:8443/", "emulator:/tmp/data"]
)
def test_a_service_on_this_machine_needs_no_token(url: str, bare: Resolve) -> None:
    assert bare(url=url).token == "none"


def test_a_token_given_is_used_for_a_service_on_this_machine_too(bare: Resolve) -> None:
    assert bare(url=LOOPBACK, token=SECRET).token == SECRET


def test_the_emulator_is_given_its_folder(bare: Resolve) -> None:
    assert bare(url="emulator:../data").emulator_path == "../data"
    assert bare({"LINODE_URL": "emulator:/"}).emulator_path == "/"
    assert bare(url=LOOPBACK).emulator_path is None


def test_the_emulator_without_a_folder_is_refused(bare: Resolve) -> None:
    with pytest.raises(Problem, match="needs a folder") as refused:
        bare(url="emulator:")
    assert refused.value.attribute == "url"


def test_a_closing_slash_is_not_part_of_the_address(bare: Resolve) -> None:
    assert bare(url="http://127.0.0.1:8080/").url == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    "url", ["api.linode.com", "ftp://api.linode.com", "http://", "http://[::1"]
)
def test_what_is_no_address_is_refused(url: str, bare: Resolve) -> None:
    with pytest.raises(Problem, match="must be like https") as refused:
        bare(url=url, token=SECRET)
    assert refused.value.attribute == "url"


@pytest.mark.parametrize(
    "name", ["url", "token", "api_version", "config_path", "config_profile", "api_ca_path"]
)
def test_nothing_is_in_force_while_it_is_not_known_whom_to_ask(name: str) -> None:
    assert resolve(config(**{name: UNKNOWN}), {"LINODE_TOKEN": SECRET}) is None


def test_other_arguments_not_known_yet_count_as_not_given(bare: Resolve) -> None:
    others = dict.fromkeys(
        (
            "ua_prefix",
            "event_poll_ms",
            "min_retry_delay_ms",
            "max_retry_delay_ms",
            "skip_instance_ready_poll",
            "skip_instance_delete_poll",
            "journal",
        ),
        UNKNOWN,
    )
    assert bare(token=SECRET, **others) == bare(token=SECRET)


def test_arguments_for_the_official_provider_change_nothing(bare: Resolve) -> None:
    ours = {*(argument for argument, *_ in SOURCES.values()), *(row[0] for row in DELAYS.values())}
    ours.add("journal")
    others = {
        name: SECRET
        for name in PROVIDER.attributes
        if name not in ours and not name.startswith(("skip_instance", "config_"))
    }
    assert others
    assert bare(token=SECRET, **others) == bare(token=SECRET)


@pytest.mark.parametrize(("given", "found"), [("/mnt", "/mnt"), ("", None), (None, None)])
def test_the_journals_folder_is_none_unless_named(
    given: str | None, found: str | None, bare: Resolve
) -> None:
    assert bare(token=SECRET, journal=given).journal == found


def test_the_token_is_not_in_the_text_form(bare: Resolve) -> None:
    found = bare(token=SECRET)
    assert SECRET not in f"{found} {found!r} {[found]}"


def test_no_refusal_shows_a_token_or_a_password_in_the_address(bare: Resolve) -> None:
    for arguments in (
        {"url": f"https://user:{SECRET}@api.test"},
        {"url": "nothing", "token": SECRET},
        {"event_poll_ms": None, "token": SECRET, "url": "emulator:"},
    ):
        with pytest.raises(Problem) as refused:
            bare(**arguments)
        assert SECRET not in f"{refused.value.summary} {refused.value.detail}"
