"""Which continent a country is on, so that regions can stand beside their neighbours."""

from __future__ import annotations

# In the order of a map, from west to east.
CONTINENTS = {
    "North America": "ca us mx",
    "South America": "br cl co",
    "Europe": "at be ch cz de dk es fi fr gb gr ie it nl no pl pt se",
    "Africa": "ke ng za",
    "Asia": "ae hk id il in jp kr my ph sg th tr tw vn",
    "Oceania": "au nz",
}
_ELSEWHERE = "Elsewhere"


def continent_of(country: str) -> str:
    """`country`: two letters, as a region has it."""
    return next((name for name, held in CONTINENTS.items() if country in held.split()), _ELSEWHERE)


def place_of(country: str) -> tuple[int, str]:
    """Sorts countries from west to east, those of a continent together."""
    continent = continent_of(country)
    order = [*CONTINENTS, _ELSEWHERE]
    return order.index(continent), country
