"""The core's resource, data source and provider, with arguments of ours.

One message to Node.js makes a construct, two callbacks synthesize it, and that is all. jsii looks
for overridden methods in every class up to the first one of its own, by name, at each creation:
so the written classes have their arguments after the core's in the order of bases, and these here
override the two methods of synthesis and have nothing else. What a class by hand adds comes first,
and is few names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from .arguments import Arguments, judge_scope
from .check import Report
from .core import (
    Construct,
    IImportableConfig,
    ImportableResource,
    TerraformDataSource,
    TerraformProvider,
    TerraformResource,
    create,
    jsii,
    resolved,
    write_only,
)
from .meta import meta_arguments, pop_triggers
from .synthesis import HCL, JSON

if TYPE_CHECKING:
    from .synthesis import Form

#: The provider's name in Terraform, which is the first word of its resources' types.
PROVIDER_NAME = "linode"


class DataArguments(Arguments):
    """The arguments of a data source: its own and Terraform's."""

    TF_RESOURCE_TYPE: ClassVar[str]

    def _make(self, scope: Construct, id: str, given: Mapping[str, Any]) -> None:
        report = Report()
        meta = meta_arguments(given, report)
        self._take(scope, id, given, report)
        create(self, [scope, id, self._configure(meta)])

    def _configure(self, meta: dict[str, Any]) -> dict[str, Any]:
        return {
            "terraformResourceType": self.TF_RESOURCE_TYPE,
            "terraformGeneratorMetadata": {"providerName": PROVIDER_NAME},
            **meta,
        }


class ResourceArguments(DataArguments):
    """The arguments of a managed resource, which may exist already."""

    #: What `lifecycle` names in `replace_triggered_by`.
    _triggers: Sequence[Any] = ()

    def _configure(self, meta: dict[str, Any]) -> dict[str, Any]:
        # cdktf 0.21 writes it as an expression, which Terraform refuses (terraform-cdk#3196).
        self._triggers = pop_triggers(meta)
        return super()._configure(meta)

    def _written(self, form: Form) -> dict[str, Any]:
        result = super()._written(form)
        mark = partial(write_only, cast("TerraformResource", self))
        for name, attribute in self.SCHEMA.attributes.items():
            if attribute.write_only and name in result:
                result[name] = form.inside(result[name], mark)
        if self._triggers:
            addresses = [form.address(self._address(trigger)) for trigger in self._triggers]
            result["lifecycle"] = {"replace_triggered_by": addresses}
        return result

    def _address(self, trigger: Any) -> str:
        text = trigger if isinstance(trigger, str) else trigger.fqn
        return resolved(text, cast("Construct", self)).removeprefix("${").removesuffix("}")

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
        resource at Linode. A plan shows the configuration.
        """
        judge_scope(scope, cls, import_to_id)
        config = _Importable(cls.TF_RESOURCE_TYPE, import_from_id, provider)
        resource = ImportableResource.__new__(ImportableResource)
        create(resource, [scope, import_to_id, config])
        return resource


class ProviderArguments(Arguments):
    """The arguments of a provider block."""

    TF_RESOURCE_TYPE: ClassVar[str]

    def _make(self, scope: Construct, id: str, given: Mapping[str, Any]) -> None:
        """Keep what is given, and make the construct; the provider's own class knows how."""
        raise NotImplementedError

    def _create(self, scope: Construct, id: str, source: str, version: str | None) -> None:
        metadata = {"providerName": PROVIDER_NAME}
        if version is not None:
            metadata["providerVersion"] = version
        config = {
            "terraformResourceType": self.TF_RESOURCE_TYPE,
            "terraformGeneratorMetadata": metadata,
            "terraformProviderSource": source,
        }
        create(self, [scope, id, config])


class Resource(TerraformResource, ResourceArguments):
    """A managed resource of the provider `linode`."""

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._written(JSON)

    def _synthesize_hcl_attributes(self) -> Mapping[str, Any]:
        return self._written(HCL)


class DataSource(TerraformDataSource, DataArguments):
    """A data source of the provider `linode`."""

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._written(JSON)

    def _synthesize_hcl_attributes(self) -> Mapping[str, Any]:
        return self._written(HCL)


class Provider(TerraformProvider, ProviderArguments):
    """The provider block."""

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
