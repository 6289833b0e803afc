"""`LinodeImageBuild`: what it has beyond its schema, a warning of instructions without an end.

Its arguments, their docstrings and rules follow from `shim_provider/schemas/image_build.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shim_provider.schemas.image_build import NO_SIGN, shows_no_end

from ._construct.core import Annotations
from ._construct.tokens import is_token
from ._generated import image_build as generated
from ._generated.image_build import LinodeImageBuildOptions, LinodeImageBuildTimeouts, Timeouts

if TYPE_CHECKING:
    from ._construct.core import Construct

__all__ = ["LinodeImageBuild", "LinodeImageBuildOptions", "LinodeImageBuildTimeouts", "Timeouts"]


class LinodeImageBuild(generated.LinodeImageBuild):
    """A private image, built from another one on a Linode that comes and goes."""

    def _make(self, scope: Construct, id: str, given: Mapping[str, Any]) -> None:
        super()._make(scope, id, given)
        data = self._given("user_data")
        if not isinstance(data, str) or is_token(data) or self._given("stackscript_id"):
            return
        if shows_no_end(data):
            Annotations.of(self).add_warning(f"The builder may never end. {NO_SIGN}")
