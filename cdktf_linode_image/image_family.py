"""`ImageFamily`: versions of one image, of which the last few are kept, and one is booted from.

Which of them are kept is decided as they are added; of the others nothing is synthesized.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from shim_provider.schemas.checks import both, length
from shim_provider.schemas.image import LABEL, TAG
from shim_provider.schemas.language import (
    NUMBER,
    TEXT,
    Check,
    Schema,
    defaulted,
    list_of,
    optional,
    required,
)

from ._construct.arguments import judge_scope
from ._construct.check import Report, accepted, check
from ._construct.core import Construct, Fn, Token, create
from ._construct.meta import created_before_destroyed
from ._construct.together import raise_or_keep
from ._construct.tokens import is_token
from ._construct.validation import validate
from .data_images import DataLinodeImagesFilter
from .errors import VersionError, WrongArgument
from .image_version import BuiltVersion, FamilyImage, ImageVersion, NewestOfFamily, Version

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._construct.meta import DependsOn, Provider
    from ._construct.types import HasDisks, TextId, Texts
    from .errors import ArgumentError
    from .image import LinodeImageOptions
    from .image_build import LinodeImageBuildOptions

Made = TypeVar("Made", ImageVersion, BuiltVersion)

_LONGEST_LABEL = 50


def _not_a_count(value: float) -> str | None:
    if value >= 1 and value == int(value):
        return None
    return f"must be a whole number, 1 or more, not {value!r}"


# With the shortest of versions behind it.
_LABEL = required(
    TEXT, "How the labels of its images begin.", check=both(LABEL, length(1, _LONGEST_LABEL - 2))
)
_FAMILY = Schema(
    name="image_family",
    doc="Versions of one image.",
    attributes={
        "label": _LABEL,
        "keep": defaulted(
            NUMBER,
            "How many versions are kept, counted from the last.",
            default=3,
            check=Check("a whole number, 1 or more", _not_a_count),
        ),
        "current": optional(TEXT, "The version to boot from."),
        "tags": optional(list_of(TEXT), "Tags of every version.", each=TAG),
    },
)
_SOUGHT = Schema(name="image_family", doc="A family to find.", attributes={"label": _LABEL})


class ImageFamily(Construct):
    """Versions of one image, in the order in which they are added.

    Only the last `keep` of them are synthesized, and the current one always. An older one goes with
    the next deploy, after whatever booted from it has moved to the new one.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        label: str,
        keep: int = 3,
        current: str | None = None,
        tags: Texts | None = None,
    ) -> None:
        """A family begins without versions: `upload`, `build` and `capture` add one each.

        Args:
            scope: The stack, or a construct in it.
            id: The name of this construct, unique in `scope`.
            label: How the labels of its images begin: the version `2026-11-01` of the family `web`
                is labelled `web-2026-11-01`. Each has the tag `family:web`.
            keep: How many versions are kept, counted from the last.
            current: The version to boot from, which is kept however old it is. Left out, it is the
                last. An older one rolls back.
            tags: Tags of every version, beside `family:<label>`.

        Raises:
            ArgumentError: An argument is not allowed; a ValueError.
            ArgumentTypeError: An argument has a value of a wrong type; a TypeError as well.
        """
        judge_scope(scope, type(self), id)
        report = Report()
        given = accepted(_FAMILY, locals(), {}, report)
        check(_FAMILY, given, report)
        for name in ("keep", "current"):
            if is_token(given.get(name)):
                report.add(name, "must be known when the app runs: versions are chosen by it then")
        _raise_or_keep(report, scope, id)
        self._label: str = given.get("label", "")
        self._keep = int(given.get("keep", 3)) if not report.wrong else 3
        self._current: str | None = given.get("current")
        self._tags: Any = given.get("tags", [])
        self._versions: dict[str, Version] = {}
        self._latest_image = FamilyImage(self._latest)
        self._current_image = FamilyImage(self._now_current)
        create(self, [scope, id])
        if self._current is not None:
            validate(self, self._problem_of_current)

    def upload(
        self,
        version: str,
        *,
        path: str | os.PathLike[str],
        region: str,
        file_hash: str | None = None,
        **options: Unpack[LinodeImageOptions],
    ) -> ImageVersion:
        """Add a version uploaded from `path`; see `LinodeImage.from_file`."""
        make = partial(ImageVersion.from_file, path=path, region=region, file_hash=file_hash)
        return self._add(version, make, options)

    def build(
        self,
        version: str,
        *,
        image: TextId,
        region: str,
        **options: Unpack[LinodeImageBuildOptions],
    ) -> BuiltVersion:
        """Add a version built from `image`; see `LinodeImageBuild`.

        Where `image` is this family's own, the version is meant that is latest or current by now.
        """
        for own in (self._latest_image, self._current_image):
            if own.is_meant_by(image):
                image = own.image
        return self._add(version, partial(BuiltVersion, image=image, region=region), options)

    def capture(
        self,
        version: str,
        *,
        instance: HasDisks,
        disk: int = 0,
        **options: Unpack[LinodeImageOptions],
    ) -> ImageVersion:
        """Add a version captured from a disk of a Linode; see `LinodeImage.from_disk`."""
        report = Report()
        booted = getattr(instance, "image_input", 0)
        for name, image, becomes in (
            ("latest", self._latest_image, True),
            ("current", self._current_image, self._current in (None, version)),
        ):
            if becomes and image.is_meant_by(booted):
                report.add(
                    "instance",
                    f"boots from what is {name} in this family, which the version itself becomes:"
                    " give it a version by name, as in `image=family['...']`",
                )
        make = partial(ImageVersion.from_disk, instance=instance, disk=disk)
        return self._add(version, make, options, report)

    @property
    def current(self) -> FamilyImage:
        """The image to boot from: the last version, or that which `current` names.

        Raises:
            ArgumentError: There is no such version by now.
        """
        if problem := self._problem_of_current():
            raise_or_keep(problem, self)
        return self._current_image

    @property
    def latest(self) -> FamilyImage:
        """The last version. What is added later counts.

        Raises:
            VersionError: There is no version by now.
        """
        self._latest()
        return self._latest_image

    @property
    def kept(self) -> list[str]:
        """The names of the versions that are synthesized, the oldest first."""
        return [name for name, version in self._versions.items() if not version.is_dropped]

    def __getitem__(self, version: str) -> Version:
        """One of the versions that are kept.

        Raises:
            VersionError: It is not kept, or was never added; a KeyError.
        """
        found = self._versions.get(version)
        if found is None or found.is_dropped:
            raise self._refusal(version)
        return found

    @staticmethod
    def find(
        scope: Construct,
        id: str,
        *,
        label: str,
        provider: Provider | None = None,
        depends_on: DependsOn | None = None,
    ) -> NewestOfFamily:
        """The newest available image of the family `label`, whichever app it is of.

        A data source, which can be given where an image is meant. There must be an image.
        """
        judge_scope(scope, ImageFamily, id)
        report = Report()
        check(_SOUGHT, accepted(_SOUGHT, {"label": label}, {}, report), report)
        _raise_or_keep(report, scope, id)
        tag = _tag(label)
        found = {
            "condition": "${length(self.images) > 0}",
            "error_message": f"There is no available image with the tag {tag}, which those of an"
            " ImageFamily have.",
        }
        return NewestOfFamily(
            scope,
            id,
            latest=True,
            filter=[
                DataLinodeImagesFilter("tags", [tag]),
                DataLinodeImagesFilter("status", ["available"]),
            ],
            provider=provider,
            depends_on=depends_on,
            lifecycle={"postcondition": [found]},
        )

    def __contains__(self, version: object) -> bool:
        """Whether a version of this name is kept."""
        return version in self.kept

    def __iter__(self) -> Iterator[str]:
        """The names of the versions that are kept, the oldest first."""
        return iter(self.kept)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._label!r}: {_listed(self.kept)}>"

    def _add(
        self,
        version: str,
        make: Callable[..., Made],
        options: Mapping[str, Any],
        report: Report | None = None,
    ) -> Made:
        report = report or Report()
        self._judge(version, report)
        given: dict[str, Any] = {**options, "tags": self._all_tags(options.get("tags"))}
        for name in ("count", "for_each"):
            if given.get(name) is not None:
                report.add(name, "has no place in a family: a version is one image")
        if given.pop("label", None) is not None:
            report.add(
                "label", "is made of the family's label and the version's name: leave it out"
            )
        before = self._before(version)
        if before is not None and isinstance(given.get("depends_on") or (), (list, tuple)):
            given["depends_on"] = [*(given.get("depends_on") or ()), before]
        given["lifecycle"] = created_before_destroyed(options.get("lifecycle"), report)
        _raise_or_keep(report, self)
        if report.wrong:
            # The app has kept the error: the rest of the version is judged under another name.
            version = f"refused-{len(self._versions)}"
            given.update(count=None, for_each=None)
            made = make(self, version, label=version, **given)
        else:
            made = make(self, version, label=f"{self._label}-{version}", **given)
        made.version = version
        made.after = before
        made.refusal = partial(self._refusal, version)
        self._versions[version] = made
        self._drop_old()
        return made

    def _judge(self, version: Any, report: Report) -> None:
        label = f"{self._label}-{version}"
        if not isinstance(version, str):
            report.add("version", f"takes text, not {version!r}", wrong_type=True)
        elif is_token(version):
            report.add("version", "must be known when the app runs, and be no token")
        elif problem := LABEL.problem(version):
            report.add("version", problem)
        elif version in self._versions:
            report.add("version", f"must be new to the family: {version!r} has been added already")
        elif len(label) > _LONGEST_LABEL and not is_token(label):
            report.add(
                "version",
                f"makes the label {label!r}, which is {len(label)} characters long:"
                f" {_LONGEST_LABEL} at most",
            )

    def _all_tags(self, own: Any) -> Any:
        """Those of the version first, so that a wrong one is told under its own number."""
        family = [_tag(self._label)]
        if own is not None and not isinstance(own, (list, tuple)) and not is_token(own):
            return own
        parts = [part for part in (own, self._tags) if part]
        if any(map(is_token, parts)):
            return Fn.distinct(Token.as_list(Fn.concat([*parts, family])))
        tags: list[Any] = []
        for tag in (*(own or ()), *self._tags, *family):
            if tag not in tags:
                tags.append(tag)
        return tags

    def _before(self, version: str) -> Version | None:
        """The one it is made after, so that the last of those made in one deploy is the newest."""
        kept = [name for name in self.kept if name in self._staying([*self._versions, version])]
        return self._versions[kept[-1]] if kept else None

    def _staying(self, names: list[str]) -> list[str]:
        return [name for name in names if name in names[-self._keep :] or name == self._current]

    def _drop_old(self) -> None:
        """Take out what is neither among the last nor current; it leaves no trace."""
        staying = self._staying([*self._versions])
        for name, version in self._versions.items():
            if name not in staying and not version.is_dropped:
                self.node.try_remove_child(name)
                version.is_dropped = True
        for version in self._versions.values():
            if not version.is_dropped:
                version.forget_dropped()

    def _latest(self) -> Version:
        if not self._versions:
            raise VersionError(self.node.path, [WrongArgument("latest", _NO_VERSION)])
        return [*self._versions.values()][-1]

    def _now_current(self) -> Version:
        if problem := self._problem_of_current():
            raise problem
        return self._latest() if self._current is None else self._versions[self._current]

    def _problem_of_current(self) -> ArgumentError | None:
        if self._current in self._versions or (self._current is None and self._versions):
            return None
        sentence = _NO_VERSION
        if self._versions:
            sentence = (
                f"must be one of the versions, unlike {self._current!r}: {_listed(self._versions)}"
            )
        return VersionError(self.node.path, [WrongArgument("current", sentence)])

    def _refusal(self, version: str) -> VersionError:
        """Why the version cannot be referred to."""
        if version in self._versions:
            sentence = (
                f"{version!r} is not kept any more: `keep` is {self._keep}, so these are:"
                f" {_listed(self.kept)}"
            )
        else:
            sentence = f"{version!r} has not been added; kept are: {_listed(self.kept)}"
        return VersionError(self.node.path, [WrongArgument("version", sentence)])


_NO_VERSION = "needs a version: `upload`, `build` or `capture` adds one"


def _listed(versions: Iterable[str]) -> str:
    return ", ".join(map(repr, versions)) or "none"


def _tag(label: str) -> str:
    return f"family:{label}"


def _raise_or_keep(report: Report, scope: Construct, id: str = "") -> None:
    if report.wrong:
        raise_or_keep(report.error(f"{scope.node.path}/{id}".strip("/")), scope)
