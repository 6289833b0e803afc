"""The messages between Terraform and a provider, as tables: number, name, kind.

Protocol 6.0 to 6.11, as far as this provider speaks it. Source of names and numbers:
docs/plugin-protocol/tfplugin6.*.proto of Terraform and OpenTofu, internal/plugin/*.proto
of go-plugin, and grpc/health/v1/health.proto. Later versions only added fields, so one
table serves all. Not here: ephemeral resources, actions, state stores and functions
(other than the empty answer), which this provider does not have.
"""

from __future__ import annotations

from .protobuf import BOOL, BYTES, INT, MAYBE_INT, MAYBE_STRING, STRING, Codec, Table

#: `Diagnostic.severity`.
ERROR, WARNING = 1, 2
#: `Schema.Block.description_kind` and its like.
PLAIN, MARKDOWN = 0, 1
#: `Schema.NestedBlock.nesting`, and `Schema.Object.nesting` up to MAP.
SINGLE, LIST, SET, MAP, GROUP = 1, 2, 3, 4, 5
#: `HealthCheckResponse.status`.
SERVING = 1

_DIAGNOSTICS = ["Diagnostic"]
_NOTHING: Table = ()

_VALUES: dict[str, Table] = {
    "DynamicValue": ((1, "msgpack", BYTES), (2, "json", BYTES)),
    "RawState": ((1, "json", BYTES), (2, "flatmap", {STRING: STRING})),
    "ResourceIdentityData": ((1, "identity_data", "DynamicValue"),),
    "Diagnostic": (
        (1, "severity", INT),
        (2, "summary", STRING),
        (3, "detail", STRING),
        (4, "attribute", "AttributePath"),
    ),
    "AttributePath": ((1, "steps", ["AttributePath.Step"]),),
    "AttributePath.Step": (  # exactly one of them
        (1, "attribute_name", MAYBE_STRING),
        (2, "element_key_string", MAYBE_STRING),
        (3, "element_key_int", MAYBE_INT),
    ),
    "ServerCapabilities": (
        (1, "plan_destroy", BOOL),
        (2, "get_provider_schema_optional", BOOL),
        (3, "move_resource_state", BOOL),
        (4, "generate_resource_config", BOOL),
    ),
    "ClientCapabilities": (
        (1, "deferral_allowed", BOOL),
        (2, "write_only_attributes_allowed", BOOL),
    ),
    "Deferred": ((1, "reason", INT),),
}

_SCHEMAS: dict[str, Table] = {
    "Schema": ((1, "version", INT), (2, "block", "Schema.Block")),
    "Schema.Block": (
        (1, "version", INT),
        (2, "attributes", ["Schema.Attribute"]),
        (3, "block_types", ["Schema.NestedBlock"]),
        (4, "description", STRING),
        (5, "description_kind", INT),
        (6, "deprecated", BOOL),
        (7, "deprecation_message", STRING),
    ),
    "Schema.Attribute": (
        (1, "name", STRING),
        (2, "type", BYTES),
        (3, "description", STRING),
        (4, "required", BOOL),
        (5, "optional", BOOL),
        (6, "computed", BOOL),
        (7, "sensitive", BOOL),
        (8, "description_kind", INT),
        (9, "deprecated", BOOL),
        (10, "nested_type", "Schema.Object"),
        (11, "write_only", BOOL),
        (12, "deprecation_message", STRING),
    ),
    "Schema.NestedBlock": (
        (1, "type_name", STRING),
        (2, "block", "Schema.Block"),
        (3, "nesting", INT),
        (4, "min_items", INT),
        (5, "max_items", INT),
    ),
    "Schema.Object": ((1, "attributes", ["Schema.Attribute"]), (3, "nesting", INT)),
    "ResourceIdentitySchema": (
        (1, "version", INT),
        (2, "identity_attributes", ["ResourceIdentitySchema.IdentityAttribute"]),
    ),
    "ResourceIdentitySchema.IdentityAttribute": (
        (1, "name", STRING),
        (2, "type", BYTES),
        (3, "required_for_import", BOOL),
        (4, "optional_for_import", BOOL),
        (5, "description", STRING),
    ),
    "GetMetadata.Request": _NOTHING,
    "GetMetadata.Response": (
        (1, "server_capabilities", "ServerCapabilities"),
        (2, "diagnostics", _DIAGNOSTICS),
        (3, "data_sources", ["GetMetadata.DataSourceMetadata"]),
        (4, "resources", ["GetMetadata.ResourceMetadata"]),
        (7, "list_resources", ["GetMetadata.ListResourceMetadata"]),
    ),
    "GetMetadata.DataSourceMetadata": ((1, "type_name", STRING),),
    "GetMetadata.ResourceMetadata": ((1, "type_name", STRING),),
    "GetMetadata.ListResourceMetadata": ((1, "type_name", STRING),),
    "GetProviderSchema.Request": _NOTHING,
    "GetProviderSchema.Response": (
        (1, "provider", "Schema"),
        (2, "resource_schemas", {STRING: "Schema"}),
        (3, "data_source_schemas", {STRING: "Schema"}),
        (4, "diagnostics", _DIAGNOSTICS),
        (5, "provider_meta", "Schema"),
        (6, "server_capabilities", "ServerCapabilities"),
        (9, "list_resource_schemas", {STRING: "Schema"}),
    ),
    "GetResourceIdentitySchemas.Request": _NOTHING,
    "GetResourceIdentitySchemas.Response": (
        (1, "identity_schemas", {STRING: "ResourceIdentitySchema"}),
        (2, "diagnostics", _DIAGNOSTICS),
    ),
    "GetFunctions.Request": _NOTHING,
    "GetFunctions.Response": ((2, "diagnostics", _DIAGNOSTICS),),
}

