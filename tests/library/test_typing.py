"""What type checkers say of a user's app: nothing of a right one, each mistake of a wrong one.

Each line below that they must refuse ends in `# E:` and mypy's code of the error.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

RIGHT = """
from pathlib import Path

from cdktf import App, Fn, IResolvable, TerraformOutput, TerraformStack, TerraformVariable, Token

from cdktf_linode_image import (
    DataLinodeImage,
    DataLinodeImages,
    DataLinodeImagesFilter,
    ImageFamily,
    LinodeImage,
    LinodeImageBuild,
    LinodeImageTimeouts,
    LinodeInstance,
    LinodeProvider,
)
from cdktf_linode_image.testing import Capture, Match, Template


class Images(TerraformStack):
    def __init__(self, app: App) -> None:
        super().__init__(app, "images")
        work = LinodeProvider(self, "work", alias="work", event_poll_ms=10)
        debian = DataLinodeImage(self, "debian", id="linode/debian12")
        foo = LinodeInstance(self, "foo", region="us-central", image=debian, booted=True)
        bar = LinodeImage(
            self,
            "bar",
            label="bar",
            disk_id=foo.disk.get(0),
            linode_id=foo,
            tags=["golden"],
            cloud_init=TerraformVariable(self, "v", type="bool").boolean_value,
            timeouts=LinodeImageTimeouts(create="1h"),
            provider=work,
            depends_on=[foo],
            lifecycle={"prevent_destroy": True},
        )
        numbers = LinodeImage(self, "n", label="n", disk_id=1, linode_id=foo.id)
        numbers.timeouts = {"read": "1m"}
        made = LinodeImage.from_disk(self, "d", instance=foo, label="d", tags=["abc"])
        LinodeInstance(self, "baz", region="eu-west", image=bar.id, swap_size=512)
        found = DataLinodeImages(
            self,
            "found",
            filter=[DataLinodeImagesFilter("label", ["a"]), {"name": "tags", "values": ["b"]}],
        )
        status: str = bar.replications.get(0).status
        size: float = bar.size
        shared: float = bar.image_sharing.shared_with.sharegroup_count
        public: IResolvable = found.images.get(0).is_public
        tags: list[str] = bar.tags
        given: str | None = bar.label_input
        wanted: str | None = bar.timeouts.create_input
        bar.label = "other"
        bar.linode_id = made
        bar.cloud_init = False
        bar.tags = Token.as_list(Fn.tolist(["abc"]))
        bar.timeouts = {"create": "2h"}
        bar.timeouts.delete = "1m"
        bar.reset_tags()
        bar.put_timeouts(create="1h")
        bar.import_from("private/1")
        bar.move_to("home")
        numbers.add_override("label", "x")
        TerraformOutput(self, "it", value=LinodeImage.TF_RESOURCE_TYPE)
        family = ImageFamily(self, "web", label="web", keep=2, current="1", tags=["golden"])
        uploaded: LinodeImage = family.upload("1", path=Path("a"), region="x", cloud_init=True)
        built: LinodeImageBuild = family.build(
            "2", image=uploaded, region="x", user_data=Path("a"), timeouts={"create": "2h"}
        )
        captured: LinodeImage = family.capture("3", instance=foo, tags=["abc"], provider=work)
        for image in (family.current, family.latest, family["1"], built, captured):
            LinodeInstance(self, "boots", region="x", image=image)
            identifier: str = image.id
        megabytes: float = family.current.size
        newest = ImageFamily.find(self, "newest", label="web", provider=work)
        LinodeInstance(self, "also", region="x", image=newest)
        LinodeImageBuild(self, "on_it", label="x", region="x", image=newest)
        names: list[str] = family.kept
        template = Template.from_stack(self)
        template.has_resource("linode_image", {"linode_id": foo, "tags": Match.array_with(["a"])})
        label = Capture(Match.not_(Match.absent()))
        template.all_resources("linode_image", Match.object_like({"label": label}))
        captured_label: str = label.as_string()
        found_by_name: dict[str, dict[str, object]] = template.find_resources("linode_image", {})
        Path("snapshot.json").write_text(template.to_json())
"""

WRONG = """
from cdktf import TerraformStack

from cdktf_linode_image import (
    DataLinodeImages,
    ImageFamily,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
)
from cdktf_linode_image.testing import Match, Template


