"""The regions, and which of them store images.

Linode publishes no flag for it: a region needs Object Storage, and some that have it are documented
as refusing custom images. `us-central`, `us-west` and `eu-west` have no Object Storage of their own
in the service; here they store images, because older configurations name them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Region(NamedTuple):
    id: str
    label: str
    country: str
    images: bool = True
    site_type: str = "core"


_REGIONS = (
    _Region("ap-west", "Mumbai, IN", "in"),
    _Region("ca-central", "Toronto, CA", "ca"),
    _Region("ap-southeast", "Sydney, AU", "au"),
    _Region("us-iad", "Washington, DC", "us"),
    _Region("us-ord", "Chicago, IL", "us"),
    _Region("fr-par", "Paris, FR", "fr"),
    _Region("us-sea", "Seattle, WA", "us"),
    _Region("br-gru", "Sao Paulo, BR", "br"),
    _Region("nl-ams", "Amsterdam, NL", "nl"),
    _Region("se-sto", "Stockholm, SE", "se"),
    _Region("es-mad", "Madrid, ES", "es"),
    _Region("in-maa", "Chennai, IN", "in"),
    _Region("jp-osa", "Osaka, JP", "jp"),
    _Region("it-mil", "Milan, IT", "it"),
    _Region("us-mia", "Miami, FL", "us"),
    _Region("id-cgk", "Jakarta, ID", "id"),
    _Region("us-lax", "Los Angeles, CA", "us"),
    _Region("gb-lon", "London 2, UK", "gb", images=False),
    _Region("au-mel", "Melbourne, AU", "au", images=False),
    _Region("in-bom-2", "Mumbai 2, IN", "in"),
    _Region("de-fra-2", "Frankfurt 2, DE", "de"),
    _Region("sg-sin-2", "Singapore 2, SG", "sg", images=False),
    _Region("jp-tyo-3", "Tokyo 3, JP", "jp", images=False),
    _Region("no-osl-1", "Oslo, NO", "no", images=False),
    _Region("us-central", "Dallas, TX", "us"),
    _Region("us-west", "Fremont, CA", "us"),
    _Region("us-southeast", "Atlanta, GA", "us"),
    _Region("us-east", "Newark, NJ", "us"),
    _Region("eu-west", "London, UK", "gb"),
    _Region("ap-south", "Singapore, SG", "sg"),
    _Region("eu-central", "Frankfurt, DE", "de"),
    _Region("ap-northeast", "Tokyo 2, JP", "jp"),
    _Region("us-den-10", "Denver, CO", "us", images=False, site_type="distributed"),
)

_CORE = [
    "Linodes",
    "Block Storage Encryption",
    "Disk Encryption",
    "Backups",
    "NodeBalancers",
    "Block Storage",
    "Object Storage",
    "Kubernetes",
    "Cloud Firewall",
    "Vlans",
    "VPCs",
    "Metadata",
    "Placement Group",
    "StackScripts",
]
_DISTRIBUTED = ["Linodes", "Cloud Firewall", "VPCs", "Distributed Plans"]

# Every region that stores custom images.
IMAGE_REGIONS = frozenset(region.id for region in _REGIONS if region.images)


def documents() -> Iterator[dict[str, Any]]:
    for number, region in enumerate(_REGIONS, start=1):
        yield _document(number, region)


def _document(number: int, region: _Region) -> dict[str, Any]:
    core = region.site_type == "core"
    return {
        "id": region.id,
        "label": region.label,
        "country": region.country,
        "capabilities": list(_CORE if core else _DISTRIBUTED),
        "status": "ok",
        "resolvers": {
            "ipv4": ", ".join(f"198.51.100.{number}" for number in (number, number + 100)),
            "ipv6": f"2001:db8:{number:x}::5, 2001:db8:{number:x}::6",
        },
        "placement_group_limits": {
            "maximum_pgs_per_customer": 100,
            "maximum_linodes_per_pg": 5,
            "maximum_linodes_per_flexible_pg": 5,
        },
        "monitors": {"alerts": [], "metrics": []},
        "site_type": region.site_type,
    }
