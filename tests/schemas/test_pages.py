"""Every page, held against what must be true of all, and against the official provider's names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from codegen import pages
from shim_provider.schemas import language
from shim_provider.schemas.checks import creation_problems, problems
from shim_provider.schemas.data_image import DATA_IMAGE
from shim_provider.schemas.data_images import DATA_IMAGES
from shim_provider.schemas.image import IMAGE
from shim_provider.schemas.instance import INSTANCE
from shim_provider.schemas.language import Schema
from shim_provider.schemas.timeouts import seconds_of
from shim_provider.wire import values

if TYPE_CHECKING:
    from shim_provider.schemas.language import Attribute

PAGES = {page.title: page.schema for page in pages.PAGES}


def attributes(page: Schema) -> Iterator[tuple[str, Attribute]]:
    yield from page.attributes.items()
    for block_name, block in page.blocks.items():
        for name, attribute in block.attributes.items():
            yield f"{block_name}.{name}", attribute


EVERY = {
    f"{title}: {name}": attribute
    for title, page in PAGES.items()
    for name, attribute in attributes(page)
}


@pytest.mark.parametrize("where", EVERY)
def test_an_attribute_makes_sense(where: str) -> None:
    attribute = EVERY[where]
    given = attribute.required or attribute.optional
    assert re.fullmatch(r"[a-z][a-z0-9_]*", where.rpartition(": ")[2].rpartition(".")[2])
    assert given or attribute.computed
    assert not (attribute.required and (attribute.optional or attribute.computed))
    assert given or not (attribute.check or attribute.each or attribute.requires_replace)
    assert attribute.optional or not attribute.write_only
    assert not (attribute.write_only and attribute.computed)
    kind = attribute.type[0] if isinstance(attribute.type, tuple) else attribute.type
    assert not attribute.each or kind in ("list", "set")
    assert not attribute.unordered or kind == "list"
    assert given or not (attribute.refers_to or attribute.local_path is not None)
    assert not attribute.refers_to or kind in ("string", "number")
    assert attribute.local_path is None or kind == "string"
    assert not attribute.or_file or (given and kind == "string")


@pytest.mark.parametrize("where", EVERY)
def test_an_attribute_is_documented_in_sentences(where: str) -> None:
    assert re.fullmatch(r"[A-Z`].*\.", EVERY[where].doc)


@pytest.mark.parametrize("where", [name for name in EVERY if EVERY[name].default is not None])
def test_a_default_is_a_value_the_user_could_have_given(where: str) -> None:
    attribute = EVERY[where]
    assert attribute.optional
    assert attribute.computed
    encoded = values.encode(attribute.default, attribute.type)
    assert values.decode(encoded, attribute.type) == attribute.default
    assert not attribute.check or attribute.check.problem(attribute.default) is None


@pytest.mark.parametrize("where", [name for name in EVERY if EVERY[name].sensitive])
def test_a_refused_secret_is_not_shown(where: str) -> None:
    attribute = EVERY[where]
    for secret in ("pw", "päss wörd" * 40):
        if attribute.check:
            assert secret not in (attribute.check.problem(secret) or "")


def test_every_schema_is_named_and_has_its_behaviour() -> None:
    package = Path(language.__file__).parents[1]
    found = {
        file.stem
        for file in (package / "schemas").glob("[a-z]*.py")
        if any(isinstance(each, Schema) for each in vars(import_module(_name(file))).values())
    }
    assert found == {page.file for page in pages.PAGES}
    behaved = {page.file for page in pages.PAGES if page.kind != pages.PROVIDER}
    assert behaved <= {file.stem for file in (package / "resources").glob("*.py")}


def _name(file: Path) -> str:
    return f"shim_provider.schemas.{file.stem}"


@pytest.mark.parametrize("title", PAGES)
def test_a_page_makes_sense(title: str) -> None:
    page = PAGES[title]
    assert re.fullmatch(r"[A-Z].*\.", page.doc)
    assert not set(page.attributes) & set(page.blocks)
    for rule in (*page.rules, *page.creation_rules):
        for name in (rule.first, rule.second):
            assert page.attributes[name].required or page.attributes[name].optional
        assert rule.first != rule.second
    for name in page.identity:
        assert page.attributes[name].computed
    for block in page.blocks.values():
        assert block.nesting in ("single", "list", "set")
        assert re.fullmatch(r"[A-Z].*\.", block.doc)
    assert problems(page, {}) == creation_problems(page, {}) == []


@pytest.mark.parametrize("title", [title for title in PAGES if "timeouts" in PAGES[title].blocks])
def test_the_timeouts_are_those_of_the_block(title: str) -> None:
    page = PAGES[title]
    assert set(page.blocks["timeouts"].attributes) == set(page.timeouts)
    assert set(page.timeouts) <= {"create", "read", "update", "delete"}
    for operation, text in page.timeouts.items():
        assert seconds_of(text) > 0
        assert f"`{text}`" in page.blocks["timeouts"].attributes[operation].doc


# docs/resources/image.md and docs/data-sources/*.md of the official provider, version 3.
OFFICIAL: dict[str, dict[str, Any]] = {
    "resource linode_image": {
        **dict.fromkeys(("id", "label", "file_path", "region", "file_hash"), "string"),
        **dict.fromkeys(("description", "created", "expiry", "created_by"), "string"),
        **dict.fromkeys(("type", "vendor", "status"), "string"),
        **dict.fromkeys(("disk_id", "linode_id", "size", "total_size"), "number"),
        **dict.fromkeys(("cloud_init", "deprecated", "is_public", "is_shared"), "bool"),
        "wait_for_replications": "bool",
        **dict.fromkeys(("capabilities", "tags", "replica_regions"), ("list", "string")),
    },
    "data linode_image": {
        **dict.fromkeys(("id", "label", "description", "created", "created_by"), "string"),
        **dict.fromkeys(("status", "type", "expiry", "vendor"), "string"),
        **dict.fromkeys(("deprecated", "is_public", "is_shared"), "bool"),
        **dict.fromkeys(("size", "total_size"), "number"),
        "capabilities": ("set", "string"),
        "tags": ("list", "string"),
    },
    "data linode_images": {
        **dict.fromkeys(("id", "order", "order_by"), "string"),
        "latest": "bool",
    },
    "resource linode_instance": {
        **dict.fromkeys(("id", "region", "type", "label", "image", "root_pass"), "string"),
        **dict.fromkeys(("group", "status", "ip_address", "ipv6"), "string"),
        **dict.fromkeys(("private_ip_address", "disk_encryption", "host_uuid"), "string"),
        **dict.fromkeys(("swap_size", "firewall_id"), "number"),
        **dict.fromkeys(("booted", "watchdog_enabled", "backups_enabled", "private_ip"), "bool"),
        "has_user_data": "bool",
        **dict.fromkeys(("authorized_keys", "authorized_users"), ("list", "string")),
        **dict.fromkeys(("tags", "ipv4", "capabilities"), ("set", "string")),
    },
    "provider": {
        **dict.fromkeys(("token", "url", "api_version", "config_path"), "string"),
        **dict.fromkeys(("config_profile", "api_ca_path", "ua_prefix"), "string"),
        **dict.fromkeys(("obj_access_key", "obj_secret_key"), "string"),
        **dict.fromkeys(("event_poll_ms", "lke_event_poll_ms", "lke_node_ready_poll_ms"), "number"),
        **dict.fromkeys(("min_retry_delay_ms", "max_retry_delay_ms"), "number"),
        **dict.fromkeys(("skip_instance_ready_poll", "skip_instance_delete_poll"), "bool"),
        **dict.fromkeys(("skip_implicit_reboots", "skip_lke_cluster_delete_poll"), "bool"),
        **dict.fromkeys(("disable_internal_cache", "obj_use_temp_keys"), "bool"),
        "obj_bucket_force_delete": "bool",
    },
}


@pytest.mark.parametrize("title", OFFICIAL)
def test_names_and_types_are_those_of_the_official_provider(title: str) -> None:
    ours = PAGES[title].attributes
    assert {name: ours[name].type for name in OFFICIAL[title]} == OFFICIAL[title]


def test_a_change_of_what_an_image_was_made_from_replaces_it() -> None:
    replacing = {name for name, a in IMAGE.attributes.items() if a.requires_replace}
    assert replacing == {"disk_id", "linode_id", "region", "file_hash", "cloud_init"}


IMAGE_CONFIGS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "captured": ({"label": "a", "disk_id": 1, "linode_id": 2}, []),
    "uploaded": ({"label": "a", "file_path": "a.gz", "region": "us-ord"}, []),
    "imported, with nothing but a label": ({"label": "a"}, []),
    "both sources": (
        {"label": "a", "disk_id": 1, "linode_id": 2, "file_path": "a.gz", "region": "us-ord"},
        ["disk_id", "disk_id", "linode_id", "linode_id"],
    ),
    "a disk alone": ({"label": "a", "disk_id": 1}, ["disk_id"]),
    "a Linode alone": ({"label": "a", "linode_id": 1}, ["linode_id"]),
    "a file alone": ({"label": "a", "file_path": "a.gz"}, ["file_path"]),
    "a region alone": ({"label": "a", "region": "us-ord"}, ["region"]),
    "a hash alone": ({"label": "a", "file_hash": "0" * 32}, ["file_hash"]),
    "a label too long": ({"label": "a" * 51}, ["label"]),
    "an empty label": ({"label": ""}, ["label"]),
    "a label with another character": ({"label": "a/b"}, ["label"]),
    "a label of every kind of character": ({"label": "Aa 0,.?-_'"}, []),
    "a hash of the wrong length": (
        {"label": "a", "file_path": "a", "region": "b", "file_hash": "0" * 31},
        ["file_hash"],
    ),
    "a short tag": ({"label": "a", "tags": ["ab"]}, ["tags"]),
}


@pytest.mark.parametrize("case", IMAGE_CONFIGS)
def test_an_image(case: str) -> None:
    given, wrong = IMAGE_CONFIGS[case]
    assert [problem.path[0] for problem in problems(IMAGE, given)] == wrong


INSTANCE_CONFIGS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "with an image": ({"image": "linode/ubuntu22.04", "root_pass": "12345678"}, []),
    "without an image": ({"region": "us-ord"}, []),
    "a password without an image": ({"root_pass": "1234567"}, ["root_pass"]),
    "a short password": ({"image": "linode/debian12", "root_pass": "123456"}, ["root_pass"]),
    "swap without an image": ({"swap_size": 0}, ["swap_size"]),
    "keys without an image": ({"authorized_keys": ["k"]}, ["authorized_keys"]),
    "users without an image": ({"authorized_users": ["u"]}, ["authorized_users"]),
    "negative swap": ({"image": "linode/debian12", "swap_size": -1}, ["swap_size"]),
    "a label that begins with a digit": ({"label": "1st"}, ["label"]),
    "a label with two hyphens": ({"label": "a--b"}, ["label"]),
    "a label of every kind of character": ({"label": "a-b_c.D9"}, []),
    "another encryption": ({"disk_encryption": "on"}, ["disk_encryption"]),
    "a tag too long": ({"tags": ["t" * 51]}, ["tags"]),
}


@pytest.mark.parametrize("case", INSTANCE_CONFIGS)
def test_an_instance(case: str) -> None:
    given, wrong = INSTANCE_CONFIGS[case]
    assert [problem.path[0] for problem in problems(INSTANCE, given)] == wrong


DATA_CONFIGS: dict[str, tuple[Schema, dict[str, Any], list[str]]] = {
    "an image's id": (DATA_IMAGE, {"id": "private/1"}, []),
    "no id": (DATA_IMAGE, {"id": " "}, ["id"]),
    "any case of a direction": (DATA_IMAGES, {"order": "ASC", "order_by": "label"}, []),
    "another direction": (DATA_IMAGES, {"order": "up"}, ["order"]),
    "an order the API does not have": (DATA_IMAGES, {"order_by": "created"}, ["order_by"]),
    "a filter": (DATA_IMAGES, {"filter": [{"name": "label", "match_by": "re"}]}, []),
    "a filter of another name": (DATA_IMAGES, {"filter": [{"name": "created"}]}, ["filter"]),
    "another way to match": (
        DATA_IMAGES,
        {"filter": [{"name": "label", "match_by": "like"}]},
        ["filter"],
    ),
}


@pytest.mark.parametrize("case", DATA_CONFIGS)
def test_a_data_source(case: str) -> None:
    page, given, wrong = DATA_CONFIGS[case]
    assert [problem.path[0] for problem in problems(page, given)] == wrong
