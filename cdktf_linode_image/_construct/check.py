"""What the user gave, held against a schema: types first, then the schema's own rules.

Phrased as Python arguments. Tokens pass everywhere. Pure: no core, no network, and no file but one
that is given for the text in it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any, NamedTuple

from shim_provider.schemas.checks import creation_problems, problems
from shim_provider.schemas.language import CONFLICTS, Attribute, Block, Rule, Schema, Type

from ..errors import ArgumentError, ArgumentTypeError, WrongArgument
from .contents import Unreadable, contents
from .foreign import refusal
from .tokens import has_token, is_token, known, lost_token

# Long enough to recognize a value, short enough for a line of an error message.
_SHOWN_LENGTH = 60


class Meant(NamedTuple):
    """What an argument that takes an id means, so that the thing itself can be given for it."""

    #: In words: `a Linode`.
    thing: str
    #: The types of constructs that are such a thing, of resources and data sources alike.
    types: tuple[str, ...]
    #: What to do when another thing is given.
    hint: str = ""


class _RefusedError(Exception):
    """A value that cannot be kept: why, where in the argument, whether its type is wrong."""

    def __init__(self, sentence: str, place: str = "", *, wrong_type: bool = True) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place
        self.wrong_type = wrong_type


class Report:
    """Collects what is wrong with the arguments of one construct."""

    def __init__(self) -> None:
        self.wrong: list[WrongArgument] = []
        self.is_type_error = False
        #: Arguments that were given but could not be kept.
        self.refused: set[str] = set()

    def add(self, argument: str, sentence: str, *, wrong_type: bool = False) -> None:
        self.wrong.append(WrongArgument(argument, sentence))
        self.is_type_error |= wrong_type

    def error(self, construct_path: str) -> ArgumentError:
        """All that is wrong, to be raised."""
        kind = ArgumentTypeError if self.is_type_error else ArgumentError
        return kind(construct_path, self.wrong)


def accepted(
    schema: Schema, given: Mapping[str, Any], meant: Mapping[str, Meant], report: Report
) -> dict[str, Any]:
    """The arguments given, in the schema's order and in one form each; None counts as left out.

    Lists are lists, blocks are dicts, things are their ids.
    """
    values: dict[str, Any] = {}
    for name, attribute in schema.attributes.items():
        if not attribute.is_argument:
            continue
        if (value := given.get(name)) is not None:
            _keep(values, name, report, partial(_argument, attribute, value, meant.get(name)))
        elif attribute.required:
            report.add(name, "is required", wrong_type=True)
    for name, block in schema.blocks.items():
        if (value := given.get(name)) is not None:
            _keep(values, name, report, partial(_block, block, value))
    return values


def accepted_one(
    schema: Schema, name: str, value: Any, meant: Mapping[str, Meant], report: Report
) -> Any:
    """One argument as `accepted` would keep it, checked alone: no rule about two arguments."""
    found: dict[str, Any] = {}
    if name in schema.blocks:
        block = schema.blocks[name]
        _keep(found, name, report, partial(_block, block, value))
        alone = Schema(schema.name, schema.doc, {}, {name: block})
    else:
        attribute = schema.attributes[name]
        _keep(found, name, report, partial(_argument, attribute, value, meant.get(name)))
        alone = Schema(schema.name, schema.doc, {name: attribute})
    check(alone, found, report)
    return found.get(name)


def check(schema: Schema, values: Mapping[str, Any], report: Report) -> None:
    """Report each argument that breaks a rule of the schema, with the first rule it breaks."""
    told = {*report.refused, *(wrong.argument for wrong in report.wrong)}
    judged = {name: known(v) for name, v in values.items()}
    found = [
        *problems(schema._replace(rules=()), judged),
        *problems(_relations(schema, values), dict.fromkeys({*values, *report.refused}, True)),
        *creation_problems(schema, judged),
    ]
    for path, sentence in found:
        argument = _written(path)
        if argument not in told:
            told.add(argument)
            report.add(argument, sentence + _given(schema, values, path, sentence))


def _relations(schema: Schema, values: Mapping[str, Any]) -> Schema:
    """The rules about two arguments that can be judged now.

    Any value, a token too, makes an argument "given"; but of two tokens each may turn out null
    in turn, so these may conflict.
    """

    def open(rule: Rule) -> bool:
        return rule.relation == CONFLICTS and all(
            is_token(values.get(name)) for name in (rule.first, rule.second)
        )

    return Schema(
        schema.name, schema.doc, {}, rules=tuple(rule for rule in schema.rules if not open(rule))
    )


def _keep(values: dict[str, Any], name: str, report: Report, take: Callable[[], Any]) -> None:
    try:
        values[name] = take()
    except _RefusedError as refused:
        report.refused.add(name)
        report.add(name + refused.place, refused.sentence, wrong_type=refused.wrong_type)


def _argument(attribute: Attribute, value: Any, meant: Meant | None) -> Any:
    _refuse_foreign(value)
    if meant is not None:
        value = _id_of(value, meant, attribute.type)
    if attribute.or_file and isinstance(value, PurePath):
        value = _text_in(value)
    return _typed(attribute.type, value, secret=attribute.sensitive)


def _text_in(path: PurePath) -> str:
    try:
        return contents(path)
    except Unreadable as reason:
        raise _RefusedError(str(reason), wrong_type=False) from None


def _typed(type: Type, value: Any, *, secret: bool = False) -> Any:
    if is_token(value):
        if hasattr(value, "all_with_map_key"):  # a list of objects, such as `instance.disk`
            raise _RefusedError(f"takes {_words(type)}, not a list: pick one with .get(0)")
        return value
    if isinstance(type, tuple):
        take = _map if type[0] == "map" else _list
        return take(type, value, secret=secret)
    if isinstance(value, str) and (lost := lost_token(value)):
        raise _RefusedError(
            f"holds a token that has become the text {lost!r}: format Token.as_string(...) instead",
            wrong_type=False,
        )
    if _FITS[type](value):
        return value
    raise _RefusedError(f"takes {_words(type)}, not {_shown(value, secret)}")


_FITS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: _is_number(value),
    "bool": lambda value: isinstance(value, bool),
}


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _list(type: tuple[str, Any], value: Any, *, secret: bool) -> list[Any]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise _RefusedError(f"takes {_words(type)}, not {_shown(value, secret)}")
    return _each(value, lambda element: _typed(type[1], element, secret=secret))


def _map(type: tuple[str, Any], value: Any, *, secret: bool) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _RefusedError(f"takes {_words(type)}, not {_shown(value, secret)}")
    taken = {}
    for name, element in value.items():
        if not isinstance(name, str):
            raise _RefusedError(f"takes {_words(type)}, and no name {_shown(name)}")
        taken[name] = _at(f"[{name!r}]", partial(_typed, type[1], secret=secret), element)
    return taken


def _each(values: Iterable[Any], take: Callable[[Any], Any]) -> list[Any]:
    return [_at(f"[{index}]", take, value) for index, value in enumerate(values)]


def _at(place: str, take: Callable[[Any], Any], value: Any) -> Any:
    try:
        return take(value)
    except _RefusedError as refused:
        refused.place = place + refused.place
        raise


def _id_of(value: Any, meant: Meant, type: Type) -> Any:
    """The id that is meant: of a number or text itself, of a construct its `id`."""
    if type == "number" and isinstance(value, str) and value.isdecimal():
        value = int(value)
    if _is_number(value) and not is_token(value) and (value < 1 or value != int(value)):
        raise _RefusedError(f"must be a whole number above 0, not {value}", wrong_type=False)
    if isinstance(value, (str, bool, int, float, list, tuple, dict)):
        return value
    kind = getattr(value, "STANDS_FOR", None) or getattr(value, "TF_RESOURCE_TYPE", None)
    if isinstance(kind, str) and kind.startswith("linode_") and kind not in meant.types:
        raise _RefusedError(
            f"takes {meant.thing}, not a `{kind}`{meant.hint and ': ' + meant.hint}"
        )
    id = getattr(value, "id", None)
    return value if id is None else id


def _refuse_foreign(value: Any) -> None:
    if problem := refusal(value):
        raise _RefusedError(problem)


def _block(block: Block, value: Any) -> Any:
    _refuse_foreign(value)
    if block.nesting == "single":
        return value if is_token(value) else _fields(block, value)
    if is_token(value):
        return value
    if block.max_items == 1 and not isinstance(value, (list, tuple)):
        value = [value]
    if not isinstance(value, (list, tuple)):
        raise _RefusedError(f"takes a list, not {_shown(value)}")
    if block.max_items and len(value) > block.max_items:
        raise _RefusedError(f"takes {block.max_items} at most, not {len(value)}", wrong_type=False)
    return _each(value, lambda item: item if is_token(item) else _fields(block, item))


def _fields(block: Block, value: Any) -> dict[str, Any]:
    given = _as_mapping(value)
    if given is None:
        raise _RefusedError(f"takes {_names(block)}, not {_shown(value)}")
    for name in given:
        if name not in block.attributes:
            raise _RefusedError(f"is unknown; allowed: {_names(block)}", f".{name}")
    fields: dict[str, Any] = {}
    for name, attribute in block.attributes.items():
        if (field := given.get(name)) is not None:
            take = partial(_typed, attribute.type, secret=attribute.sensitive)
            fields[name] = _at(f".{name}", take, field)
        elif attribute.required:
            raise _RefusedError("is required", f".{name}")
    return fields


def _as_mapping(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, Mapping):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return vars(value)
    return None


def _given(
    schema: Schema, values: Mapping[str, Any], path: tuple[str | int, ...], sentence: str
) -> str:
    """`(given ...)`, unless the sentence shows it already or it is a secret."""
    name = str(path[0])
    attribute = schema.attributes.get(name)
    if name not in values or (attribute is not None and attribute.sensitive):
        return ""
    value: Any = values[name]
    for step in path[1:]:
        value = value[step]
    if has_token(value) or repr(value) in sentence:
        return ""
    return f" (given {_short(value)})"


def _written(path: tuple[str | int, ...]) -> str:
    first, *rest = path
    return str(first) + "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest
    )


def _words(type: Type) -> str:
    if isinstance(type, tuple):
        return f"a {'dict' if type[0] == 'map' else 'list'} of {_words(type[1])}"
    return {"string": "text", "number": "a number", "bool": "True or False"}[type]


def _names(block: Block) -> str:
    return ", ".join(f"`{name}`" for name in block.attributes)


def _shown(value: Any, secret: bool = False) -> str:
    name = type(value).__name__
    if secret:
        return f"a value of type {name}"
    return "None" if value is None else f"{_short(value)} ({name})"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 3] + "..."