_CONFIGURATION: dict[str, Table] = {
    "ValidateProviderConfig.Request": ((1, "config", "DynamicValue"),),
    "ValidateProviderConfig.Response": ((2, "diagnostics", _DIAGNOSTICS),),
    "ValidateResourceConfig.Request": (
        (1, "type_name", STRING),
        (2, "config", "DynamicValue"),
        (3, "client_capabilities", "ClientCapabilities"),
    ),
    "ValidateResourceConfig.Response": ((1, "diagnostics", _DIAGNOSTICS),),
    "ValidateDataResourceConfig.Request": (
        (1, "type_name", STRING),
        (2, "config", "DynamicValue"),
    ),
    "ValidateDataResourceConfig.Response": ((1, "diagnostics", _DIAGNOSTICS),),
    "ValidateListResourceConfig.Request": (
        (1, "type_name", STRING),
        (2, "config", "DynamicValue"),
        (3, "include_resource_object", "DynamicValue"),
        (4, "limit", "DynamicValue"),
    ),
    "ValidateListResourceConfig.Response": ((1, "diagnostics", _DIAGNOSTICS),),
    "ConfigureProvider.Request": (
        (1, "terraform_version", STRING),
        (2, "config", "DynamicValue"),
        (3, "client_capabilities", "ClientCapabilities"),
    ),
    "ConfigureProvider.Response": ((1, "diagnostics", _DIAGNOSTICS),),
    "StopProvider.Request": _NOTHING,
    "StopProvider.Response": ((1, "Error", STRING),),
}

