"""What a fault of the wire does to a request: waits, answers in its place, cuts the connection.

Which fault befalls which request is decided by `faults/rules.py`. The server cuts the connection
where `CutError` reaches it. Faults of the service itself are asked for by what they make fail.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .replies import CutError, Reply, prescribed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..faults.rules import Fault
    from .asked import Asked


def befall(fault: Fault, asked: Asked, answer: Callable[[Asked], Reply]) -> Reply:
    """The reply to a request that a fault befalls; `answer` is how it is answered otherwise.

    Half of a reply, for `truncate`, is cut as it is sent. Raises CutError instead of a reply.
    """
    if fault.delay:
        time.sleep(fault.delay)
    if fault.kind == "reset_before":
        raise CutError(hard=True)
    if fault.kind == "reply":
        return prescribed(fault)
    asked.cut_after = fault.after_bytes if fault.kind == "reset_during" else None
    reply = answer(asked)
    if fault.kind == "reset_after":
        raise CutError(hard=True)
    return prescribed(fault) if fault.kind == "reply_after" else reply
