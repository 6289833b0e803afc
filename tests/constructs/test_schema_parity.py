"""The signatures and attributes of every construct say what the schemas say, no more, no less."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import jsii
import pytest

from codegen import pages as provider_pages
from codegen.constructs.face import class_name
from shim_provider.schemas.provider import PROVIDER

if TYPE_CHECKING:
    from shim_provider.schemas.language import Attribute, Block, Schema, Type

from . import core
from .core import (
    Arguments,
    LinodeImage,
    LinodeImageBuild,
    LinodeProvider,
    attributes,
    image,
    image_build,
    kinds,
)

DATA_META = {"count", "depends_on", "for_each", "lifecycle", "provider"}
META = DATA_META | {"connection", "provisioners"}


class Page(NamedTuple):
    construct: Any
    schema: Schema
    meta: set[str]


_META = {
    provider_pages.RESOURCE: META,
    provider_pages.DATA: DATA_META,
    provider_pages.PROVIDER: {"alias", "source", "version"},
}
PAGES = {
    class_name(page): Page(getattr(core, class_name(page)), page.schema, _META[page.kind])
    for page in provider_pages.PAGES
    if page.kind in _META
}
pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
resources = pytest.mark.parametrize(
    "page",
    [page for page in PAGES.values() if page.schema is not PROVIDER],
    ids=[name for name in PAGES if name != "LinodeProvider"],
)


def arguments(schema: Schema) -> dict[str, Attribute]:
    return {name: a for name, a in schema.attributes.items() if a.required or a.optional}


@pages
def test_the_constructor_takes_the_schemas_arguments(page: Page) -> None:
    parameters = inspect.signature(page.construct.__init__).parameters
    own_id = "id_" if "id" in arguments(page.schema) else "id"
    assert list(parameters)[:3] == ["self", "scope", own_id]
    by_keyword = {n for n, p in parameters.items() if p.kind is p.KEYWORD_ONLY}
    assert by_keyword == {*arguments(page.schema), *page.schema.blocks, *page.meta}
    required = {n for n in by_keyword if parameters[n].default is inspect.Parameter.empty}
    assert required == {n for n, a in page.schema.attributes.items() if a.required}


def annotation(page: Page, name: str, attribute: Attribute) -> str:
    type = attribute.type
    if isinstance(type, tuple):
        assert type[1] == "string"
        return "TextMap" if type[0] == "map" else "Texts"
    if name in page.construct.MEANT:
        return {"number": "Id", "string": "TextId"}[type]
    if attribute.or_file:
        return "TextOrFile"
    return {"string": "str", "number": "float", "bool": "Bool"}[type]


@pages
def test_the_constructors_annotations_are_the_schemas_types(page: Page) -> None:
    parameters = inspect.signature(page.construct.__init__).parameters
    for name, attribute in arguments(page.schema).items():
        optional = "" if attribute.required else " | None"
        expected = annotation(page, name, attribute) + optional
        assert parameters[name].annotation == expected, name


@pages
def test_the_constructors_docstring_says_what_the_schema_says(page: Page) -> None:
    doc = " ".join((inspect.getdoc(page.construct.__init__) or "").split())
    for name, attribute in arguments(page.schema).items():
        assert f" {name}: {attribute.doc} " in doc, name
    for name, block in page.schema.blocks.items():
        assert f" {name}: {block.doc} " in doc, name
    for name in page.meta:
        assert f" {name}: " in doc


@pages
def test_the_class_says_what_the_schema_is(page: Page) -> None:
    assert page.construct.__doc__ == page.schema.doc
    assert page.schema.name == page.construct.TF_RESOURCE_TYPE


@resources
def test_an_argument_that_takes_an_id_takes_the_thing_itself(page: Page) -> None:
    refers = {n: a.refers_to for n, a in page.schema.attributes.items() if a.refers_to}
    assert {name: meant.types[0] for name, meant in page.construct.MEANT.items()} == refers


def test_a_build_is_given_where_an_image_is_meant() -> None:
    for page in PAGES.values():
        for meant in getattr(page.construct, "MEANT", {}).values():
            assert ("linode_image_build" in meant.types) == ("linode_image" in meant.types)


@pages
def test_a_path_is_the_apps_and_its_docstring_says_so(page: Page) -> None:
    paths = {n: a.local_path for n, a in page.schema.attributes.items() if a.local_path is not None}
    assert paths == page.construct.PATHS
    doc = " ".join((inspect.getdoc(page.construct.__init__) or "").lower().split())
    assert doc.count("a relative path starts where the app runs") == len(paths)


READERS = {
    "string": attributes.read_text,
    "number": attributes.read_number,
    "bool": attributes.read_bool,
    ("list", "string"): attributes.read_texts,
    ("set", "string"): attributes.read_text_set,
    ("map", "string"): attributes.read_text_map,
}


def assert_reads(descriptor: Any, type: Type) -> None:
    """The descriptor reads a value of this type, and so do the fields of the objects in it."""
    assert isinstance(descriptor, attributes.Read)
    if not isinstance(type, tuple) or type[1] == "string":
        assert descriptor.reader is READERS[type]
    elif type[0] == "object":
        assert_is_object(descriptor.reader, type)
    else:
        partial: Any = descriptor.reader
        item, is_set = partial.args
        assert partial.func is attributes.Objects
        assert is_set == (type[0] == "set")
        assert_is_object(item, type[1])


def assert_is_object(item: Any, type: Type) -> None:
    assert issubclass(item, attributes.Object)
    assert isinstance(type, tuple)
    fields = descriptors(item, attributes.Read)
    assert set(fields) == set(type[1])
    for name, field in fields.items():
        assert_reads(field, type[1][name])


def descriptors(construct: type, kind: type) -> dict[str, Any]:
    """The descriptors of this kind, inherited ones too."""
    found: dict[str, Any] = {}
    for each in reversed(construct.mro()):
        found |= {name: value for name, value in vars(each).items() if isinstance(value, kind)}
    return found


@resources
def test_every_attribute_can_be_read(page: Page) -> None:
    found = descriptors(page.construct, attributes.Read)
    assert set(found) == {*page.schema.attributes, *page.schema.blocks}
    for name, attribute in page.schema.attributes.items():
        assert_reads(found[name], attribute.type)
        assert found[name].__doc__ == attribute.doc
        assert isinstance(found[name], attributes.Attr) == (
            attribute.required or attribute.optional
        )


def test_every_setting_of_the_provider_can_be_read() -> None:
    found = descriptors(LinodeProvider, attributes.Setting)
    assert set(found) == set(PROVIDER.attributes)
    for name, setting in found.items():
        assert setting.__doc__ == PROVIDER.attributes[name].doc


@pages
def test_every_argument_has_an_input_and_every_optional_one_a_reset(page: Page) -> None:
    given = {*arguments(page.schema), *page.schema.blocks}
    required = {name for name, a in page.schema.attributes.items() if a.required}
    assert set(descriptors(page.construct, attributes.Given)) == {f"{name}_input" for name in given}
    assert set(descriptors(page.construct, attributes.Reset)) == {
        f"reset_{name}" for name in given - required
    }


class OfBlock(NamedTuple):
    construct: Any
    name: str
    block: Block
    struct: type


BLOCKS = {
    f"{name}.{block}": OfBlock(
        page.construct,
        block,
        declared,
        getattr(core, name + "".join(map(str.capitalize, block.split("_")))),
    )
    for name, page in PAGES.items()
    for block, declared in page.schema.blocks.items()
}
blocks = pytest.mark.parametrize("of", BLOCKS.values(), ids=BLOCKS)
single_blocks = pytest.mark.parametrize(
    "of",
    [of for of in BLOCKS.values() if of.block.nesting == "single" or of.block.max_items == 1],
    ids=lambda of: of.struct.__name__,
)


@blocks
def test_a_struct_has_the_fields_of_its_block(of: OfBlock) -> None:
    assert of.struct.__doc__ == of.block.doc
    parameters = inspect.signature(of.struct).parameters
    assert set(parameters) == set(of.block.attributes)
    for field, attribute in of.block.attributes.items():
        assert (parameters[field].default is inspect.Parameter.empty) == attribute.required


@single_blocks
def test_a_whole_block_is_put_by_its_fields(of: OfBlock) -> None:
    put = inspect.signature(getattr(of.construct, f"put_{of.name}"))
    assert [*put.parameters][1:] == list(of.block.attributes)


@single_blocks
def test_a_block_read_back_has_its_fields_as_arguments(of: OfBlock) -> None:
    reader: Any = descriptors(of.construct, attributes.Read)[of.name].reader
    reference = (
        inspect.signature(reader).return_annotation if inspect.isfunction(reader) else reader
    )
    if isinstance(reference, str):
        reference = vars(inspect.getmodule(reader))[reference]
    declared = of.block.attributes
    assert set(descriptors(reference, attributes.Attr)) == set(declared)
    assert set(descriptors(reference, attributes.Given)) == {f"{field}_input" for field in declared}
    optional = {f"reset_{field}" for field, attribute in declared.items() if attribute.optional}
    assert set(descriptors(reference, attributes.Reset)) == optional


@blocks
def test_a_struct_says_what_its_fields_are(of: OfBlock) -> None:
    told = " ".join(inspect.getsource(of.struct).replace("#:", "").split())
    for attribute in of.block.attributes.values():
        assert attribute.doc in told


FACTORIES: dict[str, tuple[Any, Any, set[str]]] = {
    "of an image": (
        LinodeImage,
        image.LinodeImageOptions,
        {"label", "disk_id", "linode_id", "file_path", "region", "file_hash"},
    ),
    "of a build": (
        LinodeImageBuild,
        image_build.LinodeImageBuildOptions,
        {"label", "image", "region"},
    ),
}


@pytest.mark.parametrize("sentence", FACTORIES)
def test_the_factories_take_every_argument(sentence: str) -> None:
    construct, options, taken = FACTORIES[sentence]
    parameters = inspect.signature(construct.__init__).parameters
    expected = {n for n, p in parameters.items() if p.kind is p.KEYWORD_ONLY} - taken
    assert set(options.__annotations__) == expected
    for name in expected:
        annotation = options.__annotations__[name].__forward_arg__
        assert annotation == parameters[name].annotation


# --- jsii takes every method with the name of one of its own for an override


def overrides(construct: type) -> Iterator[str]:
    """The names jsii would call back, by its own rule: up to the first class it declared."""
    mro = construct.mro()
    first = next(each for each in mro if getattr(each, "__jsii_declared_type__", None))
    for each in mro[: mro.index(first)]:
        for name, value in vars(each).items():
            if not name.startswith("__") and hasattr(first, name) and callable(value):
                yield name


def test_nothing_but_what_is_meant_overrides_the_core() -> None:
    synthesis = {"_synthesize_attributes", "_synthesize_hcl_attributes"}
    for page in PAGES.values():
        assert set(overrides(page.construct)) == synthesis


@pytest.mark.parametrize("base", [kinds.Resource, kinds.DataSource, kinds.Provider])
def test_no_argument_has_the_name_of_a_member_of_the_core(base: Any) -> None:
    members = {name for each in base.mro() if each not in Arguments.mro() for name in vars(each)}
    for page in PAGES.values():
        if issubclass(page.construct, base):
            assert not members & {*page.schema.attributes, *page.schema.blocks}
    assert isinstance(base, jsii.JSIIMeta)
