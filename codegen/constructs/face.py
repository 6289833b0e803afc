"""A page as its class shows it, as plain data. Writes no Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..pages import DATA, PROVIDER, RESOURCE, Page
from . import wording
from .types import NameTakenError, NoFormError, form, form_of_objects, object_in

if TYPE_CHECKING:
    from shim_provider.schemas.language import Attribute, Block, Type

    from .types import Form


class Field(NamedTuple):
    """An attribute, or a field of a block or of an object."""

    name: str
    doc: str
    form: Form
    is_argument: bool
    is_required: bool


class ObjectClass(NamedTuple):
    """The class of the objects inside an attribute."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    #: The page that has a sentence for each field, if there is one.
    like: Page | None


class BlockClasses(NamedTuple):
    """The classes of a block: what is given for it, and what is read of it."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    #: Whether there can be several.
    are_many: bool
    #: Whether it is a list all the same, of one.
    is_list: bool
    struct: str
    reference: str
    #: The type of all that is taken for it, by its name in the module.
    alias: str


class Face(NamedTuple):
    """What a class shows."""

    page: Page
    name: str
    #: The name of the construct's own id.
    id: str
    opening: str
    fields: tuple[Field, ...]
    blocks: tuple[BlockClasses, ...]
    #: The nested ones after those in them.
    objects: tuple[ObjectClass, ...]
    #: Class -> the file of the page that has it.
    borrowed: Mapping[str, str]

    @property
    def arguments(self) -> list[Field]:
        """What can be given, blocks apart."""
        return [field for field in self.fields if field.is_argument]


_PREFIX = {RESOURCE: "Linode", DATA: "DataLinode", PROVIDER: "Linode"}
#: Parameters that each constructor has.
_PARAMETERS = ("self", "scope")
#: `TimeoutsReference` is there for blocks that have all of these.
_ALL_OPERATIONS = ["create", "read", "update", "delete"]


def faces(pages: Sequence[Page]) -> list[Face]:
    """The faces of all pages that have a construct."""
    objects = _Objects(pages)
    return [_face(page, objects) for page in pages if page.kind in _PREFIX]


def _face(page: Page, objects: _Objects) -> Face:
    objects.turn_to(page)
    fields = tuple(_fields(page.file, page.schema.attributes, objects))
    name = class_name(page)
    return Face(
        page,
        name,
        "id_" if any(each.is_argument and each.name == "id" for each in fields) else "id",
        wording.OPENING.get(page.file) or wording.OPENING_OF_KIND[page.kind],
        fields,
        tuple(_block(page, name, each, block) for each, block in page.schema.blocks.items()),
        tuple(objects.made),
        dict(objects.borrowed),
    )


def class_name(page: Page) -> str:
    """`DataLinodeImage` for the data source `linode_image`."""
    words = page.file if page.kind == PROVIDER else page.type.removeprefix("linode_")
    return _PREFIX[page.kind] + camel(words)


def camel(words: str) -> str:
    """`ImageSharing` for `image_sharing`."""
    return "".join(word.capitalize() for word in words.split("_"))


def _fields(
    where: str, attributes: Mapping[str, Attribute], objects: _Objects | None = None
) -> Iterator[Field]:
    for name, attribute in attributes.items():
        here = f"{where}.{name}"
        is_argument = attribute.is_argument
        if name in _PARAMETERS:
            raise NameTakenError(here, name)
        if object_in(attribute.type) is None:
            is_id, or_file = bool(attribute.refers_to), attribute.or_file
            made = form(here, attribute.type, is_id=is_id, or_file=or_file)
        elif objects is None or is_argument:
            raise NoFormError(here, attribute.type)
        else:
            made = objects.form_of(here, attribute.type)
        yield Field(name, _sentence(here, attribute), made, is_argument, attribute.required)


def _sentence(where: str, attribute: Attribute) -> str:
    sentences = [attribute.doc, wording.BESIDES.get(where, "")]
    if attribute.local_path is not None:
        sentences.append(wording.FOR_PATHS_BEHIND if attribute.local_path else wording.FOR_PATHS)
    if attribute.or_file:
        sentences.append(wording.FOR_FILES)
    return " ".join(filter(None, sentences))


def _block(page: Page, owner: str, name: str, block: Block) -> BlockClasses:
    struct = owner + camel(name)
    shared = name == "timeouts" and list(block.attributes) == _ALL_OPERATIONS
    is_list = block.nesting != "single"
    return BlockClasses(
        name,
        block.doc,
        tuple(_fields(f"{page.file}.{name}", block.attributes)),
        are_many=is_list and block.max_items != 1,
        is_list=is_list,
        struct=struct,
        reference="TimeoutsReference" if shared else f"{struct}Reference",
        alias=camel(name),
    )


class _Objects:
    """The classes of nested objects, each in one page.

    The same object of Python is the same class: what a schema declares once, under a name, and
    uses at several places. It is the page's that `wording.py` names, else the first one's.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = {page.file: page for page in pages}
        #: The object's identity -> the attribute that gives its class a name.
        self._origins: dict[int, str] = {}
        for page in pages:
            for where, item in _objects_of(page):
                if where in wording.NESTED:
                    self._origins[id(item)] = where
                self._origins.setdefault(id(item), where)

    def turn_to(self, page: Page) -> None:
        """From now on, classes are this page's."""
        self._page = page
        self.made: list[ObjectClass] = []
        self.borrowed: dict[str, str] = {}

    def form_of(self, where: str, type: Type) -> Form:
        """The form of an attribute with objects in it; their class is made, or borrowed."""
        item = object_in(type)
        origin = self._origins[id(item)]
        about = wording.NESTED.get(origin) or _by_rule(origin)
        home = origin.partition(".")[0]
        if home != self._page.file:
            self.borrowed[about.name] = home
        elif all(each.name != about.name for each in self.made):
            self._make(origin, item, about)
        return form_of_objects(where, type, about.name)

    def _make(self, origin: str, type: Type | None, about: wording.Nested) -> None:
        assert isinstance(type, tuple)
        fields = tuple(
            Field(name, "", self._field(f"{origin}.{name}", each), False, False)
            for name, each in type[1].items()
        )
        like = self._pages[about.like] if about.like else None
        self.made.append(ObjectClass(about.name, about.doc, fields, like))

    def _field(self, where: str, type: Type) -> Form:
        return self.form_of(where, type) if object_in(type) else form(where, type)


def _objects_of(page: Page) -> Iterator[tuple[str, Type]]:
    """Every object in the page's attributes, and those in them: where it is, and its type."""
    types = [(f"{page.file}.{name}", a.type) for name, a in page.schema.attributes.items()]
    while types:
        where, type = types.pop(0)
        item = object_in(type)
        if isinstance(item, tuple):
            yield where, item
            types += [(f"{where}.{name}", field) for name, field in item[1].items()]


def _by_rule(where: str) -> wording.Nested:
    """The class of objects for which `wording.py` has no name."""
    page, _, attribute = where.partition(".")
    name = camel(f"{page}_{attribute.replace('.', '_')}")
    return wording.Nested(name, f"What `{attribute}` holds.")
