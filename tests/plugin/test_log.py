"""Log lines in hclog's JSON, and the level the environment asks for."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest

from shim_provider.plugin import log

LOGGER = logging.getLogger("shim_provider")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = (LOGGER.level, LOGGER.propagate, LOGGER.handlers[:])
    yield
    LOGGER.level, LOGGER.propagate, LOGGER.handlers[:] = before


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


LEVELS = {
    "nothing set: errors only": ({}, ["error"]),
    "empty is not set": ({"TF_LOG": ""}, ["error"]),
    "TF_LOG": ({"TF_LOG": "INFO"}, ["info", "warn", "error"]),
    "in small letters": ({"TF_LOG": "warn"}, ["warn", "error"]),
    "TF_LOG_PROVIDER comes first": ({"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "ERROR"}, ["error"]),
    "TF_LOG_PROVIDER alone": ({"TF_LOG_PROVIDER": "DEBUG"}, ["debug", "info", "warn", "error"]),
    "TRACE": ({"TF_LOG": "TRACE"}, ["trace", "debug", "info", "warn", "error"]),
    "JSON means TRACE": ({"TF_LOG": "JSON"}, ["trace", "debug", "info", "warn", "error"]),
    "OFF": ({"TF_LOG": "OFF"}, []),
}


@pytest.mark.parametrize(("environ", "shown"), LEVELS.values(), ids=LEVELS)
def test_the_environment_chooses_the_level(environ: dict[str, str], shown: list[str]) -> None:
    stream = io.StringIO()
    log.set_up(environ, stream)
    logger = logging.getLogger("shim_provider.somewhere")
    for level in (log.TRACE, logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logger.log(level, "said")
    assert [line["@level"] for line in lines(stream)] == shown


def test_a_line_has_what_go_plugin_parses() -> None:
    stream = io.StringIO()
    log.set_up({}, stream)
    logging.getLogger("shim_provider.somewhere").error("%d things\nwent wrong", 2)
    (line,) = lines(stream)
    timestamp = line.pop("@timestamp")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", timestamp)
    assert line == {
        "@level": "error",
        "@message": "2 things\nwent wrong",
        "@module": "shim_provider.somewhere",
    }


def test_a_traceback_stays_within_its_line() -> None:
    stream = io.StringIO()
    log.set_up({}, stream)
    try:
        raise ValueError("broken")
    except ValueError:
        LOGGER.exception("it failed")
    (line,) = lines(stream)
    assert line["@message"].startswith("it failed\nTraceback")
    assert line["@message"].endswith("ValueError: broken")


def test_a_second_set_up_replaces_the_first() -> None:
    first, second = io.StringIO(), io.StringIO()
    log.set_up({}, first)
    log.set_up({}, second)
    LOGGER.error("once")
    assert (first.getvalue(), len(lines(second))) == ("", 1)
