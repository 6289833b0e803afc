"""A failure to tell the user, in words: what, why, what to do."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818 - named by what the user is told
    """Raised anywhere below an RPC handler; it becomes a Terraform diagnostic.

    `attribute` names the Terraform attribute it is about, if it is about one.
    """

    def __init__(self, summary: str, detail: str, attribute: str = "") -> None:
        super().__init__(f"{summary}: {detail}")
        self.summary = summary
        self.detail = detail
        self.attribute = attribute
