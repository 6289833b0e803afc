"""Terraform's meta-arguments (count, for_each, ...), as the core's constructors want them.

Their rules are Terraform's; they are the same for every resource.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .core import (
    FileProvisioner,
    ITerraformDependable,
    ITerraformIterator,
    LocalExecProvisioner,
    Postcondition,
    Precondition,
    RemoteExecProvisioner,
    SSHProvisionerConnection,
    TerraformCount,
    TerraformProvider,
    TerraformResourceLifecycle,
    WinrmProvisionerConnection,
)
from .foreign import refusal

if TYPE_CHECKING:
    from .check import Report

Connection = SSHProvisionerConnection | WinrmProvisionerConnection | Mapping[str, Any]
Count = float | TerraformCount
DependsOn = Sequence[ITerraformDependable]
ForEach = ITerraformIterator
Lifecycle = TerraformResourceLifecycle | Mapping[str, Any]
Provider = TerraformProvider
Provisioners = Sequence[
    FileProvisioner | LocalExecProvisioner | RemoteExecProvisioner | Mapping[str, Any]
]

_CONNECTIONS = {"ssh": SSHProvisionerConnection, "winrm": WinrmProvisionerConnection}
_CONDITIONS = {"precondition": Precondition, "postcondition": Postcondition}
_OVERLAP = "create_before_destroy"
_OTHER_RULES = (_OVERLAP, "ignore_changes", "prevent_destroy", *_CONDITIONS)
_PROVISIONERS = {
    "file": FileProvisioner,
    "local-exec": LocalExecProvisioner,
    "remote-exec": RemoteExecProvisioner,
}


def meta_arguments(given: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Those given, in camelCase, dicts made structs; what is wrong is reported."""
    if given.get("count") is not None and given.get("for_each") is not None:
        report.add("count", "conflicts with `for_each`: give one of them")
    meta: dict[str, Any] = {}
    for name, (camel, take) in _TAKERS.items():
        if (value := given.get(name)) is None:
            continue
        try:
            if problem := refusal(value):
                raise TypeError(problem)
            meta[camel] = take(value)
        except (TypeError, ValueError) as error:
            report.add(name, str(error), wrong_type=isinstance(error, TypeError))
    return meta


def pop_triggers(meta: dict[str, Any]) -> Sequence[Any]:
    """Take `replace_triggered_by` out of the lifecycle in `meta`, and return it."""
    lifecycle = meta.get("lifecycle")
    triggers: Sequence[Any] = (lifecycle and lifecycle.replace_triggered_by) or ()
    if triggers:
        meta["lifecycle"] = TerraformResourceLifecycle(
            **{name: getattr(lifecycle, name) for name in _OTHER_RULES}
        )
    return triggers


def created_before_destroyed(lifecycle: Any, report: Report) -> Any:
    """The lifecycle with `create_before_destroy`, which it must not forbid."""
    if lifecycle is None:
        return {_OVERLAP: True}
    if isinstance(lifecycle, TerraformResourceLifecycle):
        names = (*_OTHER_RULES, "replace_triggered_by")
        lifecycle = {name: getattr(lifecycle, name) for name in names}
    if not isinstance(lifecycle, Mapping):
        return lifecycle
    if lifecycle.get(_OVERLAP) is False:
        report.add(f"lifecycle.{_OVERLAP}", "must be left out, or True: the new one comes first")
    return {**lifecycle, _OVERLAP: True}


def _count(value: Any) -> Any:
    if isinstance(value, TerraformCount):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"takes a number or a TerraformCount, not {value!r}")
    # A number token is hugely negative (see `tokens`), so only small ones are mistakes.
    if -1e100 < value < 0 or (abs(value) < 1e100 and value != int(value)):
        raise ValueError(f"must be a whole number, 0 or more, not {value!r}")
    return value


def _depends_on(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and not any(isinstance(each, str) for each in value):
        return list(value)
    raise TypeError(f"takes a list of constructs, not {type(value).__name__} {value!r}")


def _for_each(value: Any) -> Any:
    if isinstance(value, (str, dict, list, set, tuple)):
        raise TypeError("takes an iterator: TerraformIterator.from_list(...) or .from_map(...)")
    return value


def _lifecycle(value: Any) -> Any:
    if isinstance(value, Mapping):
        # cdktf's struct takes dicts for these too, and sends them on as they are, misnamed.
        value = dict(value)
        for name, condition in _CONDITIONS.items():
            if value.get(name) is not None:
                value[name] = [_struct(each, condition) for each in value[name]]
    return _struct(value, TerraformResourceLifecycle)


def _provider(value: Any) -> Any:
    if isinstance(value, TerraformProvider):
        return value
    raise TypeError(f"takes a provider construct such as a LinodeProvider, not {value!r}")


def _connection(value: Any) -> Any:
    return _struct_by_type(value, _CONNECTIONS)


def _provisioners(value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"takes a list, not {type(value).__name__}")
    return [_struct_by_type(each, _PROVISIONERS) for each in value]


def _struct_by_type(value: Any, structs: Mapping[str, type]) -> Any:
    if not isinstance(value, Mapping):
        return _struct(value, *structs.values())
    if value.get("type") not in structs:
        raise ValueError(f"needs `type`: one of {', '.join(structs)}, not {value.get('type')!r}")
    fields = dict(value)
    if "connection" in fields:
        fields["connection"] = _connection(fields["connection"])
    return structs[fields["type"]](**fields)


def _struct(value: Any, *structs: type) -> Any:
    if isinstance(value, structs):
        return value
    if isinstance(value, Mapping):
        return structs[0](**value)
    names = " or ".join(struct.__name__ for struct in structs)
    raise TypeError(f"takes {names}, or a dict of the same fields, not {value!r}")


_TAKERS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "connection": ("connection", _connection),
    "count": ("count", _count),
    "depends_on": ("dependsOn", _depends_on),
    "for_each": ("forEach", _for_each),
    "lifecycle": ("lifecycle", _lifecycle),
    "provider": ("provider", _provider),
    "provisioners": ("provisioners", _provisioners),
}
