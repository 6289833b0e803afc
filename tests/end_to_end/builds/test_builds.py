"""A build from nothing to its end; what builds anew, what changes in place, what drifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..api import call, images, put_image
from .building import USER_DATA, WEB, build, events, is_built, linodes, pass_by
from .test_builds_interrupted import interrupted

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long."""
    brief = ("boot", "create", "delete", "capture", "first_boot", "replicate", "watchdog")
    return dict.fromkeys(brief, 0.2)


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    return stack.init()


@pytest.fixture
def built(stack: Workspace) -> Workspace:
    """With a finished build in its state."""
    stack.write(build(triggers='{ month = "11" }'))
    stack.applied()
    return stack


def asked(api: Emulator) -> list[tuple[str, str]]:
    """What was asked for, in order; questions apart."""
    return [(r.method, r.path) for r in api.requests if r.method != "GET"]


def test_a_build_makes_boots_captures_and_deletes_a_linode(stack: Workspace, api: Emulator) -> None:
    stack.write(build(description='"of a test"', tags='["golden"]', cloud_init="true"))
    api.requests.clear()
    assert stack.applied().warnings == []
    steps = asked(api)
    builder = steps[1][1]
    assert steps == [
        ("POST", "/linode/instances"),
        ("PUT", builder),
        ("POST", f"{builder}/boot"),
        ("POST", "/images"),
        ("DELETE", builder),
    ]
    values = is_built(stack, api)
    assert values["build_seconds"] in range(60)
    told = (values["label"], values["description"], values["tags"])
    assert told == ("web", "of a test", ["golden"])
    assert "cloud-init" in values["capabilities"]
    assert stack.destroy().errors == []
    assert images(api) == []


def test_the_builder_has_a_name_and_a_tag_and_no_watchdog(stack: Workspace, api: Emulator) -> None:
    stack.write(build(label='"my image, v1"', authorized_keys='["ssh-ed25519 AAAA me"]'))
    with pass_by(api, "running") as there:
        interrupted(stack, there)
        (builder,) = linodes(api)
    start, _, digits = builder["label"].rpartition("-")
    assert (start, len(digits)) == ("build-my-image-v1", 6)
    assert int(digits, 16) >= 0
    assert builder["tags"] == ["linode-image-build"]
    assert (builder["watchdog_enabled"], builder["has_user_data"]) == (False, True)
    assert (builder["type"], builder["region"]) == ("g6-nanode-1", "us-ord")


def test_a_stackscript_builds_without_user_data(stack: Workspace, api: Emulator) -> None:
    script = '#!/bin/sh\n# <UDF name="site" label="Which site">\npoweroff\n'
    body = {"label": "setup", "images": ["linode/debian12"], "script": script}
    made = call(api, "POST", "/linode/stackscripts", body)
    stack.write(
        build(user_data="", stackscript_id=str(made["id"]), stackscript_data='{ site = "web" }')
    )
    assert stack.applied().warnings == []
    is_built(stack, api)


REPLACING = {
    "image": '"linode/debian13"',
    "region": '"us-east"',
    "builder_type": '"g6-standard-1"',
    "user_data": '"#!/bin/sh\\npoweroff\\n"',
    "cloud_init": "true",
    "triggers": '{ month = "12" }',
}


@pytest.mark.parametrize("argument", REPLACING)
def test_a_change_of_what_it_is_built_from_builds_anew(
    built: Workspace, api: Emulator, argument: str
) -> None:
    built.write(build(**{"triggers": '{ month = "11" }', argument: REPLACING[argument]}))
    assert built.plan().changes == {WEB: "replace"}
    if argument == "triggers":
        before = built.values(WEB)["id"]
        built.applied()
        assert is_built(built, api)["id"] != before


TRIGGERS = {
    "a new name": ('{ month = "11", base = "debian" }', "update"),
    "a new name with another value": ('{ month = "12", base = "debian" }', "replace"),
    "a name that goes": ("{}", "replace"),
    "no triggers any more": ("null", "replace"),
    "the same": ('{ month = "11" }', None),
}


