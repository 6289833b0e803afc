"""What the engine asks of a resource module, and what it hands to it.

A resource module defines:

    create(operation, planned) -> values          the new object
    read(operation, state) -> values or None      what is there now; None: gone
    update(operation, state, planned) -> values   change it in place
    delete(operation, state)                      returns when it is gone
    import_state(id) -> values                    the first state of an import

and may define:

    plan(change: Change)                          refine a planned change
    timeout_of(kind, prior) -> str                whose timeout an apply of this kind has: its own
                                                  (`create`, `update`, `delete`) or another
    MOVED_FROM = {type: function}                 other types whose state can be moved here, with
                                                  what is taken over of their values
    LEGACY_TYPE_SYSTEM = True                     plan other than what is configured

A data source module defines `read(operation, config) -> values`; the module of a list
resource `found(operation, config)`, an iterable of (name to show, values).

Values are dicts by attribute name. What a function leaves out keeps its planned
or prior value. The engine owns nulls, unknowns, defaults, replacement and the
`timeouts` block; it cuts values to the declared attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ..unknown import UNKNOWN

if TYPE_CHECKING:
    from ..schemas.language import Schema
    from .diagnostics import Diagnostics

Values = dict[str, Any]


class Catalogue(Protocol):
    """What the provider offers: schemas and modules by type name, and the API behind them."""

    resource_names: tuple[str, ...]
    data_source_names: tuple[str, ...]
    list_names: tuple[str, ...]

    def provider_schema(self) -> Schema:
        """The schema of the provider block."""

    def resource_schema(self, name: str) -> Schema:
        """The schema of a resource; KeyError when there is none of this name."""

    def data_source_schema(self, name: str) -> Schema:
        """The schema of a data source; KeyError when there is none of this name."""

    def list_schema(self, name: str) -> Schema:
        """The schema of a list resource; KeyError when there is none of this name."""

    def resource(self, name: str) -> Any:
        """The module of a resource."""

    def data_source(self, name: str) -> Any:
        """The module of a data source."""

    def lister(self, name: str) -> Any:
        """The module of a list resource."""

    def configure(self, config: Values, terraform_version: str, diagnostics: Diagnostics) -> None:
        """Take the provider block, with the environment, into use."""

    def stop(self) -> None:
        """Terraform was interrupted: end waits early, keeping what exists."""

    def operation(self, kind: str, seconds: float, private: Values, told: Diagnostics) -> Operation:
        """An operation on a resource of type `kind`, bounded by `seconds`."""

    def look(self) -> Any:
        """The API for checks at plan time; None before the provider is configured."""

    def out_of_reach(self) -> None:
        """The API did not answer: for a while, `look` is to give None."""

    def context(self) -> Any:
        """What every operation may ask of the configuration; None before there is one."""


class Report(Protocol):
    """Who watches an operation; none of it may fail, or take long."""

    def began(self, action: str, label: str, id: str) -> None:
        """A change has begun: `create`, `update` or `delete`, of what has that label and that id.

        Either is "" where it is not known.
        """

    def step(self, words: str) -> None:
        """What is done now: a part of a sentence, such as "uploading"."""

    def ended(self, *, failed: bool) -> None:
        """The change has ended."""


class Unwatched:
    """The report to nobody."""

    def began(self, action: str, label: str, id: str) -> None:
        """To nobody."""

    def step(self, words: str) -> None:
        """To nobody."""

    def ended(self, *, failed: bool) -> None:
        """To nobody."""


class Operation:
    """One create, read, update or delete: its API, its memory and its checkpoint."""

    def __init__(
        self,
        api: Any,
        private: Values,
        diagnostics: Diagnostics,
        context: Any,
        report: Report | None = None,
    ) -> None:
        #: The API, bounded by the operation's timeout and by Terraform's interrupt.
        self.api = api
        #: The resource's private state: kept by Terraform, shown to nobody.
        self.private = private
        self.diagnostics = diagnostics
        #: What the composition root hands to every operation (settings, journal).
        self.context = context
        #: Told how a change goes on.
        self.report = report or Unwatched()
        #: The configuration: the only place of write-only arguments.
        self.config: Values = {}
        self.saved: Values = {}

    def save(self, values: Values) -> None:
        """From here on this exists: whatever fails later, it stays in the state."""
        self.saved.update(values)

    def warn(self, summary: str, detail: str, attribute: str = "") -> None:
        """Tell the user something that is no failure."""
        self.diagnostics.warn(summary, detail, (attribute,) if attribute else ())


class Change:
    """A change being planned: from `prior` (None: a create) to `planned`, as `config` asks."""

    def __init__(
        self,
        prior: Values | None,
        config: Values,
        planned: Values,
        private: Values,
        diagnostics: Diagnostics,
        catalogue: Catalogue,
    ) -> None:
        self.prior = prior
        self.config = config
        self.planned = planned
        #: The resource's private state; what is put here reaches the apply.
        self.private = private
        self.diagnostics = diagnostics
        #: The attributes whose change replaces the resource.
        self.replace: set[str] = set()
        self._catalogue = catalogue

    @property
    def creating(self) -> bool:
        """Whether there is nothing yet."""
        return self.prior is None

    def was(self, name: str) -> Any:
        """The prior value; None for a create."""
        return self.prior[name] if self.prior else None

    def changes(self, *names: str) -> bool:
        """Whether any of these attributes is planned to differ from the prior state."""
        return any(self.planned[name] is UNKNOWN or self.planned[name] != self.was(name)
                   for name in names)  # fmt: skip

    def keep(self, name: str) -> None:
        """Plan the prior value: no change, no replacement."""
        self.planned[name] = self.was(name)
        self.replace.discard(name)

    def empty_if_left_out(self, name: str, empty: Any) -> None:
        """Plan `empty` for an argument left out; what is empty already keeps its form."""
        if self.config[name] is None:
            before = self.was(name)
            self.planned[name] = before if self.prior is not None and not before else empty

    def unknown(self, *names: str) -> None:
        """Plan these computed attributes as known after apply."""
        for name in names:
            self.planned[name] = UNKNOWN

    def error(self, attribute: str, summary: str, detail: str) -> None:
        """Refuse the plan, naming the attribute."""
        self.diagnostics.error(summary, detail, (attribute,))

    def warn(self, attribute: str, summary: str, detail: str) -> None:
        """Tell the user something the plan alone does not show."""
        self.diagnostics.warn(summary, detail, (attribute,))

    def api(self) -> Any:
        """The API for checks at plan time; None before the provider is configured."""
        return self._catalogue.look()

    def out_of_reach(self) -> None:
        """The API did not answer a check: the plan's other checks are not to wait for it too."""
        self._catalogue.out_of_reach()

    def context(self) -> Any:
        """What operations are handed as `context`; None before the provider is configured."""
        return self._catalogue.context()


def form(values: Mapping[str, Any], schema: Schema) -> Values:
    """The values cut to what the schema declares, with null for what they lack.

    Lists and sets of blocks are never null: no block is an empty list
    (Terraform's docs/plugin-protocol/object-wire-format.md).
    """
    whole = {name: values.get(name) for name in (*schema.attributes, *schema.blocks)}
    for name, block in schema.blocks.items():
        if block.nesting != "single" and whole[name] is None:
            whole[name] = []
    return whole
