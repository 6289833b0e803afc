# Written by `python -m codegen` from main.py: change that, not this.
"""Upload a disk from a file, and keep replicas of it in other regions.

cd examples/upload && cdktn deploy --app "python main_cdktn.py"
"""

# isort: off
from cdktn_linode_image import LinodeImage, LinodeInstance, LinodeProvider
from cdktn import App, TerraformStack
# isort: on

app = App()
stack = TerraformStack(app, "upload")
LinodeProvider(stack, "linode", url="emulator:.linode-emulator")

appliance = LinodeImage(
    stack,
    "appliance",
    label="appliance",
    description="An image uploaded from CDKTF!",
    # Beside this file; a new content of it replaces the image.
    file_path="image.img.gz",
    region="us-southeast",
    replica_regions=["us-southeast", "eu-central"],
    wait_for_replications=True,
    timeouts={"create": "1h"},
)

# The same in one line; the label is the file's name, `image`.
LinodeImage.from_file(stack, "short", path="image.img.gz", region="us-southeast")

LinodeInstance(stack, "near", region="eu-central", type="g6-nanode-1", image=appliance)

app.synth()
