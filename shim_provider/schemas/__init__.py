"""What each page of the provider declares: attributes, types, rules, sentences. Pure data.

Knows no wire format, no HTTP and no construct: both the provider and the
constructs stand on it. Which pages there are is told here, by name: the provider loads
a page when it is first asked for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .language import Schema

#: Type name -> the page's file in this folder, and in `resources/` the one of its behaviour; the
#: schema's name in the page.
RESOURCES = {
    "linode_image": ("image", "IMAGE"),
    "linode_image_build": ("image_build", "IMAGE_BUILD"),
    "linode_instance": ("instance", "INSTANCE"),
}
DATA_SOURCES = {
    "linode_image": ("data_image", "DATA_IMAGE"),
    "linode_images": ("data_images", "DATA_IMAGES"),
}
LISTS = {"linode_image": ("list_image", "LIST_IMAGE")}


def load(file: str, name: str) -> Schema:
    """The schema of that name in a page's file, which is imported for it."""
    schema: Schema = getattr(import_module(f"{__name__}.{file}"), name)
    return schema
