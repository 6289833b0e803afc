"""The words a schema is written in: `Schema`, `Attribute`, `Block`, `Rule` and the types.

A type is Terraform's own JSON form of it, with tuples for arrays: `"string"`,
`("list", "string")`, `("object", {"region": "string"})`. `json.dumps(type)` is
what goes on the wire (docs/plugin-protocol of Terraform, `Schema.Attribute.type`).
"""

# Without `from __future__ import annotations`: a NamedTuple compiles each annotation that is
# text, which would take half of the time this file takes to load.

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Type = str | tuple[str, Any]

TEXT: Type = "string"
NUMBER: Type = "number"
BOOL: Type = "bool"


def list_of(element: Type) -> Type:
    """An ordered list of one type."""
    return ("list", element)


def set_of(element: Type) -> Type:
    """A set: no order, no duplicates. Its values are Python lists, sorted."""
    return ("set", element)


def map_of(element: Type) -> Type:
    """Any number of values of one type, each under a name of the user's."""
    return ("map", element)


def object_of(**attributes: Type) -> Type:
    """An object with exactly these attributes, each possibly null."""
    return ("object", attributes)


class Check(NamedTuple):
    """A rule for one value: `problem` answers None, or what is wrong as a sentence.

    The sentence follows the attribute's name: "must be 1 to 50 characters long, not 51".
    It is never asked about null or unknown values.
    """

    says: str
    problem: Callable[[Any], str | None]


class Attribute(NamedTuple):
    """One argument or read-only attribute, under its Terraform name."""

    type: Type
    doc: str
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    write_only: bool = False
    #: A change of the value, from one that is not null, replaces the resource.
    requires_replace: bool = False
    #: Planned when the configuration leaves the attribute out; needs `computed`.
    default: Any = None
    check: Check | None = None
    #: The rule for each element of a list or set.
    each: Check | None = None
    #: A list whose order means nothing: another order is no change.
    unordered: bool = False
    deprecated: str = ""
    #: The type of the resource whose id it takes, such as `linode_instance`.
    refers_to: str = ""
    #: Not None: a path on this machine, behind this prefix.
    local_path: str | None = None
    #: Whether constructs take a file (`pathlib.Path`) in place of the text in it.
    or_file: bool = False

    @property
    def is_argument(self) -> bool:
        """Whether a configuration may give it; otherwise it can only be read."""
        return self.required or self.optional


class Block(NamedTuple):
    """A nested block: `timeouts { }`, `filter { }`."""

    attributes: Mapping[str, Attribute]
    doc: str
    #: `single`, `list` or `set`.
    nesting: str = "single"
    #: The most blocks allowed; 0 for any number.
    max_items: int = 0


class Rule(NamedTuple):
    """A relation of two arguments: `first` "conflicts with", "needs" or "holds" `second`."""

    first: str
    relation: str
    second: str
    #: Why, and what to do instead, where the relation alone does not say it.
    reason: str = ""


CONFLICTS = "conflicts with"
NEEDS = "needs"
#: The list `first` has the value of `second` in it, where both are given.
HOLDS = "holds"


class Schema(NamedTuple):
    """A resource, a data source or the provider itself: one page of the documentation."""

    name: str
    doc: str
    attributes: Mapping[str, Attribute]
    blocks: Mapping[str, Block] = {}
    rules: tuple[Rule, ...] = ()
    #: Rules for what is yet to be made. What exists may be changed against them, so they are no
    #: part of a validation, which does not know which of both it sees.
    creation_rules: tuple[Rule, ...] = ()
    #: Operation -> default duration; the `timeouts` block has one argument each.
    timeouts: Mapping[str, str] = {}
    version: int = 0
    #: The attributes that tell one object from another for ever (resource identity, 1.12).
    identity: tuple[str, ...] = ()

    def type(self) -> Type:
        """The type of a whole value of this schema, blocks included."""
        fields: dict[str, Type] = {name: a.type for name, a in self.attributes.items()}
        for name, block in self.blocks.items():
            fields[name] = block_type(block)
        return ("object", fields)


def block_type(block: Block) -> Type:
    """The type of a block's value: an object, or a list or set of them."""
    item: Type = ("object", {name: a.type for name, a in block.attributes.items()})
    return item if block.nesting == "single" else (block.nesting, item)


def required(type: Type, doc: str, **more: Any) -> Attribute:
    """An argument that must be given."""
    return Attribute(type, doc, required=True, **more)


def optional(type: Type, doc: str, **more: Any) -> Attribute:
    """An argument that may be given; null otherwise."""
    return Attribute(type, doc, optional=True, **more)


def defaulted(type: Type, doc: str, **more: Any) -> Attribute:
    """An argument that may be given; the provider fills it in otherwise."""
    return Attribute(type, doc, optional=True, computed=True, **more)


def computed(type: Type, doc: str, **more: Any) -> Attribute:
    """An attribute only the provider sets."""
    return Attribute(type, doc, computed=True, **more)
