"""The stack is deployed, for real, to an emulator of its own."""

import gzip
from collections.abc import Callable
from pathlib import Path

# isort: off
from cdktf_linode_image.testing import Deployment
from cdktf import App
from main import Upload
# isort: on

Deploy = Callable[..., Deployment]


def test_the_image_is_uploaded_and_replicated(linode_deploy: Deploy) -> None:
    it = linode_deploy(Upload(App(), "upload"))
    (image,) = it.api.images
    assert it.outputs["image_id"] == image.id
    assert {each.region: each.status for each in image.regions} == {
        "us-east": "available",
        "eu-central": "available",
    }
    assert not it.plan(), "a second deploy would change something"


def test_another_disk_makes_another_image(
    linode_deploy: Deploy,
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk.img.gz"
    disk.write_bytes(gzip.compress(b"one" * 1000))
    it = linode_deploy(Upload(App(), "upload", disk=disk))
    disk.write_bytes(gzip.compress(b"two" * 1000))
    assert "linode_image.image" in it.plan().replaced
