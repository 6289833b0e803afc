# Written by `python -m codegen` from main.py: change that, not this.
"""One image for each of several Linodes, several Linodes for one image.

cd examples/count_and_for_each && cdktn deploy --app "python main_cdktn.py"
"""

# isort: off
from cdktn_linode_image import LinodeImage, LinodeInstance, LinodeProvider
from cdktn import App, TerraformCount, TerraformIterator, TerraformStack, Token
# isort: on

app = App()
stack = TerraformStack(app, "many")
LinodeProvider(stack, "linode", url="emulator:.linode-emulator")

# for_each: a Linode in each region, and an image of each Linode.
regions = TerraformIterator.from_list(["us-central", "eu-west"])
models = LinodeInstance(
    stack,
    "model",
    for_each=regions,
    region=Token.as_string(regions.value),
    type="g6-nanode-1",
    image="linode/ubuntu22.04",
)
model = TerraformIterator.from_resources(models)
LinodeImage(
    stack,
    "image",
    for_each=model,
    label=f"model-{Token.as_string(model.key)}",
    linode_id=model.get_string("id"),
    disk_id="${each.value.disk[0].id}",
)

# count: three copies of one image. `count.index` is a number: made text, it can be part of one.
golden = LinodeImage.from_file(stack, "golden", path="../upload/image.img.gz", region="us-east")
three = TerraformCount.of(3)
LinodeInstance(
    stack,
    "copy",
    count=three,
    label=f"copy-{Token.as_string(three.index)}",
    region="us-central",
    type="g6-nanode-1",
    image=golden,
)

app.synth()
