"""The tags of an account: those that its images and Linodes have. Set and removed with these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import filters

if TYPE_CHECKING:
    from .call import Call

FIELDS = filters.fields("", also_sortable="label")

_EACH = "SELECT seq, account, value FROM {kind}, json_each(doc, '$.tags')"
# Reads like a table of things; the oldest first, as other lists.
_TAGS = f"""(
    SELECT min(seq) AS seq, value AS id, account, NULL AS parent,
        json_object('label', value) AS doc, '{{}}' AS hidden
    FROM ({_EACH.format(kind="image")} UNION ALL {_EACH.format(kind="instance")})
    GROUP BY account, value)"""


def show_list(call: Call) -> dict[str, Any]:
    return call.listing(_TAGS, FIELDS, ("account = ?", (call.account,)))
