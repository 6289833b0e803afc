# Written by `python -m codegen` from main.py: change that, not this.
from cdktn_linode_image import LinodeImage, LinodeInstance, LinodeProvider  # isort: skip
from cdktn import App, TerraformOutput, TerraformStack

app = App()
stack = TerraformStack(app, "web")
LinodeProvider(stack, "linode", url="emulator:.linode-emulator")

model = LinodeInstance(
    stack, "model", region="us-east", type="g6-nanode-1", image="linode/debian12"
)
image = LinodeImage.from_disk(
    stack, "image", instance=model, label="web-1", tags=["golden"], timeouts={"create": "1h"}
)
for region in ("us-east", "eu-west"):
    LinodeInstance(stack, f"web-{region}", region=region, type="g6-nanode-1", image=image)

TerraformOutput(stack, "image_id", value=image.id)
app.synth()
