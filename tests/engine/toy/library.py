"""A provider small enough to see through: its service is a dict that can be told to fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shim_provider.engine.contract import Change, Operation, Report, Values
from shim_provider.problem import Problem
from shim_provider.schemas.checks import at_least, length, one_of
from shim_provider.schemas.language import (
    BOOL,
    CONFLICTS,
    NEEDS,
    NUMBER,
    TEXT,
    Block,
    Rule,
    Schema,
    computed,
    defaulted,
    list_of,
    object_of,
    optional,
    required,
    set_of,
)
from shim_provider.schemas.timeouts import timeouts_block

from . import book, card, data, listing

if TYPE_CHECKING:
    from shim_provider.engine.diagnostics import Diagnostics

TIMEOUTS = {"create": "2m", "read": "30s", "update": "1m", "delete": "10s"}

#: One attribute of every kind the engine treats in its own way.
BOOK = Schema(
    name="toy_book",
    doc="A book.",
    attributes={
        "id": computed(TEXT, "Its number."),
        "title": required(TEXT, "Its title.", check=length(1, 20)),
        "blurb": optional(TEXT, "What it is about.", requires_replace=True),
        "shelf": optional(NUMBER, "Where it is.", requires_replace=True, check=at_least(1)),
        "colour": defaulted(
            TEXT,
            "Its colour.",
            default="red",
            requires_replace=True,
            check=one_of("red", "blue"),
        ),
        "lent": defaulted(BOOL, "Whether it is lent.", default=False),
        "note": defaulted(TEXT, "A note.", deprecated="Write a blurb."),
        "tags": defaulted(list_of(TEXT), "Tags.", each=length(2, 5), unordered=True),
        "words": optional(set_of(TEXT), "Words in it.", each=length(2, 5)),
        "key": optional(TEXT, "Opens it.", sensitive=True, write_only=True),
        "size": computed(NUMBER, "Its pages."),
        "facts": computed(list_of(object_of(name=TEXT, page=NUMBER)), "What it says."),
    },
    blocks={
        "chapter": Block(
            {"name": required(TEXT, "Its name.", check=length(1, 9))},
            "A chapter.",
            nesting="list",
            max_items=2,
        ),
        "mark": Block(
            {
                "page": required(NUMBER, "Where.", check=at_least(1)),
                "colour": optional(set_of(TEXT), "Its colours.", each=one_of("red", "blue")),
            },
            "A bookmark.",
            nesting="set",
        ),
        "timeouts": timeouts_block(TIMEOUTS),
    },
    rules=(Rule("shelf", CONFLICTS, "lent"), Rule("note", NEEDS, "blurb")),
    timeouts=TIMEOUTS,
    version=1,
    identity=("id",),
)

#: Without an own plan, identity or timeouts; of the legacy type system.
CARD = Schema(
    name="toy_card",
    doc="A library card.",
    attributes={
        "id": computed(TEXT, "Its number."),
        "pin": required(TEXT, "Its pin.", sensitive=True),
    },
)

BOOK_DATA = Schema(
    name="toy_book",
    doc="A book that exists.",
    attributes={
        "id": required(TEXT, "Its number.", check=length(1, 3)),
        "title": computed(TEXT, "Its title."),
        "size": computed(NUMBER, "Its pages."),
    },
    blocks={"filter": Block({"name": required(TEXT, "Name.")}, "A filter.", nesting="set")},
)

BOOK_LIST = Schema(
    name="toy_book",
    doc="All books.",
    attributes={"title": optional(TEXT, "Only this title.", check=length(1, 20))},
    timeouts={"read": "7s"},
)

LIBRARY = Schema(
    name="toy",
    doc="The library.",
    attributes={
        "token": optional(TEXT, "Who asks.", sensitive=True),
        "hours": optional(NUMBER, "When it is open.", check=at_least(1)),
    },
)


class Service:
    """The library: books by id, and what shall go wrong."""

    def __init__(self) -> None:
        self.books: dict[str, Values] = {}
        self.cards: dict[str, str] = {}
        #: Point in the course of an operation -> what is raised there.
        self.failing: dict[str, Exception] = {}
        #: What a resource's own plan shall do.
        self.on_plan: Callable[[Change], None] = lambda _: None
        self.configured: list[tuple[Values, str]] = []
        self.stopped = False

    def reach(self, point: str) -> None:
        if point in self.failing:
            raise self.failing[point]


class Library:
    """The catalogue of the toy provider."""

    resource_names: tuple[str, ...] = ("toy_book", "toy_card")
    data_source_names: tuple[str, ...] = ("toy_book",)
    list_names: tuple[str, ...] = ("toy_book",)

    def __init__(self) -> None:
        self.service = Service()
        self.looks_end = False
        self.report: Report | None = None
        #: The seconds each operation was allowed.
        self.seconds: list[float] = []
        self.pages: dict[tuple[str, str], Schema] = {
            ("provider", "toy"): LIBRARY,
            ("resource", "toy_book"): BOOK,
            ("resource", "toy_card"): CARD,
            ("data source", "toy_book"): BOOK_DATA,
            ("list", "toy_book"): BOOK_LIST,
        }
        self.modules: dict[tuple[str, str], Any] = {
            ("resource", "toy_book"): book,
            ("resource", "toy_card"): card,
            ("data source", "toy_book"): data,
            ("list", "toy_book"): listing,
        }

    def provider_schema(self) -> Schema:
        return self.pages["provider", "toy"]

    def resource_schema(self, name: str) -> Schema:
        return self.pages["resource", name]

    def data_source_schema(self, name: str) -> Schema:
        return self.pages["data source", name]

    def list_schema(self, name: str) -> Schema:
        return self.pages["list", name]

    def resource(self, name: str) -> Any:
        return self.modules["resource", name]

    def data_source(self, name: str) -> Any:
        return self.modules["data source", name]

    def lister(self, name: str) -> Any:
        return self.modules["list", name]

    def configure(self, config: Values, terraform_version: str, diagnostics: Diagnostics) -> None:
        self.service.reach("configure")
        if config["token"] is None:
            diagnostics.warn("No token", "Only some books are shown.", ("token",))
        self.service.configured.append((config, terraform_version))

    def stop(self) -> None:
        self.service.reach("stop")
        self.service.stopped = True

    def operation(self, kind: str, seconds: float, private: Values, told: Diagnostics) -> Operation:
        if "connect" in self.service.failing:
            raise Problem(f"Cannot reach the library for {kind}", "It is closed.")
        self.seconds.append(seconds)
        return Operation(self.service, private, told, self.context(), self.report)

    def look(self) -> Any:
        return self.service

    def out_of_reach(self) -> None:
        self.looks_end = True

    def context(self) -> Any:
        return {"hours": 8}
