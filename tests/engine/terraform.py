"""Plays Terraform: whole requests through the real wire, and Terraform's own checks of replies.

The checks are those of internal/plans/objchange (AssertPlanValid, AssertObjectCompatible),
which end an apply with "this is a bug in the provider".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from shim_provider.engine.handlers import rpcs
from shim_provider.unknown import UNKNOWN
from shim_provider.wire import messages, values

if TYPE_CHECKING:
    from shim_provider.engine.contract import Catalogue, Values
    from shim_provider.schemas.language import Schema

Diagnostic = Mapping[str, Any]


class Stored(NamedTuple):
    """A resource as Terraform keeps it."""

    values: Values | None
    private: bytes = b""
    diagnostics: Sequence[Diagnostic] = ()
    identity: Values | None = None


class Planned(NamedTuple):
    """A plan as Terraform keeps it until it is applied."""

    prior: Stored
    config: Values | None
    values: Values | None
    private: bytes
    replaces: list[str]
    diagnostics: Sequence[Diagnostic]


class Terraform:
    """Calls the RPCs of a provider; `kind` is the type of the resource at hand."""

    def __init__(self, catalogue: Catalogue, kind: str = "toy_book") -> None:
        self._rpcs = rpcs(catalogue)
        self._catalogue = catalogue
        self.kind = kind

    @property
    def schema(self) -> Schema:
        return self._catalogue.resource_schema(self.kind)

    def call(self, rpc: str, **fields: Any) -> dict[str, Any]:
        """The reply to a request, both as they come off the wire: with every field."""
        request = messages.decode(f"{rpc}.Request", messages.encode(f"{rpc}.Request", fields))
        reply = self._rpcs[rpc](request)
        return messages.decode(f"{rpc}.Response", messages.encode(f"{rpc}.Response", reply))

    def stream(self, rpc: str, **fields: Any) -> list[dict[str, Any]]:
        """The replies of an RPC that answers with a stream."""
        request = messages.decode(f"{rpc}.Request", messages.encode(f"{rpc}.Request", fields))
        name = messages.STREAMS[rpc]
        return [messages.decode(name, messages.encode(name, e)) for e in self._rpcs[rpc](request)]

    def plan(self, config: Values | None, prior: Stored | None = None) -> Planned:
        """Plan the configuration, null for a destroy."""
        prior = prior or Stored(None)
        config = unpack(pack(config, self.schema), self.schema)  # sets in their one order
        reply = self.call(
            "PlanResourceChange",
            type_name=self.kind,
            prior_state=pack(prior.values, self.schema),
            proposed_new_state=pack(proposed(self.schema, prior.values, config), self.schema),
            config=pack(config, self.schema),
            prior_private=prior.private,
        )
        planned = Planned(
            prior,
            config,
            unpack(reply["planned_state"], self.schema),
            reply["planned_private"],
            [_only_name(path) for path in reply["requires_replace"]],
            reply["diagnostics"],
        )
        if not errors(planned.diagnostics) and not reply["legacy_type_system"]:
            assert invalid_in(self.schema, planned) == []
        return planned

    def apply(self, plan: Planned) -> Stored:
        """Apply a plan."""
        reply = self.call(
            "ApplyResourceChange",
            type_name=self.kind,
            prior_state=pack(plan.prior.values, self.schema),
            planned_state=pack(plan.values, self.schema),
            config=pack(plan.config, self.schema),
            planned_private=plan.private,
        )
        new = unpack(reply["new_state"], self.schema)
        assert not holds_unknown(new)
        if not errors(reply["diagnostics"]) and not reply["legacy_type_system"]:
            assert compatible(plan.values, new)
        identity = self.identity(reply["new_identity"])
        return Stored(new, reply["private"], reply["diagnostics"], identity)

    def create(self, config: Values) -> Stored:
        """Plan and apply a new resource."""
        return self.apply(self.plan(config))

    def read(self, stored: Stored) -> Stored:
        """Refresh."""
        reply = self.call(
            "ReadResource",
            type_name=self.kind,
            current_state=pack(stored.values, self.schema),
            private=stored.private,
        )
        new = unpack(reply["new_state"], self.schema)
        identity = self.identity(reply["new_identity"])
        return Stored(new, reply["private"], reply["diagnostics"], identity)

    def identity(self, message: Mapping[str, Any] | None) -> Values | None:
        """The values of an identity."""
        if message is None:
            return None
        fields = {name: self.schema.attributes[name].type for name in self.schema.identity}
        decoded: Values = values.from_dynamic(message["identity_data"], ("object", fields))
        return decoded


def pack(value: Values | None, schema: Schema) -> dict[str, bytes]:
    """A DynamicValue message."""
    return values.to_dynamic(value, schema.type())


def unpack(message: Mapping[str, Any] | None, schema: Schema) -> Values | None:
    """The value of a DynamicValue message."""
    value: Values | None = values.from_dynamic(message, schema.type())
    return value


def configured(schema: Schema, **given: Any) -> Values:
    """A configuration: what is left out is null, or no block."""
    absent: Values = {
        name: None if block.nesting == "single" else [] for name, block in schema.blocks.items()
    }
    return {**dict.fromkeys(schema.attributes), **absent, **given}


def proposed(schema: Schema, prior: Values | None, config: Values | None) -> Values | None:
    """The configuration, with prior values of computed attributes (objchange.ProposedNew)."""
    if config is None or prior is None:
        return config
    kept = {
        name: prior[name]
        for name, attribute in schema.attributes.items()
        if attribute.computed and config[name] is None
    }
    return {**config, **kept}


def invalid_in(schema: Schema, plan: Planned) -> list[str]:
    """The names whose planned value Terraform would refuse (objchange.AssertPlanValid)."""
    if plan.config is None or plan.values is None:
        return [] if plan.config is plan.values else ["existence"]
    prior = plan.prior.values or dict.fromkeys(schema.attributes)
    wrong = [name for name in schema.blocks if plan.values[name] != plan.config[name]]
    for name, attribute in schema.attributes.items():
        planned, config = plan.values[name], plan.config[name]
        if planned == config:
            continue
        if config is not None and prior[name] is not None and planned == prior[name]:
            continue
        if attribute.write_only:
            allowed = planned is None
        else:
            allowed = attribute.computed and (config is None or not attribute.optional)
        if not allowed:
            wrong.append(name)
    return wrong


def compatible(planned: Any, actual: Any) -> bool:
    """Whether everything that was known is as planned (objchange.AssertObjectCompatible)."""
    if planned is UNKNOWN:
        return True
    if isinstance(planned, dict) and isinstance(actual, dict):
        return planned.keys() == actual.keys() and all(
            compatible(planned[name], actual[name]) for name in planned
        )
    if isinstance(planned, list) and isinstance(actual, list) and holds_unknown(planned):
        return len(planned) >= len(actual)
    return bool(planned == actual)


def holds_unknown(value: Any) -> bool:
    """Whether anything in it is unknown."""
    if isinstance(value, dict):
        return any(holds_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(holds_unknown(item) for item in value)
    return value is UNKNOWN


def errors(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The errors among them."""
    return [item for item in diagnostics if item["severity"] == messages.ERROR]


def path_of(diagnostic: Diagnostic) -> tuple[str | int, ...]:
    """Where a diagnostic points to."""
    if diagnostic["attribute"] is None:
        return ()
    return tuple(
        next(step[kind] for kind in step if step[kind] is not None)
        for step in diagnostic["attribute"]["steps"]
    )


def _only_name(path: Mapping[str, Any]) -> str:
    (step,) = path["steps"]
    return str(step["attribute_name"])
