"""Terraform's types as Python has them: how each is read, and what its argument takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shim_provider.schemas.language import Type


class Form(NamedTuple):
    """One type. The names are those of `cdktf_linode_image/_construct/`: attributes, types."""

    #: The function that makes a reference of it.
    reader: str
    #: What reading gives.
    reads: str
    #: What an argument takes.
    takes: str
    #: What `<argument>_input` gives.
    gives: str


_FORMS: dict[Type, Form] = {
    "string": Form("read_text", "str", "str", "str"),
    "number": Form("read_number", "float", "float", "float"),
    "bool": Form("read_bool", "IResolvable", "Bool", "Bool"),
    ("list", "string"): Form("read_texts", "list[str]", "Texts", "GivenTexts"),
    ("set", "string"): Form("read_text_set", "list[str]", "Texts", "GivenTexts"),
    ("map", "string"): Form("read_text_map", "Mapping[str, str]", "TextMap", "GivenTextMap"),
}
#: Where a file is taken for the text in it.
_OR_FILE: dict[Type, Form] = {"string": Form("read_text", "str", "TextOrFile", "str")}
#: Where the id of something else is taken, and so that thing itself.
_IDS: dict[Type, Form] = {
    "string": Form("read_text", "str", "TextId", "str"),
    "number": Form("read_number", "float", "Id", "GivenId"),
}
_READERS_OF_OBJECTS = {
    "object": "read_object",
    "list": "read_objects",
    "set": "read_object_set",
}


class NoFormError(Exception):
    """A schema has a type that constructs do not know yet."""

    def __init__(self, where: str, type: Type) -> None:
        super().__init__(
            f"`{where}` is of type {type!r}, for which constructs have no form: add one to"
            " codegen/constructs/types.py, and its reader to cdktf_linode_image/_construct"
        )


class NameTakenError(Exception):
    """A schema has a name that the class of a construct needs for something else."""

    def __init__(self, where: str, name: str) -> None:
        super().__init__(
            f"`{where}` would be `{name}` in its construct, which is taken there: have"
            " codegen/constructs/face.py give it another name"
        )


def form(where: str, type: Type, *, is_id: bool = False, or_file: bool = False) -> Form:
    """The form of a type without an object in it."""
    forms = _IDS if is_id else _OR_FILE if or_file else _FORMS
    # A type with an object in it cannot be a dict's key.
    found = None if object_in(type) else forms.get(type)
    if found is None:
        raise NoFormError(where, type)
    return found


def object_in(type: Type) -> Type | None:
    """The object that a type is, or of which it is a list or set."""
    if isinstance(type, str):
        return None
    return type if type[0] == "object" else object_in(type[1])


def form_of_objects(where: str, type: Type, item: str) -> Form:
    """The form of an object, or of a list or set of them, that can only be read."""
    if isinstance(type, str) or (type[0] != "object" and type[1] is not object_in(type)):
        raise NoFormError(where, type)
    return Form(f"{_READERS_OF_OBJECTS[type[0]]}({item})", "", "", "")
