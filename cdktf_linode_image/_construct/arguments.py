"""The arguments of a construct: kept in Python, checked, written at synthesis.

Reaches Node.js only for the path of a construct that is in error. Does not make the construct.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from .._binding import CORE, OTHER, OTHER_PACKAGE, PACKAGE
from ..errors import ArgumentError, ArgumentTypeError, WrongArgument
from .check import Meant, Report, accepted, accepted_one, check
from .core import App, Construct
from .files import AppPath, app_path
from .foreign import foreign, is_mixed
from .session import stack_of, watch
from .synthesis import Form, written
from .together import Judged, raise_all, raise_or_keep
from .tokens import decided, is_token

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema


class Arguments(Judged):
    """The arguments of one construct, as a schema declares them."""

    SCHEMA: ClassVar[Schema]
    #: The arguments that take an id, and so the thing itself.
    MEANT: ClassVar[Mapping[str, Meant]] = {}
    #: The arguments that are local paths, and what stands before the path: see `files`.
    PATHS: ClassVar[Mapping[str, str]] = {}

    _values: dict[str, Any]
    _id: str
    #: Set back by every later change, so that synthesis checks again.
    _is_checked = False
    #: Whether something wrong was given and kept by the app, which will raise it.
    _is_wrong = False

    def _take(self, scope: Construct, id: str, given: Mapping[str, Any], report: Report) -> None:
        """Keep what the constructor got; raise what is wrong, or have the app keep the error.

        `given` may hold more than arguments of the schema, such as the constructor's `locals()`.
        """
        judge_scope(scope, type(self), id)
        self._values = accepted(self.SCHEMA, given, self.MEANT, report)
        for name in self.PATHS:
            self._locate(name, scope)
        self._check(report)
        self._id = id
        self._refuse(report, scope, id)
        self._is_checked = True

    def _refuse(self, report: Report, scope: Construct, id: str = "") -> bool:
        """Whether anything is wrong with the construct `id` in the scope, or the scope itself.

        Raises it, or has the app keep it. The path is asked for only then: it costs a message.
        """
        if report.wrong:
            raise_or_keep(report.error(f"{scope.node.path}/{id}".strip("/")), scope)
            self._is_wrong = True
        return bool(report.wrong)

    def _locate(self, name: str, scope: Construct) -> None:
        """Make a relative path one of the app."""
        prefix = self.PATHS[name]
        value = self._values.get(name)
        if isinstance(value, str) and value.startswith(prefix) and not is_token(value):
            self._values[name] = path = app_path(value, prefix)
            if isinstance(path, AppPath):
                watch(scope)

    def _check(self, report: Report) -> None:
        """Report what is wrong with the arguments together; subclasses add their own rules."""
        check(self.SCHEMA, self._values, report)

    def _check_when_complete(self, report: Report) -> None:
        """Report what can be judged only at synthesis; nothing, unless overridden."""

    def _check_references(self, report: Report) -> None:
        for name, value in self._values.items():
            if problem := _refusal(value):
                report.add(name, f"refers to what is not there ({problem})")

    def _given(self, name: str) -> Any:
        return self._values.get(name)

    def _set(self, name: str, value: Any) -> None:
        if value is None:
            self._reset(name)
            return
        report = Report()
        value = accepted_one(self.SCHEMA, name, value, self.MEANT, report)
        if self._refuse(report, cast("Construct", self)):
            return
        self._values[name] = value
        self._is_checked = False
        if name in self.PATHS:
            self._locate(name, cast("Construct", self))

    def _reset(self, name: str) -> None:
        attribute = self.SCHEMA.attributes.get(name)
        report = Report()
        if attribute is not None and attribute.required:
            report.add(name, "is required", wrong_type=True)
        if self._refuse(report, cast("Construct", self)):
            return
        self._values.pop(name, None)
        self._is_checked = False

    def _problem(self) -> ArgumentError | None:
        report = Report()
        if not (self._is_checked or self._is_wrong):
            self._check(report)
        if not (report.wrong or self._is_wrong):
            self._check_when_complete(report)
            self._check_references(report)
        if report.wrong:
            return report.error(cast("Construct", self).node.path)
        self._is_checked = True
        return None

    def _written(self, form: Form) -> dict[str, Any]:
        if self._is_wrong or self._problem():
            raise_all(cast("Construct", self).node.root)
        return written(self.SCHEMA, self._values, form)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._id!r}>"


def judge_scope(scope: object, made: type, id: str) -> None:
    """Raise what keeps a construct `id` of the class `made` from being made in the scope.

    Raises:
        TypeError: It is no construct.
        ArgumentTypeError: It is of the other core, or in a stack or an app that is.
    """
    if not isinstance(scope, Construct):
        raise TypeError(f"{id}: scope takes a stack or another construct, not {scope!r}")
    found = (foreign(scope) or foreign(_around(scope))) if is_mixed() else None
    if found is None:
        return
    name = next(each.__name__ for each in made.__mro__ if each.__module__.startswith(PACKAGE))
    sentence = (
        f"is of {OTHER} ({found.name}), and this {name} of {CORE}: import {name} from"
        f" {OTHER_PACKAGE}, not from {PACKAGE}; or {found.name} from {found.ours}"
    )
    path = f"{scope.node.path}/{id}".strip("/")
    raise ArgumentTypeError(path, [WrongArgument("scope", sentence)])


def _around(scope: Construct) -> object:
    """The stack a scope is in, or the app."""
    try:
        return scope if isinstance(scope, App) else stack_of(scope)
    except RuntimeError:  # there is none
        return scope.node.root


def _refusal(value: Any) -> ArgumentError | None:
    """Why what the value refers to is not there, if it is one of ours and is not."""
    try:
        decided(value)
    except ArgumentError as error:
        return error
    return None
