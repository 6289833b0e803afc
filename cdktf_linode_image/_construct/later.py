"""References that are decided on when a stack is synthesized, not when they are read.

What is read is a token, and passes for one everywhere: in arguments, outputs and other stacks.
Where it is a whole argument of a construct of ours, it is decided on in Python, without a message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .core import (
    IAnyProducer,
    IInterpolatingParent,
    ITerraformDependable,
    Lazy,
    TerraformResource,
    Token,
    jsii,
)
from .tokens import decide_later

if TYPE_CHECKING:
    from .core import IResolvable


class DecidedLater:
    """Reads a resource that is decided on later: what `attributes` asks for, as the core names it.

    Before a resource's class in the order of bases, it decides on that resource itself.
    """

    def _decided(self) -> TerraformResource:
        """The resource. What this raises ends the synthesis, with its text."""
        raise NotImplementedError

    def interpolation_for_attribute(self, terraform_attribute: str) -> IResolvable:
        """The attribute of whichever resource it will be."""
        return _lazy(lambda: _reference(self._decided(), terraform_attribute))

    @property
    def fqn(self) -> str:
        """The address, for `depends_on` and `replace_triggered_by`."""
        return Token.as_string(_lazy(lambda: _ADDRESS(self._decided())))

    def get_string_attribute(self, terraform_attribute: str) -> str:
        def made() -> str:
            text = Token.as_string(self.interpolation_for_attribute(terraform_attribute))
            decide_later(text, lambda: _text_reference(self._decided(), terraform_attribute))
            return text

        return _once(self, terraform_attribute, made)

    def get_number_attribute(self, terraform_attribute: str) -> float:
        return Token.as_number(self.interpolation_for_attribute(terraform_attribute))

    def get_list_attribute(self, terraform_attribute: str) -> list[str]:
        return Token.as_list(self.interpolation_for_attribute(terraform_attribute))

    def get_boolean_attribute(self, terraform_attribute: str) -> IResolvable:
        return self.interpolation_for_attribute(terraform_attribute)


@jsii.implements(IInterpolatingParent, ITerraformDependable)
class Later(DecidedLater):
    """Stands for a resource, and is none: for jsii an object with the interfaces that are read."""


#: The address itself, also of a resource that reads itself so.
_ADDRESS = TerraformResource.fqn.fget  # type: ignore[attr-defined]


def _reference(resource: TerraformResource, attribute: str) -> IResolvable:
    """The reference itself, also to a resource that reads itself so."""
    return TerraformResource.interpolation_for_attribute(resource, attribute)


def _text_reference(resource: TerraformResource, attribute: str) -> str:
    made = lambda: Token.as_string(_reference(resource, attribute))  # noqa: E731
    return _once(resource, f"{attribute} itself", made)


def _once(thing: Any, name: str, make: Callable[[], str]) -> str:
    """What `make` makes, which is kept with the thing: each costs messages to Node.js."""
    texts: dict[str, str] = vars(thing).setdefault("_texts", {})
    if name not in texts:
        texts[name] = make()
    return texts[name]


def is_id_of(value: object, thing: DecidedLater) -> bool:
    """Whether a value is the thing's id, as read of it."""
    return isinstance(value, str) and value == vars(thing).get("_texts", {}).get("id")


def _lazy(decide: Callable[[], Any]) -> IResolvable:
    return Lazy.any_value(_Producer(decide))


@jsii.implements(IAnyProducer)
class _Producer:
    """Asked at each place that its token stands at."""

    def __init__(self, decide: Callable[[], Any]) -> None:
        self._decide = decide

    def produce(self, _context: Any) -> Any:
        return self._decide()
