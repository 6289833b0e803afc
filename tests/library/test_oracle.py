"""`Match` and `Capture` against aws-cdk's own, which run in Node.js: what matches, what is kept.

Theirs looks at CloudFormation's JSON, where properties stand apart from the rest of a resource;
ours at Terraform's, where all is one block. So a pattern for `Properties` there is one for a block
here.

Not compared, as we differ on purpose:

- A pattern that is refused is refused when it is made, and not when a value comes by.
- `null` in a pattern: there it becomes `undefined` on its way to Node.js; here it matches null.
- Null is an object in JavaScript: there an empty object matches it, and any other ends in a
  TypeError; here no object does. The random values have no null; what else matches it is below.
- A Capture in the pattern of a Capture keeps its value as well; theirs forgets it. A plain list or
  text as the pattern of a Capture is itself here; there it is taken for an object.
"""

from __future__ import annotations

import json
from functools import partial
from random import Random
from types import ModuleType
from typing import Any

import pytest

from cdktf_linode_image.testing import Capture, Match, Template
from tests.constructs.testing.cases import BLOCK, matching, others

TYPE = "linode_instance"

Blocks = dict[str, dict[str, Any]]
#: A pattern, as the name of a matcher and what it is given. Python's own values have names too:
#: `plain`, `list`, `dict`.
Pattern = tuple[str, Any]
NOTHING = ()


@pytest.fixture(scope="module")
def theirs() -> ModuleType:
    """Loaded only where it is asked for: that takes three seconds."""
    import aws_cdk.assertions

    module: ModuleType = aws_cdk.assertions
    return module


def found_by_theirs(theirs: ModuleType, blocks: Blocks, pattern: Any) -> set[str]:
    """The names of those that match."""
    resources = {name: {"Type": TYPE, "Properties": block} for name, block in blocks.items()}
    # Not from_json: that would lose null.
    template = theirs.Template.from_string(json.dumps({"Resources": resources}))
    return set(template.find_resources(TYPE, {"Properties": pattern}))


def found_by_ours(blocks: Blocks, pattern: Any) -> set[str]:
    return set(Template.from_json({"resource": {TYPE: blocks}}).find_resources(TYPE, pattern))


@pytest.mark.parametrize("cases", [matching, others], ids=["matching", "others"])
def test_theirs_agrees_with_each_case(cases: Any, theirs: ModuleType) -> None:
    expected = {"web"} if cases is matching else set()
    for sentence, pattern in cases(theirs.Match, theirs.Capture).items():
        assert found_by_theirs(theirs, {"web": BLOCK}, pattern) == expected, sentence


def test_theirs_agrees_about_null(theirs: ModuleType) -> None:
    blocks = {"x": {"a": None}}
    for name in ("any_value", "absent"):
        assert found_by_theirs(theirs, blocks, {"a": getattr(theirs.Match, name)()}) == set()
        assert found_by_ours(blocks, {"a": getattr(Match, name)()}) == set()
    assert found_by_theirs(theirs, blocks, {"a": theirs.Capture()}) == set()
    assert found_by_ours(blocks, {"a": Capture()}) == set()


def test_theirs_refuses_in_array_with_what_ours_does(theirs: ModuleType) -> None:
    for name in ("any_value", "absent"):
        refused = theirs.Match.array_with([getattr(theirs.Match, name)()])
        with pytest.raises(RuntimeError, match="cannot be nested within arrayWith"):
            found_by_theirs(theirs, {"x": {"a": ["b"]}}, {"a": refused})


def test_theirs_takes_a_star_for_an_output_of_any_name(theirs: ModuleType) -> None:
    outputs = {"x": {"Value": 1}, "y": {"Value": 2}}
    template = theirs.Template.from_string(json.dumps({"Outputs": outputs}))
    template.has_output("*", {"Value": 2})
    with pytest.raises(RuntimeError, match="none match as expected"):
        template.has_output("*", {"Value": 3})


def test_theirs_forgets_a_capture_in_a_capture(theirs: ModuleType) -> None:
    for capture, kept in ((theirs.Capture, []), (Capture, [1])):
        inner = capture()
        found = found_by_ours if capture is Capture else partial(found_by_theirs, theirs)
        assert found({"x": {"a": {"b": 1}}}, {"a": capture({"b": inner})}) == {"x"}
        assert all_kept(inner) == kept


TEXTS = ["", "a", "b", "web-1", "a\nb", "[1]", '{"a": 1}', '{"a": {"b": 2}}']
SCALARS = [*TEXTS, 0, 1, 2, 0.5, True, False]
REGEXPS = ["a", "^b$", "[0-9]", "^$", "web-.", "z"]
OBJECTS = ["dict", "object_like", "object_equals"]
LISTS = ["list", "array_with", "array_equals"]
#: These stand in no list of `array_with`.
NOT_WITHIN = ("any_value", "absent")


