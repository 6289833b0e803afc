"""The X-Filter header: from its JSON to a condition in SQL, values always as parameters.

Grammar of the service: several keys mean AND; `+and`, `+or` take lists of filters; a value may be
an object of operators; dotted keys reach into objects; `+order_by` and `+order` sort, and `+limit`
bounds the results. An empty `+and` and an `+order` without `+order_by` are accepted, as the service
accepts them; so are these three within an `+and`, where linode_api4 puts them when it joins several
filters. A list of objects is looked through by one key of theirs, as Cloud Manager searches its
images: `{"regions": {"region": "us-east"}}`. Which fields may be used is the caller's table.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPARISONS = {"+gt": ">", "+gte": ">=", "+lt": "<", "+lte": "<="}
_SHAPE = ("+order_by", "+order", "+limit")
_DEPTH = 20
_TERMS = 200  # Conditions in one filter; SQLite refuses expressions deeper than 1000.


class Fields(NamedTuple):
    """What a list may be filtered and sorted by, in the API's names.

    `objects`: lists of objects, as (field, the one key of its objects that counts).
    """

    scalars: frozenset[str]
    lists: frozenset[str] = frozenset()
    sortable: frozenset[str] = frozenset()
    objects: frozenset[tuple[str, str]] = frozenset()


class Condition(NamedTuple):
    """`where` has one `?` per parameter; `order` is the whole ORDER BY clause; `limit` the most
    results there may be."""

    where: str
    parameters: list[Any]
    order: str
    limit: int | None = None


def fields(
    scalars: str,
    lists: str = "",
    also_sortable: str = "",
    not_sortable: str = "",
    objects: Mapping[str, str] | None = None,
) -> Fields:
    """A table from names separated by spaces."""
    names = frozenset(scalars.split())
    sortable = (names | frozenset(also_sortable.split())) - frozenset(not_sortable.split())
    within = frozenset((objects or {}).items())
    return Fields(names, frozenset(lists.split()), sortable, within)


def condition(header: str | None, allowed: Fields, unsorted: str = "seq") -> Condition:
    """The condition a header asks for. Raises ApiError 400 with field X-Filter.

    `unsorted`: by what a list is sorted when nothing else is asked for.
    """
    natural = f"ORDER BY {unsorted}"
    if not header:
        return Condition("1", [], natural)
    asked = _parse(header)
    compiler = _Compiler(allowed)
    shape: dict[str, Any] = {}
    where = compiler.all_of(_without_shape(asked, shape))
    order = _order(shape, allowed) or natural
    return Condition(where, compiler.parameters, order, _limit(shape))


def _parse(header: str) -> dict[str, Any]:
    try:
        # Headers arrive as Latin-1 text; JSON in them may well be UTF-8.
        asked = json.loads(header.encode("latin-1").decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise _unusable() from problem
    if not isinstance(asked, dict):
        raise _unusable()
    return asked


def _without_shape(
    asked: Mapping[str, Any], shape: dict[str, Any], depth: int = 0
) -> dict[str, Any]:
    """The conditions of a filter; what shapes the list goes to `shape`, each at most once."""
    if depth > _DEPTH:
        raise _unusable()
    conditions = {}
    for key, value in asked.items():
        if key in _SHAPE:
            if key in shape:
                raise _unusable()
            shape[key] = value
        elif key == "+and" and isinstance(value, list):
            conditions[key] = [
                _without_shape(part, shape, depth + 1) if isinstance(part, dict) else part
                for part in value
            ]
        else:
            conditions[key] = value
    return conditions


def _limit(shape: Mapping[str, Any]) -> int | None:
    limit = shape.get("+limit")
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 0):
        raise _unusable()
    return limit


def _order(asked: Mapping[str, Any], allowed: Fields) -> str | None:
    by, direction = asked.get("+order_by"), asked.get("+order", "asc")
    if direction not in ("asc", "desc"):
        raise _unusable()
    if by is None:
        # Without +order_by there is nothing to turn around: the service answers as if unsorted.
        return None
    if not isinstance(by, str) or by not in allowed.sortable:
        raise _unusable()
    return f"ORDER BY {_path(by)} {direction.upper()}, seq {direction.upper()}"


class _Compiler:
    def __init__(self, allowed: Fields) -> None:
        self._allowed = allowed
        self._objects = dict(allowed.objects)
        self._terms = 0
        self.parameters: list[Any] = []

    def all_of(self, asked: object, depth: int = 0) -> str:
        if not isinstance(asked, dict) or depth > _DEPTH:
            raise _unusable()
        return _join("AND", [self._entry(key, value, depth) for key, value in asked.items()], "1")

    def _entry(self, key: str, value: object, depth: int) -> str:
        self._terms += 1
        if self._terms > _TERMS:
            raise _unusable()
        if key in ("+and", "+or"):
            return self._several(key, value, depth)
        if key in self._objects:
            return self._in_objects(key, self._objects[key], value)
        if isinstance(value, dict):
            return self._operators(key, value)
        return self._compare(key, "+eq", value)

    def _several(self, key: str, value: object, depth: int) -> str:
        if not isinstance(value, list):
            raise _unusable()
        parts = [self.all_of(part, depth + 1) for part in value]
        return _join(key[1:].upper(), parts, "1")

    def _operators(self, key: str, operators: Mapping[str, object]) -> str:
        if not operators:
            raise _unusable()
        return _join("AND", [self._compare(key, op, value) for op, value in operators.items()], "1")

    def _compare(self, key: str, operator: str, value: object) -> str:
        listed = key in self._allowed.lists
        if not listed and key not in self._allowed.scalars:
            raise ApiError(400, f"Cannot filter on {key[:100]}", "X-Filter")
        return self._in_list(key, operator, value) if listed else self._scalar(key, operator, value)

    def _scalar(self, key: str, operator: str, value: object) -> str:
        path = _path(key)
        if operator == "+eq":
            return self._with(f"{path} IS ?", value)
        if operator == "+neq":
            return self._with(f"{path} IS NOT ?", value)
        if operator == "+contains" and isinstance(value, str):
            return self._with(f"instr({path}, ?) > 0", value)
        if operator in _COMPARISONS and _orderable(value):
            return self._with(f"{path} {_COMPARISONS[operator]} ?", value)
        raise _unusable()

    def _in_list(self, key: str, operator: str, value: object) -> str:
        """A list matches by one of its members: tags, capabilities, ipv4."""
        test = "instr(value, ?) > 0" if operator == "+contains" else "value IS ?"
        if operator not in ("+eq", "+neq", "+contains") or not isinstance(value, str):
            raise _unusable()
        negation = "NOT " if operator == "+neq" else ""
        return self._with(
            f"{negation}EXISTS (SELECT 1 FROM json_each(doc, '$.{key}') WHERE {test})", value
        )

    def _in_objects(self, key: str, inner: str, value: object) -> str:
        """One of the objects has this text; nothing else can be asked of them."""
        wanted = value.get(inner) if isinstance(value, dict) and len(value) == 1 else None
        if not isinstance(wanted, str):
            raise _unusable()
        objects = f"json_each(doc, '$.{key}')"
        test = f"json_extract(value, '$.{inner}') = ?"
        return self._with(f"EXISTS (SELECT 1 FROM {objects} WHERE {test})", wanted)

    def _with(self, text: str, value: object) -> str:
        if not _storable(value):
            raise _unusable()
        self.parameters.append(value)
        return text


def _path(key: str) -> str:
    """`key` comes out of a table of ours, never straight from the header."""
    return f"json_extract(doc, '$.{key}')"


def _join(word: str, parts: list[str], empty: str) -> str:
    return f"({f' {word} '.join(parts)})" if parts else empty


def _orderable(value: object) -> bool:
    return isinstance(value, (int, float, str)) and not isinstance(value, bool)


def _storable(value: object) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return value is None or isinstance(value, float)


def _unusable() -> ApiError:
    return ApiError(400, "Could not apply filter", "X-Filter")
