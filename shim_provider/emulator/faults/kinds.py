"""What can go wrong on demand, in a sentence each."""

from __future__ import annotations

# Faults of the wire: exactly one of them befalls a request. Carried out in requests/faults.py.
WIRE = {
    "reply": "answers `status` and `body`; the request has no effect",
    "reply_after": "the request takes effect, then `status` and `body` are answered",
    "reset_before": "cuts the connection; the request has no effect",
    "reset_after": "the request takes effect, then the connection is cut without a reply",
    "reset_during": "cuts an upload's connection once `after_bytes` of its body have been read",
    "truncate": "the request takes effect, then half the reply is sent and the connection is cut",
    "delay": "waits `delay` real seconds, then answers as usual",
}
# Those that a Linode's label may choose, since it is made, and has its number, by the same request.
LABELLED = ("build_hangs", "build_dies")
# Faults of the service itself: each is asked for where it makes something fail.
SERVICE = {
    "capture_fails": "a capture begins, fails when it is due, and the image vanishes",
    "upload_vanishes": "an upload is taken, fails in processing, and the image vanishes",
    "resize_fails": "a resize begins, fails when it is due, and the Linode is as it was",
    "migrate_fails": "a migration begins, fails when it is due, and the Linode is as it was",
    "build_hangs": "a Linode that would switch itself off at the end of its first boot never does",
    "build_dies": "such a Linode is off as soon as it has booted, and its disk is empty",
    "linode_busy": 'refuses with 400 "Linode busy."',
    "region_down": "`region` is out of service: nothing new may be placed there",
}
