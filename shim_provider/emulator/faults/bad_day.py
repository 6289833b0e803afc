"""The rules of a bad day, which `--chaos` and `Faults.chaos` put in force."""

from __future__ import annotations

from typing import Any

# A bad day of the service: what clients meet now and then, and with which share of requests.
# No region is down: it would be for all requests, and no client could get through by trying again.
# Nor could it where a builder hangs or dies: hours later it had to begin anew, or would not know.
BAD_DAY: tuple[dict[str, Any], ...] = (
    {
        "path": "^/(?!uploads)",
        "status": 429,
        "body": {"errors": [{"reason": "Too many requests"}]},
        "headers": {"Retry-After": "1"},
        "probability": 0.03,
    },
    {"status": 503, "body": {"errors": [{"reason": "Try again"}]}, "probability": 0.02},
    {
        "status": 502,
        "body": "<html>Bad Gateway</html>",
        "headers": {"Content-Type": "text/html"},
        "probability": 0.01,
    },
    {"status": 500, "method": "GET", "probability": 0.02},
    {"kind": "reset_before", "probability": 0.02},
    {"kind": "reset_after", "probability": 0.01},
    {"kind": "truncate", "method": "GET", "probability": 0.01},
    {"kind": "delay", "delay": 0.2, "probability": 0.05},
    {"kind": "reset_during", "path": "^/uploads/", "after_bytes": 1, "probability": 0.2},
    {"kind": "linode_busy", "path": "^/(images$|linode/instances/)", "probability": 0.05},
    {"kind": "capture_fails", "probability": 0.05},
    {"kind": "upload_vanishes", "probability": 0.05},
    {
        "kind": "reply_after",
        "status": 504,
        "body": {"errors": [{"reason": "Try again"}]},
        "probability": 0.01,
    },
    {"kind": "resize_fails", "probability": 0.05},
    {"kind": "migrate_fails", "probability": 0.05},
)
