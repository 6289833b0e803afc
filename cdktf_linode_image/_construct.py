"""What all our constructs do alike: keep arguments, check them, write them at synthesis.

One message to Node.js makes a construct, two callbacks synthesize it, and that is all: so
arguments live in Python, and the pure classes come after cdktf's in the order of bases. There
jsii, which looks for overridden methods up to the first class of its own, does not see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from ._check import Meant, Report, accepted, accepted_one, check
from ._core import (
    Construct,
    IImportableConfig,
    ImportableResource,
    TerraformDataSource,
    TerraformProvider,
    TerraformResource,
    create,
    jsii,
)
from ._files import AppPath, app_path
from ._meta import meta_arguments
from ._session import watch
from ._synthesis import HCL, JSON, Form, written
from ._tokens import is_token

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

#: The provider's name in Terraform, which is the first word of its resources' types.
PROVIDER_NAME = "linode"

C = TypeVar("C", bound="Arguments")


class Arguments:
    """The arguments of one construct, as a schema declares them."""

    SCHEMA: ClassVar[Schema]
    #: The arguments that take an id, and so the thing itself.
    MEANT: ClassVar[Mapping[str, Meant]] = {}
    #: The arguments that are local paths, and what stands before the path: see `_files`.
    PATHS: ClassVar[Mapping[str, str]] = {}

    _values: dict[str, Any]
    #: Set back by every later change, so that synthesis checks again.
    _is_checked = False

    def _take(self, scope: Construct, id: str, given: Mapping[str, Any], report: Report) -> None:
        """Keep what the constructor got, or raise."""
        if not isinstance(scope, Construct):
            raise TypeError(f"{id}: scope takes a stack or another construct, not {scope!r}")
        self._values = accepted(self.SCHEMA, given, self.MEANT, report)
        for name in self.PATHS:
            self._locate(name, scope)
        self._check(report)
        report.raise_for(lambda: f"{scope.node.path}/{id}".lstrip("/"))
        self._is_checked = True

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

    def _given(self, name: str) -> Any:
        return self._values.get(name)

    def _set(self, name: str, value: Any) -> None:
        if value is None:
            self._reset(name)
            return
        report = Report()
        value = accepted_one(self.SCHEMA, name, value, self.MEANT, report)
        report.raise_for(self._path)
        self._values[name] = value
        self._is_checked = False
        if name in self.PATHS:
            self._locate(name, cast("Construct", self))

    def _reset(self, name: str) -> None:
        attribute = self.SCHEMA.attributes.get(name)
        report = Report()
        if attribute is not None and attribute.required:
            report.add(name, "is required", wrong_type=True)
        report.raise_for(self._path)
        self._values.pop(name, None)
        self._is_checked = False

    def _path(self) -> str:
        return cast("Construct", self).node.path

    def _written(self, form: Form) -> dict[str, Any]:
        report = Report()
        if not self._is_checked:
            self._check(report)
        if not report.wrong:
            self._check_when_complete(report)
        report.raise_for(self._path)
        self._is_checked = True
        return written(self.SCHEMA, self._values, form)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.SCHEMA.name}>"


def _configuration(schema: Schema, meta: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "terraformResourceType": schema.name,
        "terraformGeneratorMetadata": {"providerName": PROVIDER_NAME},
        **meta,
    }


class Resource(TerraformResource, Arguments):
    """A managed resource of the provider `linode`."""

    TF_RESOURCE_TYPE: ClassVar[str]

    #: `import_from` was called: it exists already.
    _is_adopted = False
    #: `move_to` or `move_to_id` was called: nothing is written for it but the move.
    _is_moved_away = False

    def _make(
        self, scope: Construct, id: str, given: Mapping[str, Any], meta: Mapping[str, Any]
    ) -> None:
        report = Report()
        config = _configuration(self.SCHEMA, meta_arguments(meta, report))
        self._take(scope, id, given, report)
        create(self, [scope, id, config])

    @classmethod
    def generate_config_for_import(
        cls,
        scope: Construct,
        import_to_id: str,
        import_from_id: str,
        provider: TerraformProvider | None = None,
    ) -> ImportableResource:
        """Have Terraform write the configuration of a resource that exists.

        `import_to_id` is the id of the construct to be written, `import_from_id` the id of the
        resource at Linode. Run `cdktf plan` to see the configuration.
        """
        config = _Importable(cls.TF_RESOURCE_TYPE, import_from_id, provider)
        resource = ImportableResource.__new__(ImportableResource)
        create(resource, [scope, import_to_id, config])
        return resource

    def import_from(self, id: str, provider: TerraformProvider | None = None) -> None:
        """Adopt the resource that exists at Linode under this id, instead of creating one."""
        self._is_adopted = True
        super().import_from(id, provider)

    def move_to(self, move_target: str, index: str | float | None = None) -> None:
        """Move the resource to the construct that called `add_move_target(move_target)`."""
        self._is_moved_away = True
        super().move_to(move_target, index)

    def move_to_id(self, id: str) -> None:
        """Move the resource to a full Terraform address, such as `linode_image.golden`."""
        self._is_moved_away = True
        super().move_to_id(id)

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._written(JSON)

    def _synthesize_hcl_attributes(self) -> Mapping[str, Any]:
        return self._written(HCL)


class DataSource(TerraformDataSource, Arguments):
    """A data source of the provider `linode`."""

    TF_RESOURCE_TYPE: ClassVar[str]

    def _make(
        self, scope: Construct, id: str, given: Mapping[str, Any], meta: Mapping[str, Any]
    ) -> None:
        report = Report()
        config = _configuration(self.SCHEMA, meta_arguments(meta, report))
        self._take(scope, id, given, report)
        create(self, [scope, id, config])

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._written(JSON)

    def _synthesize_hcl_attributes(self) -> Mapping[str, Any]:
        return self._written(HCL)


class Provider(TerraformProvider, Arguments):
    """The provider block."""

    def _make(self, scope: Construct, id: str, source: str, version: str | None) -> None:
        metadata = {"providerName": PROVIDER_NAME}
        if version is not None:
            metadata |= {"providerVersion": version}
        config = {
            "terraformResourceType": self.SCHEMA.name,
            "terraformGeneratorMetadata": metadata,
            "terraformProviderSource": source,
        }
        create(self, [scope, id, config])

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._written(JSON)

    def _synthesize_hcl_attributes(self) -> Mapping[str, Any]:
        return self._written(HCL)


@jsii.implements(IImportableConfig)
class _Importable:
    """What `ImportableResource` reads, one property at a time: jsii takes no dict here."""

    def __init__(self, type: str, id: str, provider: TerraformProvider | None) -> None:
        self._type = type
        self._id = id
        self._provider = provider

    @property
    def terraform_resource_type(self) -> str:
        return self._type

    @property
    def import_id(self) -> str:
        return self._id

    @property
    def provider(self) -> TerraformProvider | None:
        return self._provider
