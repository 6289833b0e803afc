"""Descriptors: an argument or attribute of a construct in one typed line.

Reading gives a reference for Terraform (one message to Node.js, as in generated bindings);
writing checks and keeps the value in Python. What the getter returns and what the setter takes
may differ, so both are parameters of the type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast, overload

from .core import ComplexList, ComplexObject, Fn, IResolvable, create

G = TypeVar("G")
S = TypeVar("S")
T = TypeVar("T", bound="Object")
Self = TypeVar("Self", bound="Read[Any]")

Reader = Callable[[Any, str], G]


class Read(Generic[G]):
    """An attribute that only Terraform knows; its value is a reference to it."""

    def __init__(self, reader: Reader[G]) -> None:
        self.reader = reader

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        if schema := getattr(owner, "SCHEMA", None):
            about = {**schema.attributes, **schema.blocks}
            self.__doc__ = about[name].doc

    @overload
    def __get__(self: Self, obj: None, owner: type) -> Self: ...
    @overload
    def __get__(self, obj: Any, owner: type) -> G: ...
    def __get__(self: Self, obj: Any, owner: type) -> Any:
        return self if obj is None else self.reader(obj, self.name)

    def __set__(self, obj: Any, value: NoReturn) -> None:
        raise AttributeError(f"`{self.name}` can only be read: Linode sets it")


class Attr(Read[G], Generic[G, S]):
    """An argument: read as a reference, written with a value, which is checked at once."""

    if TYPE_CHECKING:
        # Unless one class has both methods, pyright takes what is assigned for what is read.
        @overload
        def __get__(self: Self, obj: None, owner: type) -> Self: ...
        @overload
        def __get__(self, obj: Any, owner: type) -> G: ...
        def __get__(self: Self, obj: Any, owner: type) -> Any: ...

    def __set__(self, obj: Any, value: S) -> None:
        obj._set(self.name, value)


class Setting(Generic[G]):
    """A provider's argument. Terraform has no references to them, so reading gives the value."""

    def __set_name__(self, owner: Any, name: str) -> None:
        self.name = name
        self.__doc__ = owner.SCHEMA.attributes[name].doc

    @overload
    def __get__(self, obj: None, owner: type) -> Setting[G]: ...
    @overload
    def __get__(self, obj: Any, owner: type) -> G | None: ...
    def __get__(self, obj: Any, owner: type) -> Any:
        return self if obj is None else obj._given(self.name)

    def __set__(self, obj: Any, value: G | None) -> None:
        obj._set(self.name, value)


class Given(Generic[G]):
    """`<argument>_input`: what was given for the argument; None if it was left out."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.removesuffix("_input")
        self.__doc__ = f"What was given for `{self.name}`; None if it was left out."

    @overload
    def __get__(self, obj: None, owner: type) -> Given[G]: ...
    @overload
    def __get__(self, obj: Any, owner: type) -> G | None: ...
    def __get__(self, obj: Any, owner: type) -> Any:
        return self if obj is None else obj._given(self.name)


class Reset:
    """`reset_<argument>()`: as if the argument had been left out."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.removeprefix("reset_")
        self.__doc__ = f"As if `{self.name}` had been left out."

    @overload
    def __get__(self, obj: None, owner: type) -> Reset: ...
    @overload
    def __get__(self, obj: Any, owner: type) -> Callable[[], None]: ...
    def __get__(self, obj: Any, owner: type) -> Any:
        return self if obj is None else partial(obj._reset, self.name)


def read_text(construct: Any, name: str) -> str:
    return cast("str", construct.get_string_attribute(name))


def read_number(construct: Any, name: str) -> float:
    return cast("float", construct.get_number_attribute(name))


def read_bool(construct: Any, name: str) -> IResolvable:
    return cast("IResolvable", construct.get_boolean_attribute(name))


def read_texts(construct: Any, name: str) -> list[str]:
    return cast("list[str]", construct.get_list_attribute(name))


def read_text_set(construct: Any, name: str) -> list[str]:
    # Terraform indexes no sets; generated bindings wrap them the same way.
    return Fn.tolist(construct.get_list_attribute(name))


def read_text_map(construct: Any, name: str) -> Mapping[str, str]:
    return cast("Mapping[str, str]", construct.get_string_map_attribute(name))


class Object(ComplexObject):
    """An object inside an attribute; subclasses name its fields."""

    def __init__(
        self, parent: Any, attribute: str, index: int | None = None, *, in_set: bool = False
    ) -> None:
        create(self, [parent, attribute, in_set, *(() if index is None else (index,))])


class Objects(ComplexList, Generic[T]):
    """A list or set of objects inside an attribute; `.get(0)` is its first."""

    def __init__(self, item: type[T], is_set: bool, parent: Any, attribute: str) -> None:
        self._item = item
        self._is_set = is_set
        self._parent = parent
        self._attribute = attribute
        create(self, [parent, attribute, is_set])

    def get(self, index: int) -> T:
        """The object at `index`, counted from 0."""
        return self._item(self._parent, self._attribute, index, in_set=self._is_set)


def read_objects(item: type[T]) -> Reader[Objects[T]]:
    return partial(Objects, item, False)


def read_object_set(item: type[T]) -> Reader[Objects[T]]:
    return partial(Objects, item, True)


def read_object(item: type[T]) -> Reader[T]:
    # The class itself: it is made from a construct and a name, as every reader.
    return item
