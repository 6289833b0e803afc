"""An app in a folder, and the command line as users have it: no Node.js on PATH, none named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ..cdktf.project import Terminal, on_a_terminal
from ..workspace import inherited, resources_in

_BIN = Path(sys.executable).parent

#: Two stacks, of which the second boots from the image of the first. The core is imported first,
#: and finds Node.js all the same.
TWO_STACKS = """\
from {core} import App, TerraformOutput, TerraformStack, TerraformVariable
from {core}_linode_image import LinodeImage, LinodeInstance, LinodeProvider

app = App()

def stack(name):
    made = TerraformStack(app, name)
    LinodeProvider(made, "linode", url={url!r}, token="any", event_poll_ms=20)
    return made

def linode(scope, id, **given):
    given = {{"image": "linode/debian12", "region": "us-east", **given}}
    return LinodeInstance(scope, id, type="g6-nanode-1", root_pass="insecure-p4ssw0rd!!", **given)

images = stack("images")
model = linode(images, "model", label="model")
golden = LinodeImage.from_disk(images, "golden", instance=model, label={label!r})
TerraformOutput(images, "golden_id", value=golden.id)
TerraformOutput(images, "secret", value="hush", sensitive=True)
web = stack("web")
server = linode(web, "server", image=golden.id, label="server")
TerraformOutput(web, "address", value=server.ip_address)
{more}
app.synth()
"""


class App:
    """A folder with a cdktf.json and a main.py, which is the home directory as well."""

    def __init__(self, folder: Path, url: str, core: str = "cdktf") -> None:
        self.folder = folder
        self._values = {"url": url, "core": core, "label": "golden", "more": ""}
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cdktf.json").write_text(
            json.dumps({"language": "python", "app": "python main.py"})
        )
        self.write()
        self.environment = {
            **inherited("LINODE_", "TF_", "TERRAFORM_", "CDKTF_", "JSII_"),
            "LINODE_SHIM_ENGINE": "embedded",
            "HOME": str(folder),
            "PATH": str(folder / "nothing-is-here"),
            "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(_BIN.parent / "jsii-cache"),
            "NO_COLOR": "1",
        }

    def write(self, **values: str) -> None:
        """Write the app: `label`, `core`, `url`, `more`; what is not named stays."""
        self._values |= values
        (self.folder / "main.py").write_text(TWO_STACKS.format(**self._values))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `linode-shim` in the folder; it may fail."""
        return subprocess.run(
            [_BIN / "linode-shim", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def on_a_terminal(self, *arguments: str) -> Terminal:
        """Start it as a shell on a terminal does."""
        command = [str(_BIN / "linode-shim"), *arguments]
        return on_a_terminal(command, self.folder, self.environment)

    def state(self, stack: str) -> dict[str, dict[str, Any]]:
        """Address -> attributes, from the state file; empty where there is none."""
        file = self.folder / f"terraform.{stack}.tfstate"
        found = resources_in(file.read_text()) if file.exists() else {}
        return {address: each["values"] for address, each in found.items()}