@pytest.mark.parametrize("case", TRIGGERS)
def test_a_trigger_that_was_there_builds_anew_where_it_changes(built: Workspace, case: str) -> None:
    triggers, action = TRIGGERS[case]
    built.write(build(triggers=triggers))
    assert built.plan().changes == ({WEB: action} if action else {})


def test_from_nothing_to_something_adopts(stack: Workspace, api: Emulator) -> None:
    stack.write(build())
    stack.applied()
    before = stack.values(WEB)["id"]
    stack.write(build(triggers='{ month = "11" }', firewall_id="1", authorized_users='["me"]'))
    assert stack.plan().changes == {WEB: "update"}
    api.requests.clear()
    stack.applied()
    assert asked(api) == []
    assert is_built(stack, api)["id"] == before


def test_what_the_image_is_called_changes_in_place(built: Workspace, api: Emulator) -> None:
    before = built.values(WEB)["id"]
    more = {"description": '"new"', "tags": '["one"]', "keep_failed": "true"}
    replicas = {"replica_regions": '["us-ord", "us-east"]', "wait_for_replications": "true"}
    built.write(build(label='"renamed"', triggers='{ month = "11" }', **more, **replicas))
    assert built.plan().changes == {WEB: "update"}
    built.applied()
    values = is_built(built, api)
    (image,) = images(api)
    assert (values["id"], image["label"], image["tags"]) == (before, "renamed", ["one"])
    assert {region["region"] for region in image["regions"]} == {"us-ord", "us-east"}


def test_create_before_destroy_keeps_the_old_image_until_the_new_one_is_available(
    stack: Workspace, api: Emulator
) -> None:
    lifecycle = "\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n"

    def with_trigger(month: int) -> str:
        return build(triggers=f'{{ month = "{month}" }}').rstrip()[:-1] + lifecycle

    stack.write(with_trigger(1))
    stack.applied()
    old = stack.values(WEB)["id"]
    stack.write(with_trigger(2))
    api.requests.clear()
    stack.applied()
    deletions = [path for method, path in asked(api) if method == "DELETE"]
    assert deletions[-1] == f"/images/{old}"
    assert is_built(stack, api)["id"] != old


def test_drift_is_seen_and_undone(built: Workspace, api: Emulator) -> None:
    put_image(api, built.values(WEB)["id"], {"label": "by hand"})
    assert built.plan().changes == {WEB: "update"}
    built.applied()
    assert images(api)[0]["label"] == "web"


def test_an_image_that_is_gone_is_built_anew(built: Workspace, api: Emulator) -> None:
    call(api, "DELETE", f"/images/{built.values(WEB)['id']}")
    assert built.plan().changes == {WEB: "create"}
    built.applied()
    is_built(built, api)


def test_ten_builds_at_once_and_their_refresh_by_lists(stack: Workspace, api: Emulator) -> None:
    several = build(count="10", label='"web-${count.index}"')
    stack.write(several)
    stack.applied()
    values = [resource["values"] for resource in stack.resources().values()]
    assert {value["id"] for value in values} == {image["id"] for image in images(api)}
    assert len(values) == 10
    assert linodes(api) == []
    assert events(api, "linode_boot") == 10
    api.requests.clear()
    assert stack.plan().code == 0
    assert len([r for r in api.requests if r.path.startswith("/images")]) < 10


def test_no_secret_is_logged_and_what_is_sensitive_is_not_shown(
    stack: Workspace, api: Emulator
) -> None:
    data = USER_DATA.replace("power_state", "# hush-hush\\npower_state")
    stack.write(build(user_data=f"sensitive({data})"))
    stack.environment |= {"TF_LOG": "TRACE", "TF_LOG_PATH": "terraform.log"}
    done = stack.run("apply", "-auto-approve", "-no-color", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hush-hush" not in done.stdout + done.stderr
    logged = [
        line
        for line in (stack.folder / "terraform.log").read_text().splitlines()
        if "provider.terraform-provider" in line or "linode" in line.lower()
    ]
    assert logged
    assert not [line for line in logged if "hush-hush" in line or "root_pass" in line]
    assert is_built(stack, api)
