"""Public SSH keys of a user's profile: list, show, add, rename, remove.

Nobody enters a Linode here: `authorized_users` of a deployment is not compared with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..requests import checks, filters
from ..world.tables import Row

if TYPE_CHECKING:
    from ..requests.call import Call

FIELDS = filters.fields("label", also_sortable="id created")

_LABEL = checks.text(1, 64, "Label must be between 1 and 64 characters.")
_KINDS = r"ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp[0-9]+|sk-[a-z0-9-]+(?:@openssh\.com)?"
_KEY_FORM = checks.text(
    1,
    16_384,
    pattern=rf"(?:{_KINDS}) [A-Za-z0-9+/]+=*(?: [^\r\n]*)?",
    pattern_reason="Must be a public SSH key.",
)


def _key(value: object) -> str | None:
    return _KEY_FORM(value.strip() if isinstance(value, str) else value)


NEW = {"label": _LABEL, "ssh_key": _key}
_NEEDED = {"label": "label is required", "ssh_key": "ssh_key is required"}


def show_list(call: Call) -> dict[str, Any]:
    user = call.caller.username
    return call.listing("sshkey", FIELDS, ("account = ? AND parent = ?", (call.account, user)))


def show(call: Call, key: int) -> dict[str, Any]:
    return _own(call, key).doc


def create(call: Call) -> dict[str, Any]:
    given = checks.read(call.body, NEW, _NEEDED, unused=("id", "created"))
    number = call.tables.next_number("sshkey")
    document = {
        "id": number,
        "label": given["label"],
        "ssh_key": given["ssh_key"].strip(),
        "created": call.wire_now,
    }
    row = Row("sshkey", number, call.account, call.caller.username, document, {})
    call.tables.insert(row)
    return row.doc


def update(call: Call, key: int) -> dict[str, Any]:
    row = _own(call, key)
    row.doc.update(checks.read(call.body, {"label": _LABEL}, unused=row.doc))
    call.tables.save(row)
    return row.doc


def delete(call: Call, key: int) -> dict[str, Any]:
    call.tables.delete("sshkey", _own(call, key).id)
    return {}


def _own(call: Call, key: int) -> Row:
    return call.own("sshkey", key, call.caller.username)
