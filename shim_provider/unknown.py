"""The value Terraform does not know yet ("known after apply"), as one Python object.

The wire layer decodes it, schemas and resources compare with `is UNKNOWN`.
"""

from __future__ import annotations


class Unknown:
    """The type of `UNKNOWN`; there is one instance."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false: compare with `is UNKNOWN`")


UNKNOWN = Unknown()


def wholly_known(value: object) -> bool:
    """Whether neither the value nor anything inside it is unknown."""
    if value is UNKNOWN:
        return False
    if isinstance(value, dict):
        return all(wholly_known(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return all(wholly_known(item) for item in value)
    return True
