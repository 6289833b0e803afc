"""The names of the core that the constructs use: of CDKTF or of CDK Terrain (see `_core.py`)."""

from __future__ import annotations

from typing import Any

import jsii as jsii
from constructs import Construct as Construct  # noqa: TC002 - others take it from here
from constructs import IConstruct as IConstruct
from constructs import IValidation as IValidation

from .._core import Annotations as Annotations
from .._core import App as App
from .._core import ComplexList as ComplexList
from .._core import ComplexObject as ComplexObject
from .._core import DefaultTokenResolver, StringConcat, Tokenization
from .._core import FileProvisioner as FileProvisioner
from .._core import Fn as Fn
from .._core import IAnyProducer as IAnyProducer
from .._core import IImportableConfig as IImportableConfig
from .._core import IInterpolatingParent as IInterpolatingParent
from .._core import ImportableResource as ImportableResource
from .._core import IResolvable as IResolvable
from .._core import IStackSynthesizer as IStackSynthesizer
from .._core import ISynthesisSession as ISynthesisSession
from .._core import ITerraformDependable as ITerraformDependable
from .._core import ITerraformIterator as ITerraformIterator
from .._core import Lazy as Lazy
from .._core import LocalExecProvisioner as LocalExecProvisioner
from .._core import Manifest as Manifest
from .._core import Postcondition as Postcondition
from .._core import Precondition as Precondition
from .._core import RemoteExecProvisioner as RemoteExecProvisioner
from .._core import SSHProvisionerConnection as SSHProvisionerConnection
from .._core import TerraformCount as TerraformCount
from .._core import TerraformDataSource as TerraformDataSource
from .._core import TerraformElement as TerraformElement
from .._core import TerraformProvider as TerraformProvider
from .._core import TerraformResource as TerraformResource
from .._core import TerraformResourceLifecycle as TerraformResourceLifecycle
from .._core import TerraformStack as TerraformStack
from .._core import Testing as Testing
from .._core import Token as Token
from .._core import WinrmProvisionerConnection as WinrmProvisionerConnection
from .._core import write_only as write_only


def create(construct: Any, arguments: list[Any]) -> None:
    """Make the JavaScript side of a construct: one message.

    Generated constructors do the same, after they have checked each argument with typeguard and
    built a struct of them, which costs as much again; ours are checked already. A dict stands for
    a struct, with its names in camelCase. `jsii.create` is no documented interface, so it is
    called here and nowhere else.
    """
    jsii.create(type(construct), construct, arguments)


def resolved(text: str, scope: Construct) -> str:
    """Text with its tokens resolved, as at the end of a synthesis: `${linode_image.golden}`."""
    return str(resolved_value(text, scope))


def resolved_value(value: Any, scope: Construct, *, preparing: bool = False) -> Any:
    """A value with its tokens resolved, of any kind: also a number, a list or an object.

    With `preparing`, what is of another stack becomes an output there and a data source here.
    """
    resolver = DefaultTokenResolver(StringConcat())
    return Tokenization.resolve(value, scope=scope, resolver=resolver, preparing=preparing)


def identity(construct: Any) -> str:
    """What is the same for all Python objects of one construct.

    jsii makes a new one each time, where JavaScript made the construct (`Testing.app()`).
    """
    return str(construct.__jsii_ref__.ref)