def value(chance: Random, depth: int = 3) -> Any:
    kind = chance.choice(["object", "object", "list", "list", "scalar"]) if depth else "scalar"
    if kind == "object":
        return {key: value(chance, depth - 1) for key in "abc" if chance.random() < 0.6}
    if kind == "list":
        return [value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return chance.choice(SCALARS)


def pattern_for(value: Any, chance: Random) -> Pattern:
    """A pattern that is likely to match the value, or else is near to it."""
    if chance.random() < 0.06:
        return chance.choice([("any_value", NOTHING), ("string_like_regexp", "a"), ("plain", 1)])
    if chance.random() < 0.15:
        return around(pattern_for(value, chance), chance)
    if isinstance(value, dict):
        fields = {key: pattern_for(value[key], chance) for key in value if chance.random() < 0.8}
        if chance.random() < 0.2:
            fields["z"] = ("absent", NOTHING)
        return chance.choice(OBJECTS), fields
    if isinstance(value, list):
        name = chance.choice(LISTS)
        kept = [one for one in value if name != "array_with" or chance.random() < 0.6]
        patterns = [pattern_for(one, chance) for one in kept]
        return name, [p for p in patterns if name != "array_with" or p[0] not in NOT_WITHIN]
    return for_scalar(value, chance)


def for_scalar(value: Any, chance: Random) -> Pattern:
    if isinstance(value, str) and value[:1] in "{[" and value:
        return chance.choice([("plain", value), ("serialized_json", ("plain", json.loads(value)))])
    if isinstance(value, str) and chance.random() < 0.3:
        return "string_like_regexp", chance.choice(REGEXPS)
    return "plain", value


def around(pattern: Pattern, chance: Random) -> Pattern:
    """A matcher around the pattern."""
    name = chance.choice(["capture", "capture", "not_", "exact"])
    if name == "not_":
        return "not_", chance.choice([pattern, ("not_", pattern)])
    if name == "exact":
        return pattern if pattern[0] not in ("plain", "list", "dict") else ("exact", pattern)
    if "capture" in repr(pattern) or pattern[0] in ("plain", "list"):
        return "capture", NOTHING
    return "capture", pattern


def blocks_and_pattern(chance: Random) -> tuple[Blocks, Pattern]:
    def block() -> dict[str, Any]:
        return {key: value(chance, 2) for key in "abc" if chance.random() < 0.7}

    blocks = {name: block() for name in "xyz"[: chance.randint(1, 3)]}
    return blocks, pattern_for(blocks["x"], chance)


def made(pattern: Pattern, match: Any, capture: Any, kept: list[Any]) -> Any:
    """The pattern with these matchers; the captures in it go to `kept`."""
    name, given = pattern
    if name == "plain":
        return given
    if isinstance(given, dict):
        given = {key: made(each, match, capture, kept) for key, each in given.items()}
    elif isinstance(given, list):
        given = [made(each, match, capture, kept) for each in given]
    elif isinstance(given, tuple) and given is not NOTHING:
        given = made(given, match, capture, kept)
    if name in ("list", "dict"):
        return given
    make = capture if name == "capture" else getattr(match, name)
    matcher = make() if given is NOTHING else make(given)
    if name == "capture":
        kept.append(matcher)
    return matcher


def all_kept(capture: Any) -> list[Any]:
    """All that a capture holds, from the first on."""
    kept = []
    while True:
        for read in ("as_string", "as_number", "as_boolean", "as_array", "as_object"):
            try:
                kept.append(getattr(capture, read)())
            except (RuntimeError, AssertionError):
                continue
            break
        if not capture.next():
            return kept


def outcome(find: Any, match: Any, capture: Any, blocks: Blocks, pattern: Pattern) -> Any:
    captures: list[Any] = []
    found = find(blocks, made(pattern, match, capture, captures))
    return found, [*map(all_kept, captures)]


def test_theirs_finds_and_captures_the_same(theirs: ModuleType) -> None:
    matched = kept = 0
    for seed in range(1000):
        blocks, pattern = blocks_and_pattern(Random(seed))
        ours = outcome(found_by_ours, Match, Capture, blocks, pattern)
        find = partial(found_by_theirs, theirs)
        assert ours == outcome(find, theirs.Match, theirs.Capture, blocks, pattern), (
            f"seed {seed}: {pattern} asked of {blocks}"
        )
        matched += bool(ours[0])
        kept += any(ours[1])
    # Neither is seldom.
    assert 300 < matched < 700
    assert kept > 100
