from cdktf_linode_image import LinodeImage, LinodeInstance, LinodeProvider  # isort: skip
from cdktf import App, TerraformOutput, TerraformStack


def web(app: App, *regions: str) -> TerraformStack:
    stack = TerraformStack(app, "web")
    LinodeProvider(stack, "linode", url="emulator:.linode-emulator")
    model = LinodeInstance(
        stack, "model", region="us-east", type="g6-nanode-1", image="linode/debian12"
    )
    image = LinodeImage.from_disk(stack, "image", instance=model, label="web-1", tags=["golden"])
    for region in regions:
        LinodeInstance(stack, f"web-{region}", region=region, type="g6-nanode-1", image=image)
    TerraformOutput(stack, "image_id", value=image.id)
    return stack


if __name__ == "__main__":
    app = App()
    web(app, "us-east", "eu-west")
    app.synth()
