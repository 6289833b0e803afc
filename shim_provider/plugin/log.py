"""Log lines as Terraform reads them from a plugin's standard error: hclog's JSON.

Terraform keeps their level and shows them under TF_LOG. Does not rotate, color or filter
by content: never log a token or a password.

https://developer.hashicorp.com/terraform/internals/debugging
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import TextIO

#: Terraform's TRACE, below Python's DEBUG.
TRACE = 5

_LEVELS = {
    "TRACE": TRACE,
    "DEBUG": logging.DEBUG,
    "INFO": logging.INFO,
    "WARN": logging.WARNING,
    "ERROR": logging.ERROR,
    "OFF": logging.CRITICAL + 1,
    "": logging.ERROR,
}

#: From this level on -> hclog's name.
_NAMES = (
    (logging.ERROR, "error"),
    (logging.WARNING, "warn"),
    (logging.INFO, "info"),
    (logging.DEBUG, "debug"),
)


def set_up(environ: Mapping[str, str], stream: TextIO) -> None:
    """Sends the log of `shim_provider` to `stream`, from the level the environment names.

    TF_LOG_PROVIDER comes before TF_LOG. Unset: errors only. A word which is no level
    means TRACE, as in Terraform (its `JSON` is one of them).
    """
    wanted = (environ.get("TF_LOG_PROVIDER") or environ.get("TF_LOG") or "").upper()
    logger = logging.getLogger("shim_provider")
    logger.setLevel(_LEVELS.get(wanted, TRACE))
    logger.propagate = False
    handler = logging.StreamHandler(stream)
    handler.setFormatter(HclogFormatter())
    logger.handlers[:] = [handler]


class HclogFormatter(logging.Formatter):
    """A record as one line of JSON with hclog's keys; a traceback is part of the message."""

    def format(self, record: logging.LogRecord) -> str:
        """`@timestamp` in UTC: a line without a valid one is not taken for JSON."""
        import json

        seconds = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        line = {
            "@level": next((name for level, name in _NAMES if record.levelno >= level), "trace"),
            "@message": super().format(record),
            "@module": record.name,
            "@timestamp": f"{seconds}.{int(record.msecs * 1000):06d}Z",
        }
        return json.dumps(line)

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        return time.gmtime(seconds)