_RESOURCES: dict[str, Table] = {
    "UpgradeResourceState.Request": (
        (1, "type_name", STRING),
        (2, "version", INT),
        (3, "raw_state", "RawState"),
    ),
    "UpgradeResourceState.Response": (
        (1, "upgraded_state", "DynamicValue"),
        (2, "diagnostics", _DIAGNOSTICS),
    ),
    "UpgradeResourceIdentity.Request": (
        (1, "type_name", STRING),
        (2, "version", INT),
        (3, "raw_identity", "RawState"),
    ),
    "UpgradeResourceIdentity.Response": (
        (1, "upgraded_identity", "ResourceIdentityData"),
        (2, "diagnostics", _DIAGNOSTICS),
    ),
    "ReadResource.Request": (
        (1, "type_name", STRING),
        (2, "current_state", "DynamicValue"),
        (3, "private", BYTES),
        (4, "provider_meta", "DynamicValue"),
        (5, "client_capabilities", "ClientCapabilities"),
        (6, "current_identity", "ResourceIdentityData"),
    ),
    "ReadResource.Response": (
        (1, "new_state", "DynamicValue"),
        (2, "diagnostics", _DIAGNOSTICS),
        (3, "private", BYTES),
        (4, "deferred", "Deferred"),
        (5, "new_identity", "ResourceIdentityData"),
    ),
    "PlanResourceChange.Request": (
        (1, "type_name", STRING),
        (2, "prior_state", "DynamicValue"),
        (3, "proposed_new_state", "DynamicValue"),
        (4, "config", "DynamicValue"),
        (5, "prior_private", BYTES),
        (6, "provider_meta", "DynamicValue"),
        (7, "client_capabilities", "ClientCapabilities"),
        (8, "prior_identity", "ResourceIdentityData"),
    ),
    "PlanResourceChange.Response": (
        (1, "planned_state", "DynamicValue"),
        (2, "requires_replace", ["AttributePath"]),
        (3, "planned_private", BYTES),
        (4, "diagnostics", _DIAGNOSTICS),
        (5, "legacy_type_system", BOOL),
        (6, "deferred", "Deferred"),
        (7, "planned_identity", "ResourceIdentityData"),
    ),
    "ApplyResourceChange.Request": (
        (1, "type_name", STRING),
        (2, "prior_state", "DynamicValue"),
        (3, "planned_state", "DynamicValue"),
        (4, "config", "DynamicValue"),
        (5, "planned_private", BYTES),
        (6, "provider_meta", "DynamicValue"),
        (7, "planned_identity", "ResourceIdentityData"),
    ),
    "ApplyResourceChange.Response": (
        (1, "new_state", "DynamicValue"),
        (2, "private", BYTES),
        (3, "diagnostics", _DIAGNOSTICS),
        (4, "legacy_type_system", BOOL),
        (5, "new_identity", "ResourceIdentityData"),
    ),
    "ImportResourceState.Request": (
        (1, "type_name", STRING),
        (2, "id", STRING),
        (3, "client_capabilities", "ClientCapabilities"),
        (4, "identity", "ResourceIdentityData"),
    ),
    "ImportResourceState.ImportedResource": (
        (1, "type_name", STRING),
        (2, "state", "DynamicValue"),
        (3, "private", BYTES),
        (4, "identity", "ResourceIdentityData"),
    ),
    "ImportResourceState.Response": (
        (1, "imported_resources", ["ImportResourceState.ImportedResource"]),
        (2, "diagnostics", _DIAGNOSTICS),
        (3, "deferred", "Deferred"),
    ),
    "MoveResourceState.Request": (
        (1, "source_provider_address", STRING),
        (2, "source_type_name", STRING),
        (3, "source_schema_version", INT),
        (4, "source_state", "RawState"),
        (5, "target_type_name", STRING),
        (6, "source_private", BYTES),
        (7, "source_identity", "RawState"),
        (8, "source_identity_schema_version", INT),
    ),
    "MoveResourceState.Response": (
        (1, "target_state", "DynamicValue"),
        (2, "diagnostics", _DIAGNOSTICS),
        (3, "target_private", BYTES),
        (4, "target_identity", "ResourceIdentityData"),
    ),
    "GenerateResourceConfig.Request": ((1, "type_name", STRING), (2, "state", "DynamicValue")),
    "GenerateResourceConfig.Response": (
        (1, "config", "DynamicValue"),
        (2, "diagnostics", _DIAGNOSTICS),
    ),
    "ReadDataSource.Request": (
        (1, "type_name", STRING),
        (2, "config", "DynamicValue"),
        (3, "provider_meta", "DynamicValue"),
        (4, "client_capabilities", "ClientCapabilities"),
    ),
    "ReadDataSource.Response": (
        (1, "state", "DynamicValue"),
        (2, "diagnostics", _DIAGNOSTICS),
        (3, "deferred", "Deferred"),
    ),
    "ListResource.Request": (
        (1, "type_name", STRING),
        (2, "config", "DynamicValue"),
        (3, "include_resource_object", BOOL),
        (4, "limit", INT),
    ),
    "ListResource.Event": (
        (1, "identity", "ResourceIdentityData"),
        (2, "display_name", STRING),
        (3, "resource_object", "DynamicValue"),
        (4, "diagnostic", _DIAGNOSTICS),
    ),
}

#: Messages of go-plugin's own services and of gRPC's health check.
_PLUGIN: dict[str, Table] = {
    "plugin.Empty": _NOTHING,
    "grpc.health.v1.HealthCheckRequest": ((1, "service", STRING),),
    "grpc.health.v1.HealthCheckResponse": ((1, "status", INT),),
}

TABLES: dict[str, Table] = {**_VALUES, **_SCHEMAS, **_CONFIGURATION, **_RESOURCES, **_PLUGIN}

#: The RPCs of service `tfplugin6.Provider` this provider can answer: their messages are
#: `<RPC>.Request` and `<RPC>.Response`.
RPCS = tuple(name[: -len(".Request")] for name in TABLES if name.endswith(".Request"))
#: Those which answer with a stream, and the message of which it consists.
STREAMS = {"ListResource": "ListResource.Event"}

_CODEC = Codec(TABLES)
decode = _CODEC.decode
encode = _CODEC.encode
