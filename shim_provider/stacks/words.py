"""The words for what a plan does, and for why: of Terraform's, and ours."""

from __future__ import annotations

#: The kinds of change, in the order of a table, each with its sign.
SIGNS = {
    "created": "+",
    "changed": "~",
    "replaced": "-/+",
    "destroyed": "-",
    "moved": ">",
    "imported": "<",
    "forgotten": ".",
}

#: Terraform's action in a `planned_change` event -> the kind.
KINDS = {
    "create": "created",
    "update": "changed",
    "replace": "replaced",
    "delete": "destroyed",
    "move": "moved",
    "import": "imported",
    "forget": "forgotten",
    "remove": "forgotten",
}

#: Why: the `action_reason` of a plan (docs: internals/json-format). Others are shown as they are.
REASONS = {
    "replace_because_cannot_update": "the provider cannot change it in place",
    "replace_because_tainted": "its creation has failed halfway",
    "replace_by_request": "it was asked for",
    "replace_by_triggers": "replace_triggered_by names what changes",
    "delete_because_no_resource_config": "the stack has no such resource",
    "delete_because_no_module": "the stack has no such module",
    "delete_because_no_move_target": "it was moved to what the stack does not have",
    "delete_because_wrong_repetition": "count or for_each was added or removed",
    "delete_because_count_index": "count is lower",
    "delete_because_each_key": "for_each has no such key",
}

# The `reason` of an event (docs: internals/machine-readable-ui), where it differs from the above.
_EVENTS = {
    "tainted": "replace_because_tainted",
    "requested": "replace_by_request",
    "cannot_update": "replace_because_cannot_update",
    "replace_triggered_by": "replace_by_triggers",
}


def reason(word: str) -> str:
    """Why, in a few words, by Terraform's one word for it."""
    return REASONS.get(_EVENTS.get(word, word), word)
