"""The only module that names cdktf, so that another core can take its place in one file."""

from __future__ import annotations

from typing import Any

import jsii as jsii
from cdktf import Annotations as Annotations
from cdktf import App as App
from cdktf import ComplexList as ComplexList
from cdktf import ComplexObject as ComplexObject
from cdktf import DefaultTokenResolver, StringConcat, Tokenization
from cdktf import FileProvisioner as FileProvisioner
from cdktf import Fn as Fn
from cdktf import IAnyProducer as IAnyProducer
from cdktf import IImportableConfig as IImportableConfig
from cdktf import IInterpolatingParent as IInterpolatingParent
from cdktf import ImportableResource as ImportableResource
from cdktf import IResolvable as IResolvable
from cdktf import IStackSynthesizer as IStackSynthesizer
from cdktf import ISynthesisSession as ISynthesisSession
from cdktf import ITerraformDependable as ITerraformDependable
from cdktf import ITerraformIterator as ITerraformIterator
from cdktf import Lazy as Lazy
from cdktf import LocalExecProvisioner as LocalExecProvisioner
from cdktf import Postcondition as Postcondition
from cdktf import Precondition as Precondition
from cdktf import RemoteExecProvisioner as RemoteExecProvisioner
from cdktf import SSHProvisionerConnection as SSHProvisionerConnection
from cdktf import TerraformCount as TerraformCount
from cdktf import TerraformDataSource as TerraformDataSource
from cdktf import TerraformElement as TerraformElement
from cdktf import TerraformProvider as TerraformProvider
from cdktf import TerraformResource as TerraformResource
from cdktf import TerraformResourceLifecycle as TerraformResourceLifecycle
from cdktf import TerraformStack as TerraformStack
from cdktf import Token as Token
from cdktf import WinrmProvisionerConnection as WinrmProvisionerConnection
from constructs import Construct as Construct  # noqa: TC002 - others take it from here
from constructs import IConstruct as IConstruct
from constructs import IValidation as IValidation


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
    resolver = DefaultTokenResolver(StringConcat())
    return str(Tokenization.resolve(text, scope=scope, resolver=resolver))


def identity(construct: Any) -> str:
    """What is the same for all Python objects of one construct.

    jsii makes a new one each time, where JavaScript made the construct (`Testing.app()`).
    """
    return str(construct.__jsii_ref__.ref)
