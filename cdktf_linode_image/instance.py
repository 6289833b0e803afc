"""`LinodeInstance` and what belongs to it, from where they are imported."""

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
