"""GetProviderSchema and GetResourceIdentitySchemas: the schemas, as messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..schemas.language import Attribute, Block, Schema, Type
    from .contract import Catalogue
    from .diagnostics import Diagnostics

_MARKDOWN = 1  # StringKind
_NESTING = {"single": 1, "list": 2, "set": 3}  # Schema.NestedBlock.NestingMode

#: `get_provider_schema_optional`: later launches answer without having been asked for it.
CAPABILITIES = {
    "plan_destroy": True,
    "get_provider_schema_optional": True,
    "move_resource_state": True,
}


def get_provider_schema(catalogue: Catalogue, _: dict[str, Any], __: Diagnostics) -> dict[str, Any]:
    """Everything the provider declares."""
    return {
        "provider": schema_message(catalogue.provider_schema()),
        "resource_schemas": {
            name: schema_message(catalogue.resource_schema(name))
            for name in catalogue.resource_names
        },
        "data_source_schemas": {
            name: schema_message(catalogue.data_source_schema(name))
            for name in catalogue.data_source_names
        },
        "list_resource_schemas": {
            name: schema_message(catalogue.list_schema(name)) for name in catalogue.list_names
        },
        "server_capabilities": CAPABILITIES,
    }


def get_resource_identity_schemas(
    catalogue: Catalogue, _: dict[str, Any], __: Diagnostics
) -> dict[str, Any]:
    """The identities of the resources that have one."""
    schemas = {name: catalogue.resource_schema(name) for name in catalogue.resource_names}
    return {
        "identity_schemas": {
            name: {
                "version": 0,
                "identity_attributes": [
                    _identity_attribute(key, schema.attributes[key]) for key in schema.identity
                ],
            }
            for name, schema in schemas.items()
            if schema.identity
        }
    }


def _identity_attribute(name: str, attribute: Attribute) -> dict[str, Any]:
    return {
        "name": name,
        "type": type_json(attribute.type).encode(),
        "required_for_import": True,
        "description": attribute.doc,
    }


def schema_message(schema: Schema) -> dict[str, Any]:
    """A Schema message."""
    return {
        "version": schema.version,
        "block": {
            "attributes": [_attribute(name, a) for name, a in schema.attributes.items()],
            "block_types": [_block(name, block) for name, block in schema.blocks.items()],
            "description": schema.doc,
            "description_kind": _MARKDOWN,
        },
    }


def _attribute(name: str, attribute: Attribute) -> dict[str, Any]:
    return {
        "name": name,
        "type": type_json(attribute.type).encode(),
        "description": attribute.doc,
        "description_kind": _MARKDOWN,
        "required": attribute.required,
        "optional": attribute.optional,
        "computed": attribute.computed,
        "sensitive": attribute.sensitive,
        "write_only": attribute.write_only,
        "deprecated": bool(attribute.deprecated),
        "deprecation_message": attribute.deprecated,
    }


def type_json(type: Type) -> str:
    """As `json.dumps`, which would take as long to load as this whole answer takes to make."""
    if isinstance(type, str):
        return f'"{type}"'
    kind, inner = type
    if kind != "object":
        return f'["{kind}", {type_json(inner)}]'
    fields = ", ".join(f'"{name}": {type_json(field)}' for name, field in inner.items())
    return f'["object", {{{fields}}}]'


def _block(name: str, block: Block) -> dict[str, Any]:
    return {
        "type_name": name,
        "nesting": _NESTING[block.nesting],
        "max_items": block.max_items,
        "block": {
            "attributes": [_attribute(inner, a) for inner, a in block.attributes.items()],
            "description": block.doc,
            "description_kind": _MARKDOWN,
        },
    }
