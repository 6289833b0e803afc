"""What only Python says: sentences and class names that no schema has.

A new type needs no line here. Without one, a nested object's class is named after its attribute,
and sentences are made from the schema's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Nested(NamedTuple):
    """The class of the objects inside an attribute."""

    name: str
    doc: str
    #: The page whose attributes these objects have: their sentences are told.
    like: str = ""


class Thing(NamedTuple):
    """What can be given where its id is meant."""

    words: str
    #: What to do when another thing is given.
    hint: str = ""
    #: Other types that are such a thing.
    also: tuple[str, ...] = ()


class Options(NamedTuple):
    """A dict of arguments, for factories that are written by hand."""

    name: str
    doc: str
    #: The arguments that the factories take themselves, or find out.
    without: tuple[str, ...]


#: Page -> the first sentence of its constructor; else that of its kind.
OPENING = {
    "image": "An image needs a source: `disk_id` and `linode_id`, or `file_path` and `region`. Only"
    " one that exists already, see `import_from`, goes without.",
    "image_build": "A Linode is made for the time of the build; it never stays.",
    "instance": "Without `image`, a Linode has no disk and stays off.",
    "data_image": "Reads the image at every plan; it must exist.",
    "data_images": "Asks the API at every plan; nothing found is an empty list.",
    "provider": "A stack needs one of these, and only the aliased ones may be more.",
}
OPENING_OF_KIND = {
    "resource": "The arguments are checked at once, all but tokens.",
    "data": "Reads it at every plan.",
}

#: Argument -> a sentence after the schema's.
BESIDES = {"instance.metadata.user_data": "See `base64.b64encode` and `Fn.base64encode`."}

#: Said of an argument that is a local path, and of one that has a path behind a prefix.
FOR_PATHS = "A relative path starts where the app runs, beside cdktf.json."
#: Said of an argument that takes a file for the text in it.
FOR_FILES = (
    "A `pathlib.Path` stands for the text in that file, as it is; in a text itself, Terraform reads"
    " `${...}` as a reference, and `$${` as these characters."
)
FOR_PATHS_BEHIND = "A relative PATH starts where the app runs, beside cdktf.json."

#: Type -> what is said where an argument takes its id.
THINGS = {
    "linode_image": Thing("an image", also=("linode_image_build",)),
    "linode_instance": Thing("a Linode"),
    "linode_instance_disk": Thing(
        "a disk", "give one of its disks, such as `instance.disk.get(0)`"
    ),
    "linode_firewall": Thing("a firewall"),
    "linode_stackscript": Thing("a StackScript"),
}

#: Attribute -> the class of its objects. What a schema declares once and names at several places
#: is one class, which the first of them has.
NESTED: Mapping[str, Nested] = {
    "image.image_sharing": Nested("ImageSharing", "Either side is null where it does not apply."),
    "image.image_sharing.shared_with": Nested(
        "ImageSharedWith", "With whom the owner shares the image."
    ),
    "image.image_sharing.shared_by": Nested(
        "ImageSharedBy", "Through which share group somebody else's image came."
    ),
    "image.replications": Nested("ImageReplication", "A region that holds a replica of the image."),
    "instance.specs": Nested(
        "InstanceSpecs", "What the plan gives: disk and memory in MB, transfer in GB."
    ),
    "instance.alerts": Nested("InstanceAlerts", "The thresholds of its alerts."),
    "instance.backups": Nested("InstanceBackups", "The state of its backups."),
    "instance.backups.schedule": Nested("InstanceBackupsSchedule", "When backups are taken."),
    "instance.disk": Nested("InstanceDisk", "A disk of a Linode; `size` in MB."),
    "instance.config": Nested("InstanceConfig", "A configuration profile of a Linode."),
    "instance.config.helpers": Nested(
        "InstanceConfigHelpers", "What Linode prepares in the file system before it boots."
    ),
    "instance.config.devices": Nested(
        "InstanceConfigDevices", "The device slots of a configuration profile."
    ),
    "instance.config.devices.sda": Nested(
        "InstanceConfigDevice", "What a device slot of a configuration profile holds."
    ),
    "data_images.images": Nested("FoundImage", "One of the images found.", like="data_image"),
}

OPTIONS = {
    "image": Options(
        "LinodeImageOptions",
        "The arguments that both ways to make an image share; `LinodeImage` says what they mean.",
        without=("label", "disk_id", "linode_id", "file_path", "region", "file_hash"),
    ),
    "image_build": Options(
        "LinodeImageBuildOptions",
        "The arguments of a build that an image family leaves to it; `LinodeImageBuild` says what"
        " they mean.",
        without=("label", "image", "region"),
    ),
}
