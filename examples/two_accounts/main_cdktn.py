# Written by `python -m codegen` from main.py: change that, not this.
"""Two accounts in one stack: a provider block for each, told apart by its alias.

cd examples/two_accounts && cdktn deploy --app "python main_cdktn.py"
"""

# isort: off
from cdktn_linode_image import LinodeImage, LinodeProvider
from cdktn import App, TerraformStack
# isort: on

app = App()
stack = TerraformStack(app, "accounts")
LinodeProvider(stack, "linode", url="emulator:.linode-emulator/mine")
work = LinodeProvider(stack, "work", alias="work", url="emulator:.linode-emulator/work")

image = "../upload/image.img.gz"
LinodeImage.from_file(stack, "mine", path=image, region="us-east")
LinodeImage.from_file(stack, "ours", path=image, region="us-east", provider=work)

app.synth()
