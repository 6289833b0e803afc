# Written by `python -m codegen` from main.py: change that, not this.
"""Take over images made by hand: one described here, one that Terraform describes.

cd examples/adopt && cdktn plan --app "python main_cdktn.py"
"""

# isort: off
from cdktn_linode_image import LinodeImage, LinodeProvider
from cdktn import App, TerraformStack
# isort: on

app = App()
stack = TerraformStack(app, "adopt")
LinodeProvider(stack, "linode")

# It exists, so it needs no source. Its source can be written down later; that replaces nothing.
by_hand = LinodeImage(stack, "by_hand", label="made-by-hand", tags=["adopted"])
by_hand.import_from("private/12345")

# The plan shows the configuration of this one, to be copied here.
LinodeImage.generate_config_for_import(stack, "undescribed", "private/67890")

app.synth()
