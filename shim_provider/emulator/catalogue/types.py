"""The plans: disk and memory in MB, transfer in GB, prices in US dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Plan(NamedTuple):
    id: str
    label: str
    type_class: str
    disk: int
    memory: int
    vcpus: int
    transfer: int
    network_out: int
    hourly: float
    monthly: float


_PLANS = (
    ("g6-nanode-1", "Nanode 1GB", "nanode", 25600, 1024, 1, 1000, 1000, 0.0075, 5),
    ("g6-standard-1", "Linode 2GB", "standard", 51200, 2048, 1, 2000, 2000, 0.018, 12),
    ("g6-standard-2", "Linode 4GB", "standard", 81920, 4096, 2, 4000, 4000, 0.036, 24),
    ("g6-standard-4", "Linode 8GB", "standard", 163840, 8192, 4, 5000, 5000, 0.072, 48),
    ("g6-standard-6", "Linode 16GB", "standard", 327680, 16384, 6, 8000, 6000, 0.144, 96),
    ("g6-standard-8", "Linode 32GB", "standard", 655360, 32768, 8, 16000, 7000, 0.288, 192),
    ("g6-standard-16", "Linode 64GB", "standard", 1310720, 65536, 16, 20000, 9000, 0.576, 384),
    ("g6-standard-20", "Linode 96GB", "standard", 1966080, 98304, 20, 20000, 10000, 0.864, 576),
    ("g6-standard-24", "Linode 128GB", "standard", 2621440, 131072, 24, 20000, 11000, 1.152, 768),
    ("g6-standard-32", "Linode 192GB", "standard", 3932160, 196608, 32, 20000, 12000, 1.728, 1152),
    ("g7-highmem-1", "Linode 24GB", "highmem", 20480, 24576, 2, 5000, 5000, 0.09, 60),
    ("g7-highmem-2", "Linode 48GB", "highmem", 40960, 49152, 2, 6000, 6000, 0.18, 120),
    ("g7-highmem-4", "Linode 90GB", "highmem", 92160, 92160, 4, 7000, 7000, 0.36, 240),
    ("g7-highmem-8", "Linode 150GB", "highmem", 204800, 153600, 8, 8000, 8000, 0.72, 480),
    ("g7-highmem-16", "Linode 300GB", "highmem", 348160, 307200, 16, 9000, 9000, 1.44, 960),
    ("g6-dedicated-2", "Dedicated 4GB", "dedicated", 81920, 4096, 2, 4000, 4000, 0.054, 36),
    ("g6-dedicated-4", "Dedicated 8GB", "dedicated", 163840, 8192, 4, 5000, 5000, 0.108, 72),
    ("g6-dedicated-8", "Dedicated 16GB", "dedicated", 327680, 16384, 8, 6000, 6000, 0.216, 144),
    ("g6-dedicated-16", "Dedicated 32GB", "dedicated", 655360, 32768, 16, 7000, 7000, 0.432, 288),
    ("g6-dedicated-32", "Dedicated 64GB", "dedicated", 1310720, 65536, 32, 8000, 8000, 0.864, 576),
    ("g6-dedicated-48", "Dedicated 96GB", "dedicated", 1966080, 98304, 48, 9000, 9000, 1.296, 864),
    ("g6-dedicated-50", "Dedicated 128GB", "dedicated", 2560000,
     131072, 50, 10000, 10000, 1.728, 1152),
    ("g6-dedicated-56", "Dedicated 256GB", "dedicated", 5120000,
     262144, 56, 11000, 11000, 3.456, 2304),
    ("g6-dedicated-64", "Dedicated 512GB", "dedicated", 7372800,
     524288, 64, 12000, 12000, 6.912, 4608),
)  # fmt: skip


def documents() -> Iterator[dict[str, Any]]:
    return (_document(_Plan(*row)) for row in _PLANS)


# What costs more there than elsewhere, as announced: the share on top.
_DEARER = {"id-cgk": 0.2, "br-gru": 0.4}


def _document(plan: _Plan) -> dict[str, Any]:
    price = {"hourly": plan.hourly, "monthly": plan.monthly}
    backups = {"hourly": round(plan.hourly / 4, 4), "monthly": round(plan.monthly / 4, 1)}
    return {
        "id": plan.id,
        "label": plan.label,
        "class": plan.type_class,
        "disk": plan.disk,
        "memory": plan.memory,
        "vcpus": plan.vcpus,
        "gpus": 0,
        "accelerated_devices": 0,
        "transfer": plan.transfer,
        "network_out": plan.network_out,
        "price": price,
        "region_prices": _regional(price),
        "addons": {"backups": {"price": backups, "region_prices": _regional(backups)}},
        "successor": None,
    }


def _regional(price: dict[str, float]) -> list[dict[str, Any]]:
    return [
        {"id": region, **{name: round(value * (1 + more), 4) for name, value in price.items()}}
        for region, more in _DEARER.items()
    ]
