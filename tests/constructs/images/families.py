"""What tests ask of a family: one with versions, and which of them are synthesized."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..apps import Json, synthesized
from ..core import ImageFamily

if TYPE_CHECKING:
    from pathlib import Path

    from ..core import TerraformStack


class Web:
    """The family `web` in a stack, whose versions are uploads of one file."""

    def __init__(self, stack: TerraformStack, file: Path, **given: Any) -> None:
        self.stack = stack
        self.file = file
        self.family = ImageFamily(stack, "web", **{"label": "web", **given})

    def add(self, *versions: str, **options: Any) -> ImageFamily:
        for version in versions:
            self.family.upload(version, path=self.file, region="us-east", **options)
        return self.family

    def images(self) -> dict[str, Json]:
        """Label -> arguments, of all that is synthesized."""
        of_types = synthesized(self.stack).get("resource", {})
        return {
            arguments["label"]: arguments
            for type in ("linode_image", "linode_image_build")
            for arguments in of_types.get(type, {}).values()
        }
