"""What of the recordings is left out, and where the emulator is known to differ: why, each time.

Differences are named by recording and exchange, a number in its path as `N`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.emulator.recorded.exchanges import Exchange

#: Exchanges left out: method and path, and why.
_NOT_SERVED = {
    r"/nodebalancers|/domains|/longview|/account/(oauth|payments|users)": "out of the emulator",
    r"/volumes\b": "there are no volumes here, and none can be made",
    r"/stats|/account/notifications": "there are none here",
    r"PUT /profile$": "who one is comes from the token",
    r"/profile/tokens/N|POST /profile/tokens": "tokens are those it is started with; none is made",
}
#: Cassettes left out, and why.
_UNWANTED = {
    "Example": "of a Linode that its account had before",
    "ExampleListStackscripts_page1": "as TestListStackscripts",
    "ExampleListKernels_all": "of 324 kernels, of which here is a selection",
    "ExampleListKernels_allWithOpts": "the same",
    "ExampleListKernels_filtered": "the same",
    "TestListEvents_resizing": "written by hand",
    "TestListInstanceBackups": "about backups",
    "TestListInstanceVolumes_instance": "about volumes",
}

_XEN = "Xen's kernels, and the field that told them, are gone since"
_CARD = "the account has no credit card here"
_TRANSFER = "nothing is copied from disk to disk here, so there is no rate, nor a time remaining"
_RESERVED = "only in the test cloud's answers: of reserved addresses, which are not offered here"
_DOCUMENT = "only in the test cloud's answers: the API's document has a list and an object"
_CAPITAL = "the linodego of then wrote Schedule with a capital letter, which is refused here"
_SINCE = "null in all recordings since 2025"

KNOWN: dict[str, dict[str, str]] = {
    "ExampleGetAccount": {"GET /account": _CARD},
    "TestGetAccount": {"GET /account": _CARD},
    "ExampleGetKernel_specific": {
        "GET /linode/kernels/linode/latest-32bit": _XEN,
        "GET /linode/kernels/linode/latest-64bit": _XEN,
    },
    "ExampleListKernels_page1": {"GET /linode/kernels": _XEN},
    "TestGetImage_found": {
        "GET /images/linode/ubuntu16.04lts": "a description is empty, not null, in later recordings"
    },
    "TestCreateTag": {
        "PUT /linode/instances/N": _CAPITAL,
        "DELETE /tags/linodego-test-bar": f"{_CAPITAL}, so that the tag is not there",
    },
    "TestListTokens": {"GET /profile/tokens": "those here do not expire"},
    "TestInstance_Clone, late 2025": {
        "GET /account/events": _TRANSFER,
        "GET /linode/instances/{copy}/ips": _RESERVED,
    },
    "TestInstance_Rebuild, 2022": {"GET /account/events": _SINCE},
    "TestImageSharing_Suite, late 2025": {"GET /images": _DOCUMENT},
}


def is_served(exchange: Exchange) -> bool:
    """Whether it is of something the emulator has, and was not refused for its frequency."""
    path = re.sub(r"/\d+", "/N", exchange.path.partition("?")[0])
    asked = f"{exchange.method} {path}"
    return exchange.status != 429 and not any(re.search(each, asked) for each in _NOT_SERVED)


def is_wanted(name: str) -> bool:
    return name not in _UNWANTED
