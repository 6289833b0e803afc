"""The regions: which store objects, which are distributed sites, and where they are.

As `GET /regions` was recorded in 2026: id, label, country, site type and capabilities. None of
these tells that a region takes images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Region(NamedTuple):
    """`objects`: whether it has Object Storage. `kind`: a name of _KINDS.

    `at`: its city's latitude and longitude in degrees.
    """

    id: str
    label: str
    country: str
    objects: bool
    kind: str
    at: tuple[float, float]


_REGIONS = tuple(
    _Region(*row)
    for row in (
        ("ap-west", "Mumbai, IN", "in", False, "older", (19.1, 72.9)),
        ("ca-central", "Toronto, CA", "ca", False, "older", (43.7, -79.4)),
        ("ap-southeast", "Sydney, AU", "au", False, "older", (-33.9, 151.2)),
        ("us-iad", "Washington, DC", "us", True, "newer", (38.9, -77.0)),
        ("us-ord", "Chicago, IL", "us", True, "newer", (41.9, -87.6)),
        ("fr-par", "Paris, FR", "fr", True, "newer", (48.9, 2.4)),
        ("us-sea", "Seattle, WA", "us", True, "newer", (47.6, -122.3)),
        ("br-gru", "Sao Paulo, BR", "br", True, "newer", (-23.6, -46.6)),
        ("nl-ams", "Amsterdam, NL", "nl", True, "newer", (52.4, 4.9)),
        ("se-sto", "Stockholm, SE", "se", True, "newer", (59.3, 18.1)),
        ("es-mad", "Madrid, ES", "es", True, "newer", (40.4, -3.7)),
        ("in-maa", "Chennai, IN", "in", True, "newer", (13.1, 80.3)),
        ("jp-osa", "Osaka, JP", "jp", True, "newer", (34.7, 135.5)),
        ("it-mil", "Milan, IT", "it", True, "newer", (45.5, 9.2)),
        ("us-mia", "Miami, FL", "us", True, "newer", (25.8, -80.2)),
        ("id-cgk", "Jakarta, ID", "id", True, "newer", (-6.2, 106.8)),
        ("us-lax", "Los Angeles, CA", "us", True, "newer", (34.1, -118.2)),
        ("gb-lon", "London 2, UK", "gb", True, "newer", (51.5, -0.1)),
        ("au-mel", "Melbourne, AU", "au", True, "newer", (-37.8, 145.0)),
        ("in-bom-2", "Mumbai 2, IN", "in", False, "newer", (19.1, 72.9)),
        ("de-fra-2", "Frankfurt 2, DE", "de", True, "newer", (50.1, 8.7)),
        ("sg-sin-2", "Singapore 2, SG", "sg", True, "newer", (1.4, 103.8)),
        ("jp-tyo-3", "Tokyo 3, JP", "jp", True, "newer", (35.7, 139.7)),
        ("no-osl-1", "Oslo, NO", "no", True, "newer", (59.9, 10.8)),
        ("us-iad-2", "Washington 2, DC", "us", True, "newer", (38.9, -77.0)),
        ("fr-par-2", "Paris 2, FR", "fr", False, "newer", (48.9, 2.4)),
        ("us-rno-1", "Reno, NV", "us", False, "newest", (39.5, -119.8)),
        ("us-central", "Dallas, TX", "us", False, "older", (32.8, -96.8)),
        ("us-west", "Fremont, CA", "us", False, "older", (37.5, -122.0)),
        ("us-southeast", "Atlanta, GA", "us", True, "older", (33.7, -84.4)),
        ("us-east", "Newark, NJ", "us", True, "older", (40.7, -74.2)),
        ("eu-west", "London, UK", "gb", False, "older", (51.5, -0.1)),
        ("ap-south", "Singapore, SG", "sg", True, "older", (1.4, 103.8)),
        ("eu-central", "Frankfurt, DE", "de", True, "older", (50.1, 8.7)),
        ("ap-northeast", "Tokyo 2, JP", "jp", False, "older", (35.7, 139.7)),
        ("us-den-1", "Denver, CO", "us", False, "distributed", (39.7, -105.0)),
        ("us-hou-1", "Houston, TX", "us", False, "distributed", (29.8, -95.4)),
        ("mx-qro-1", "Querétaro, MX", "mx", False, "distributed", (20.6, -100.4)),
        ("co-bog-1", "Bogotá, CO", "co", False, "distributed", (4.7, -74.1)),
        ("co-bog-2", "Bogotá 2, CO", "co", False, "distributed", (4.7, -74.1)),
        ("cl-scl-1", "Santiago, CL", "cl", False, "distributed", (-33.4, -70.7)),
        ("de-ham-1", "Hamburg, DE", "de", False, "distributed", (53.6, 10.0)),
        ("de-ber-1", "Berlin, DE", "de", False, "distributed", (52.5, 13.4)),
        ("fr-mrs-2", "Marseille 2, FR", "fr", False, "distributed", (43.3, 5.4)),
        ("za-jnb-1", "Johannesburg, ZA", "za", False, "distributed", (-26.2, 28.0)),
        ("my-kul-1", "Kuala Lumpur, MY", "my", False, "distributed", (3.1, 101.7)),
        ("nz-akl-1", "Auckland, NZ", "nz", False, "distributed", (-36.8, 174.8)),
    )
)

_SITE = ("Linodes", "Disk Encryption", "Cloud Firewall", "Metadata", "Maintenance Policy")
_CORE = (*_SITE, "Backups", "NodeBalancers", "Placement Group", "StackScripts", "Linode Interfaces")
_FULL = (*_CORE, "Block Storage", "Block Storage Encryption", "Kubernetes", "Vlans")
# What regions of an age or a site have, but for _SOME. None has everything.
_KINDS = {
    "older": (*_FULL, "Block Storage Migrations"),
    "newer": (*_FULL, "VPCs", "VPC Dual Stack", "Premium Plans"),
    "newest": (*_CORE, "Premium Plans"),
    "distributed": (*_SITE, "Vlans", "Distributed Plans"),
}

_SITES = frozenset(region.id for region in _REGIONS if region.kind == "distributed")
_CORES = frozenset(region.id for region in _REGIONS) - _SITES
_NEWER = frozenset(region.id for region in _REGIONS if region.kind == "newer")
# What goes by the region.
_SOME = {
    "Object Storage": frozenset(region.id for region in _REGIONS if region.objects),
    "LA Disk Encryption": _CORES - {"no-osl-1", "us-iad-2", "fr-par-2", "us-rno-1"},
    "Managed Databases": _CORES - {"us-rno-1", "eu-west", "ap-south"},
    "Kubernetes Enterprise": _NEWER - {"au-mel"},
    "GPU Linodes": _CORES
    - {"ap-southeast", "us-iad", "br-gru", "au-mel", "no-osl-1", "us-iad-2"}
    - {"us-central", "us-west", "eu-west", "ap-northeast"},
    "NETINT Quadra T1U": {"us-lax", "gb-lon", "de-fra-2", "us-mia", "in-maa"},
    "ACLP Logs Datacenter LKE-E": {"us-lax", "gb-lon", "in-bom-2", "de-fra-2", "sg-sin-2"}
    | {"jp-tyo-3", "no-osl-1", "fr-par-2", "us-iad", "us-ord", "us-sea"},
}

# Cloud Manager leaves these out where an image is uploaded or copied to, by hand (linode/manager
# issue 12257), although they have Object Storage.
_WITHOUT_IMAGES = ("gb-lon", "au-mel", "sg-sin-2", "jp-tyo-3", "no-osl-1")

PLACES = {region.id: region.at for region in _REGIONS}

#: Those that an image can be uploaded to: the service stores it in the closest that keeps images.
UPLOAD_REGIONS = frozenset(PLACES) - frozenset(_WITHOUT_IMAGES)
#: Those that keep images.
IMAGE_REGIONS = _SOME["Object Storage"] & UPLOAD_REGIONS


def documents() -> Iterator[dict[str, Any]]:
    for number, region in enumerate(_REGIONS, start=1):
        yield _document(number, region)


def _document(number: int, region: _Region) -> dict[str, Any]:
    distributed = region.id in _SITES
    most = 0 if distributed else 5
    return {
        "id": region.id,
        "label": region.label,
        "country": region.country,
        "capabilities": [
            *_KINDS[region.kind],
            *(name for name, having in _SOME.items() if region.id in having),
        ],
        "status": "ok",
        "resolvers": {
            "ipv4": ", ".join(f"198.51.100.{number}" for number in (number, number + 100)),
            "ipv6": f"2001:db8:{number:x}::5, 2001:db8:{number:x}::6",
        },
        "placement_group_limits": {
            "maximum_pgs_per_customer": 0 if distributed else None,
            "maximum_linodes_per_pg": most,
            "maximum_linodes_per_flexible_pg": most,
        },
        "monitors": {"alerts": [], "metrics": []},
        "site_type": "distributed" if distributed else "core",
    }
