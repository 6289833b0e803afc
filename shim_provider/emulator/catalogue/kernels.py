"""The kernels a configuration profile may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# id, label, version, architecture
_KERNELS = (
    ("linode/latest-64bit", "Latest 64 bit (6.14.3-x86_64-linode168)", "6.14.3", "x86_64"),
    ("linode/latest-32bit", "Latest 32 bit (6.14.3-x86-linode189)", "6.14.3", "i386"),
    ("linode/grub2", "GRUB 2", "2.06", "x86_64"),
    ("linode/grub-legacy", "GRUB (Legacy)", "2.0.0", "x86_64"),
    ("linode/direct-disk", "Direct Disk", "", "x86_64"),
    ("linode/6.14.3-x86_64-linode168", "6.14.3-x86_64-linode168", "6.14.3", "x86_64"),
    ("linode/6.12.9-x86_64-linode166", "6.12.9-x86_64-linode166", "6.12.9", "x86_64"),
    ("linode/6.2.9-x86_64-linode160", "6.2.9-x86_64-linode160", "6.2.9", "x86_64"),
    ("linode/5.19.2-x86_64-linode156", "5.19.2-x86_64-linode156", "5.19.2", "x86_64"),
)


def documents() -> Iterator[dict[str, Any]]:
    for identifier, label, version, architecture in _KERNELS:
        yield {
            "id": identifier,
            "label": label,
            "version": version,
            "kvm": True,
            "architecture": architecture,
            "pvops": True,
            "deprecated": False,
            "built": "2025-04-22T00:00:00",
        }
