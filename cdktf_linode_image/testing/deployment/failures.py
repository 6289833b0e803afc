"""What a deployment fails with: Terraform's own words, and the constructs they are about."""

from __future__ import annotations

from shim_provider.stacks.failures import Diagnostic as Diagnostic
from shim_provider.stacks.failures import Failure


class DeploymentError(Failure):
    """A stack could not be synthesized for a deployment, or Terraform failed.

    Its text is Terraform's, each error after the construct that it is about. `diagnostics`:
    Terraform's errors, one by one.
    """
