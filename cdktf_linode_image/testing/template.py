"""`Template`: what a stack synthesizes to, and assertions about it.

Deploys nothing. Made of JSON, it needs no Node.js either.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from .failures import Asked, none_matches, some_do_not_match, wrong_count
from .machine import Machine
from .patterns import Matcher, WrongPattern
from .sections import (
    DATA_SOURCES,
    OUTPUTS,
    PROVIDERS,
    RESOURCES,
    VARIABLES,
    Section,
    block_matcher,
    match,
)
from .snapshot import snapshot

if TYPE_CHECKING:
    from .._construct.core import App, TerraformStack
    from .differences import Resolve

#: A pattern for a block: see `Match`.
Pattern = Mapping[str, Any] | Matcher

_ANY: Mapping[str, Any] = {}


class Template:
    """A synthesized stack, with the assertions of aws-cdk's `Template`.

    A pattern is a dict, which matches a block in part, and may hold `Match`'s matchers, `Capture`s
    and constructs. Terraform has arguments and meta-arguments in one block, so there is one kind
    of pattern for both. An assertion that fails raises a `Mismatch`, an AssertionError.

    The stack as it was when the template was made; make another after a change.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        *,
        resolve: Resolve | None = None,
        construct_paths: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """Use `from_stack`, `from_app`, `from_json` or `from_string`."""
        self._template: dict[str, Any] = copy.deepcopy(dict(template))
        self._machine = Machine.here()
        self._resolve = resolve or _no_stack
        self._construct_paths = construct_paths

    @classmethod
    def from_stack(cls, stack: TerraformStack) -> Template:
        """What the stack synthesizes to.

        Raises what the app's own synthesis would: an ArgumentError of a construct, the
        RuntimeError of a validation.
        """
        from . import stacks

        return cls(
            stacks.synthesized(stack),
            resolve=partial(stacks.resolve, stack),
            construct_paths=partial(stacks.construct_paths, stack),
        )

    @classmethod
    def from_app(cls, app: App, stack_name: str) -> Template:
        """What the stack of that name, or of that path, synthesizes to."""
        from . import stacks

        return cls.from_stack(stacks.stack_of(app, stack_name))

    @classmethod
    def from_json(cls, template: Mapping[str, Any]) -> Template:
        """A template that is there already, in Terraform's JSON, parsed.

        References in patterns need a stack to be resolved in, and so cannot be matched here.
        """
        return cls(template)

    @classmethod
    def from_string(cls, template: str) -> Template:
        """A template that is there already, such as the text of a `cdk.tf.json`."""
        return cls(json.loads(template))

    def has_resource(self, type: str, props: Pattern = _ANY) -> None:
        """At least one resource of the type matches."""
        __tracebackhide__ = True
        self._has(RESOURCES, type, props)

    def has_resource_with(self, type: str, props: Pattern = _ANY) -> None:
        """As `has_resource`: in Terraform, meta-arguments stand beside the arguments."""
        __tracebackhide__ = True
        self._has(RESOURCES, type, props)

    def all_resources(self, type: str, props: Pattern = _ANY) -> None:
        """All resources of the type match, and there is one at least."""
        __tracebackhide__ = True
        asked = self._asked(RESOURCES, type, props)
        if asked.others or not asked.blocks:
            raise some_do_not_match(asked)

    def resource_count_is(self, type: str, count: int) -> None:
        """There are `count` resources of the type; one with `count` or `for_each` is one."""
        __tracebackhide__ = True
        asked = self._asked(RESOURCES, type, _ANY)
        if len(asked.blocks) != count:
            raise wrong_count(asked, count, all_match=True)

    def resource_properties_count_is(self, type: str, props: Pattern, count: int) -> None:
        """`count` resources of the type match."""
        __tracebackhide__ = True
        asked = self._asked(RESOURCES, type, props)
        if len(asked.matching) != count:
            raise wrong_count(asked, count, all_match=False)

    def find_resources(self, type: str, props: Pattern = _ANY) -> dict[str, dict[str, Any]]:
        """The resources of the type that match, by name; none is no failure."""
        asked = self._asked(RESOURCES, type, props)
        return {name: copy.deepcopy(asked.blocks[name]) for name in asked.matching}

    def has_data_source(self, type: str, props: Pattern = _ANY) -> None:
        """At least one data source of the type matches."""
        __tracebackhide__ = True
        self._has(DATA_SOURCES, type, props)

    def has_provider(self, type: str, props: Pattern = _ANY) -> None:
        """At least one block of the provider, such as `linode`, matches."""
        __tracebackhide__ = True
        self._has(PROVIDERS, type, props)

    def has_output(self, name: str, props: Pattern = _ANY) -> None:
        """There is an output of that name, and its block (`value`, `sensitive`, ...) matches.

        The name `"*"` stands for any.
        """
        __tracebackhide__ = True
        self._has(OUTPUTS, name, props)

    def has_variable(self, name: str, props: Pattern = _ANY) -> None:
        """There is a variable of that name, and its block (`type`, `default`, ...) matches.

        The name `"*"` stands for any.
        """
        __tracebackhide__ = True
        self._has(VARIABLES, name, props)

    def to_json(self) -> str:
        """The template as text for a snapshot: JSON, sorted, and the same on every machine.

        Text compares line by line, and reads as what Terraform is given. Left out are the core's
        metadata, all versions (`required_version`, and those in `required_providers`) and a
        backend that the core chose as the stack has none. Paths on this machine begin with
        `<app>` for the working directory, `<home>`, or `<temporary>`. Of secrets only references
        are shown.
        """
        return snapshot(self._template, self._machine)

    def to_dict(self) -> dict[str, Any]:
        """The template as it is, a copy of it."""
        return copy.deepcopy(self._template)

    def _has(self, section: Section, type: str, props: Pattern) -> None:
        __tracebackhide__ = True  # pytest then shows the line of the test
        asked = self._asked(section, type, props)
        if not asked.matching:
            raise none_matches(asked)

    def _asked(self, section: Section, type: str, props: Pattern) -> Asked:
        blocks = section.blocks(self._template, type)
        matcher = block_matcher(props)
        return Asked(
            section=section,
            type=type,
            matcher=matcher,
            blocks=blocks,
            differences=match(blocks, matcher, self._resolve),
            types=section.types(self._template),
            resolve=self._resolve,
            construct_path=partial(self._construct_path, section, type),
        )

    def _construct_path(self, section: Section, type: str, name: str) -> str | None:
        """Asked for only where an assertion has failed: it costs a synthesis."""
        try:
            return self._construct_paths().get(section.address(type, name))
        except RuntimeError:  # the stack was changed since, and now is wrong
            return None


def _no_stack(_value: Any) -> Any:
    raise WrongPattern(
        "a reference is resolved in a stack, which a template made of JSON has not:"
        " use Template.from_stack"
    )
