"""A stack is deployed by the package that is bound to its core; the other one tells so."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdktf_linode_image import testing as testing_cdktf
from cdktn_linode_image import testing as testing_cdktn

from . import stacks as stacks_cdktf
from .cdktn import stacks as stacks_cdktn


def test_a_stack_of_the_other_core_is_refused(tmp_path: Path) -> None:
    for deployed, stack, mend in (
        (testing_cdktf.deployed, stacks_cdktn.empty(tmp_path), "cdktn_linode_image.testing"),
        (testing_cdktn.deployed, stacks_cdktf.empty(tmp_path), "cdktf_linode_image.testing"),
    ):
        with pytest.raises(TypeError, match=f"import from {mend}"):
            deployed(stack).__enter__()  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is a TerraformStack, not 'golden'"):
        testing_cdktf.deployed("golden").__enter__()  # type: ignore[arg-type]