def app(stack: TerraformStack, foo: LinodeInstance) -> None:
    LinodeImage(stack, "a")  # E: call-arg
    LinodeImage(stack, "a", label=5)  # E: arg-type
    LinodeImage(stack, "a", label="a", lable="a")  # E: call-arg
    LinodeImage(stack, "a", label="a", disk_id=["1"])  # E: arg-type
    LinodeImage(stack, "a", label="a", cloud_init="yes")  # E: arg-type
    LinodeImage(stack, "a", label="a", tags=[1])  # E: list-item
    LinodeImage(stack, "a", label="a", timeouts={"create": 30})  # E: dict-item
    LinodeImage(stack, "a", label="a", provider="linode.eu")  # E: arg-type
    LinodeImage.from_disk(stack, "a", instance=foo)  # E: call-arg
    LinodeImage.from_disk(stack, "a", instance=foo, label="a", region="x")  # E: call-arg
    LinodeImage.from_file(stack, "a", path="a", region="x", count="2")  # E: arg-type
    image = LinodeImage(stack, "a", label="a")
    image.label = 5  # E: assignment
    image.status = "available"  # E: assignment
    image.reset_label()  # E: attr-defined
    image.put_timeouts(creat="1h")  # E: call-arg
    image.replications.get(0).state  # E: attr-defined
    number: int = image.description  # E: assignment
    text: str = image.size  # E: assignment
    LinodeInstance(stack, "b", image="linode/debian12")  # E: call-arg
    LinodeInstance(stack, "b", region="x", image=7)  # E: arg-type
    LinodeProvider(stack, "p", event_poll_ms="4s")  # E: arg-type
    DataLinodeImages(stack, "d", filter={"name": "label"})  # E: arg-type
    ImageFamily(stack, "f")  # E: call-arg
    family = ImageFamily(stack, "f", label="f", keep="2")  # E: arg-type
    family.upload("1", path="a")  # E: call-arg
    family.upload("1", path="a", region="x", label="f-1")  # E: call-arg
    family.build("1", image="i", region="x", user_date="a")  # E: call-arg
    family.capture("1", instance=7)  # E: arg-type
    family.current.stauts  # E: attr-defined
    family[1]  # E: index
    template = Template.from_stack(foo)  # E: arg-type
    template.has_resource("linode_image", ["label"])  # E: arg-type
    Match.array_with({"label": "a"})  # E: arg-type
"""


CORES = ("cdktf", "cdktn")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both apps for each core, outside of the checkout, as those of users are."""
    folder = tmp_path_factory.mktemp("apps")
    for core in CORES:
        for name, text in (("right", RIGHT), ("wrong", WRONG)):
            (folder / f"{name}_{core}.py").write_text(text.replace("cdktf", core))
    return folder


def wrong_lines() -> dict[int, str]:
    """The number of each line that is wrong, and mypy's code for it."""
    return {
        number: line.split("# E: ")[1]
        for number, line in enumerate(WRONG.splitlines(), 1)
        if "# E: " in line
    }


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


def test_mypy_sees_what_is_wrong_and_nothing_else(apps: Path) -> None:
    # A cache in the checkout saves reading the 30,000 lines of each core each time.
    cache = str(ROOT / ".mypy_cache/outside")
    told = run(apps, "mypy", "--strict", "--no-error-summary", "--cache-dir", cache, ".")
    found = re.findall(r"^(\w+\.py):(\d+): error: .*\[([\w-]+)\]$", told, re.M)
    assert {(file, int(line), code) for file, line, code in found} == {
        (f"wrong_{core}.py", number, code)
        for core in CORES
        for number, code in wrong_lines().items()
    }


def test_pyright_sees_it_too(apps: Path) -> None:
    # What is read into a variable below is there for its type.
    settings = {"typeCheckingMode": "strict", "reportUnusedVariable": False}
    (apps / "pyrightconfig.json").write_text(json.dumps(settings))
    told = json.loads(run(apps, "basedpyright", "--outputjson", "--pythonpath", sys.executable))
    found = {
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1)
        for each in told["generalDiagnostics"]
    }
    assert found == {(f"wrong_{core}.py", number) for core in CORES for number in wrong_lines()}
