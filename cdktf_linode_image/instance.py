"""`LinodeInstance` and its parts, for apps that import from here; nothing is added to them."""

from __future__ import annotations

from ._generated.instance import (
    InstanceAlerts,
    InstanceBackups,
    InstanceBackupsSchedule,
    InstanceConfig,
    InstanceConfigDevice,
    InstanceConfigDevices,
    InstanceConfigHelpers,
    InstanceDisk,
    InstanceSpecs,
    LinodeInstance,
    LinodeInstanceMetadata,
    LinodeInstanceMetadataReference,
    LinodeInstanceTimeouts,
    Metadata,
    Timeouts,
)

__all__ = [
    "InstanceAlerts",
    "InstanceBackups",
    "InstanceBackupsSchedule",
    "InstanceConfig",
    "InstanceConfigDevice",
    "InstanceConfigDevices",
    "InstanceConfigHelpers",
    "InstanceDisk",
    "InstanceSpecs",
    "LinodeInstance",
    "LinodeInstanceMetadata",
    "LinodeInstanceMetadataReference",
    "LinodeInstanceTimeouts",
    "Metadata",
    "Timeouts",
]
