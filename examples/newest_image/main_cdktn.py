# Written by `python -m codegen` from main.py: change that, not this.
"""Boot from the newest image that matches, and from one of Linode's own.

cd examples/newest_image && cdktn deploy --app "python main_cdktn.py"
"""

# isort: off
from cdktn_linode_image import (
    DataLinodeImage,
    DataLinodeImages,
    DataLinodeImagesFilter,
    LinodeInstance,
    LinodeProvider,
)
from cdktn import App, TerraformOutput, TerraformStack
# isort: on

app = App()
stack = TerraformStack(app, "newest")
LinodeProvider(stack, "linode", url="emulator:.linode-emulator")

alpine = DataLinodeImages(
    stack,
    "alpine",
    latest=True,
    filter=[
        DataLinodeImagesFilter("label", ["Alpine"], match_by="substring"),
        DataLinodeImagesFilter("is_public", ["true"]),
    ],
)
newest = alpine.images.get(0)
LinodeInstance(stack, "web", region="us-central", type="g6-nanode-1", image=newest)

debian = DataLinodeImage(stack, "debian", id="linode/debian12")
LinodeInstance(stack, "db", region="us-central", type="g6-nanode-1", image=debian)

TerraformOutput(stack, "alpine_label", value=newest.label)

app.synth()
