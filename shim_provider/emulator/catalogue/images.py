"""The public images.

Labels, sizes and vendors as the service listed them in late 2025. `debian8` and `ubuntu22.04` carry
the values which acceptance suites check; end-of-life dates are the distributions' own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Public(NamedTuple):
    slug: str
    label: str
    size: int  # MB, the smallest disk it can be deployed to
    vendor: str
    created: str
    eol: str | None
    deprecated: bool
    cloud_init: bool


_IMAGES = (
    ("almalinux8", "AlmaLinux 8", 4000, "AlmaLinux", "2021-03-30", "2029-03-01", False, True),
    ("almalinux9", "AlmaLinux 9", 2500, "AlmaLinux", "2022-05-26", "2032-05-31", False, True),
    ("almalinux10", "AlmaLinux 10", 2300, "AlmaLinux", "2025-06-02", "2035-05-31", False, True),
    ("alpine3.12", "Alpine 3.12", 300, "Alpine", "2020-05-29", "2022-05-01", True, False),
    ("alpine3.19", "Alpine 3.19", 400, "Alpine", "2023-12-12", "2025-11-01", False, True),
    ("alpine3.20", "Alpine 3.20", 400, "Alpine", "2024-06-18", "2026-04-01", False, True),
    ("alpine3.21", "Alpine 3.21", 500, "Alpine", "2024-12-10", "2026-11-01", False, True),
    ("alpine3.22", "Alpine 3.22", 500, "Alpine", "2025-06-05", "2027-05-01", False, True),
    ("arch", "Arch Linux", 2500, "Arch", "2016-10-19", None, False, True),
    ("centos7", "CentOS 7", 2800, "CentOS", "2014-06-30", "2024-06-30", True, False),
    ("centos-stream9", "CentOS Stream 9", 2400, "CentOS", "2021-12-15", "2027-05-31", False, True),
    ("centos-stream10", "CentOS Stream 10", 2300, "CentOS",
     "2025-01-14", "2030-05-31", False, True),
    ("debian8", "Debian 8", 1300, "Debian", "2015-04-27", "2020-06-30", True, False),
    ("debian9", "Debian 9", 1100, "Debian", "2017-06-16", "2022-06-30", True, False),
    ("debian10", "Debian 10", 1500, "Debian", "2019-07-07", "2024-06-30", True, True),
    ("debian11", "Debian 11", 1500, "Debian", "2021-08-14", "2026-08-31", False, True),
    ("debian12", "Debian 12", 1800, "Debian", "2023-06-12", "2028-06-30", False, True),
    ("debian13", "Debian 13", 1800, "Debian", "2025-08-11", "2030-06-30", False, True),
    ("fedora42", "Fedora 42", 3000, "Fedora", "2025-04-17", "2026-05-13", False, True),
    ("fedora43", "Fedora 43", 2700, "Fedora", "2025-10-30", "2026-12-02", False, True),
    ("gentoo", "Gentoo", 7000, "Gentoo", "2017-05-25", None, False, True),
    ("kali", "Kali Linux", 1536, "Kali", "2022-11-17", None, False, True),
    ("opensuse15.6", "openSUSE Leap 15.6", 1200, "openSUSE",
     "2024-06-18", "2026-04-30", False, True),
    ("rocky8", "Rocky Linux 8", 4000, "Rocky", "2021-06-23", "2029-05-31", False, True),
    ("rocky9", "Rocky Linux 9", 2500, "Rocky", "2022-07-08", "2032-05-31", False, True),
    ("rocky10", "Rocky Linux 10", 2300, "Rocky", "2025-06-12", "2035-05-31", False, True),
    ("slackware15.0", "Slackware 15.0", 11600, "Slackware", "2022-02-18", None, False, False),
    ("ubuntu16.04lts", "Ubuntu 16.04 LTS", 2700, "Ubuntu", "2016-04-22", "2021-04-30", True, False),
    ("ubuntu18.04", "Ubuntu 18.04 LTS", 2700, "Ubuntu", "2018-04-26", "2023-06-30", True, False),
    ("ubuntu20.04", "Ubuntu 20.04 LTS", 2800, "Ubuntu", "2020-04-23", "2025-05-31", True, True),
    ("ubuntu22.04", "Ubuntu 22.04 LTS", 3500, "Ubuntu", "2022-04-22", "2027-04-23", False, True),
    ("ubuntu24.04", "Ubuntu 24.04 LTS", 3500, "Ubuntu", "2024-04-25", "2029-04-25", False, True),
    ("ubuntu25.10", "Ubuntu 25.10", 3600, "Ubuntu", "2025-10-09", "2026-07-09", False, True),
)  # fmt: skip


def documents() -> Iterator[dict[str, Any]]:
    return (_document(_Public(*row)) for row in _IMAGES)


def _document(image: _Public) -> dict[str, Any]:
    created = image.created + "T00:00:00"
    capabilities = ["cloud-init"] if image.cloud_init else []
    return {
        "id": "linode/" + image.slug,
        "label": image.label,
        "description": "",
        "created": created,
        "updated": created,
        "created_by": "linode",
        "deprecated": image.deprecated,
        "is_public": True,
        "is_shared": False,
        "status": "available",
        "type": "manual",
        "size": image.size,
        "total_size": image.size,
        "capabilities": capabilities if image.deprecated else [*capabilities, "distributed-sites"],
        "regions": [],
        "tags": [],
        "vendor": image.vendor,
        "expiry": None,
        "eol": image.eol + "T04:00:00" if image.eol else None,
        "image_sharing": {"shared_with": None, "shared_by": None},
    }
