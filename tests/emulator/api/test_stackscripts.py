"""StackScripts: those of an account and the public ones, and deploying with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shim_provider.emulator import seeds
from shim_provider.emulator.api import stackscripts
from shim_provider.emulator.seeds import SeedError
from tests.emulator.conftest import Api

_PATH = "/linode/stackscripts"
_SCRIPT = '#!/bin/sh\n# <UDF name="city" Label="Where" example="Oslo" />\necho "$CITY"\n'
_NEW = {"label": "script", "script": _SCRIPT, "images": ["linode/debian12", "linode/debian10"]}
_DEPLOY = {
    "type": "g6-standard-1",
    "region": "us-east",
    "image": "linode/debian12",
    "root_pass": "insecure-p4ssw0rd!!",
}
_TOKENS = {
    **{name: {"account": name} for name in ("one", "two")},
    "reader": {"account": "one", "scopes": "stackscripts:read_only"},
}


@pytest.fixture
def one(make_api: Callable[..., Api]) -> Api:
    """An account of two."""
    return make_api(token=_TOKENS, token_sent="one")


@pytest.fixture
def two(one: Api) -> Api:
    return Api(one.app, one.clock, "two")


@pytest.fixture
def script(one: Api) -> Any:
    return one.ok("POST", _PATH, _NEW)


def test_public_ones_are_listed_first_also_in_an_older_folder(make_api: Callable[..., Api]) -> None:
    first = make_api()
    own = first.ok("POST", _PATH, _NEW)["id"]
    assert _ids(first) == [1, own]
    with first.app.world.store.write() as tables:
        tables.set_meta("catalogue", "older")
    first.app.close()
    assert _ids(make_api(clock=first.clock)) == [1, own]


def _path(script: Any) -> str:
    return f"{_PATH}/{script['id']}"


def _ids(api: Api, **x_filter: Any) -> list[int]:
    return [each["id"] for each in api.ok("GET", _PATH, x_filter=x_filter or None)["data"]]


def test_a_script_is_made_shown_changed_and_deleted(one: Api, script: Any) -> None:
    assert {**script, "id": 0, "user_gravatar_id": ""} == {
        "id": 0,
        "username": "one",
        "user_gravatar_id": "",
        "label": "script",
        "description": "",
        "images": ["linode/debian12", "linode/debian10"],
        "deployments_total": 0,
        "deployments_active": 0,
        "is_public": False,
        "mine": True,
        "created": "2026-01-02T03:04:05",
        "updated": "2026-01-02T03:04:05",
        "rev_note": "",
        "script": _SCRIPT,
        "user_defined_fields": [{"name": "city", "label": "Where", "example": "Oslo"}],
    }
    assert one.ok("GET", _path(script)) == script
    one.wait(60)
    change = {"label": "other", "script": "#!/bin/sh\n", "images": ["any/all"], "rev_note": "2"}
    changed = one.ok("PUT", _path(script), change)
    assert {name: changed[name] for name in change} == change
    assert (changed["user_defined_fields"], changed["updated"]) == ([], "2026-01-02T03:05:05")
    assert one.ok("GET", _path(script)) == changed
    assert one.ok("DELETE", _path(script)) == {}
    assert one.get(_path(script)).status == 404


def test_public_ones_come_first_and_are_everybodys(one: Api, two: Api, script: Any) -> None:
    shared = one.ok("POST", _PATH, {**_NEW, "is_public": True})
    nobody = Api(one.app, one.clock, None)
    assert _ids(one) == [1, script["id"], shared["id"]]
    assert _ids(two) == _ids(nobody) == [1, shared["id"]]
    assert _ids(one, mine=True) == [script["id"], shared["id"]]
    assert _ids(two, mine=True) == _ids(nobody, mine=True) == []
    assert _ids(one, is_public=False) == [script["id"]]
    assert _ids(two, **{"mine": False, "+order_by": "label"})[0] == 1
    assert two.ok("GET", _path(shared))["mine"] is False
    assert nobody.ok("GET", _path(shared))["label"] == "script"
    assert two.get(_path(script)).status == 404
    assert nobody.get(_path(script)).status == 401
    for method in ("PUT", "DELETE"):
        assert two.call(method, _path(shared), {} if method == "PUT" else None).status == 404


def test_what_is_public_stays_so(one: Api) -> None:
    shared = one.ok("POST", _PATH, {**_NEW, "is_public": True})
    assert one.put(_path(shared), {"is_public": False}).fields == ["is_public"]
    assert one.delete(_path(shared)).status == 400
    assert one.ok("PUT", _path(shared), {"label": "still public"})["is_public"] is True


def test_the_scopes_are_of_their_own(one: Api, script: Any) -> None:
    reader = Api(one.app, one.clock, "reader")
    assert reader.ok("GET", _path(script)) == script
    assert reader.delete(_path(script)).status == 403
    assert reader.get("/linode/instances").status == 403


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no label": ({"label": None}, "label"),
    "a label of two": ({"label": "ab"}, "label"),
    "no script": ({"script": None}, "script"),
    "a script that does not say by what": ({"script": "echo"}, "script"),
    "a script that is too long": ({"script": "#!" + "\u00fc" * 32_767}, "script"),
    "no images": ({"images": None}, "images"),
    "an empty list of images": ({"images": []}, "images"),
    "an image there is not": ({"images": ["private/1"]}, "images"),
    "a number for a script": ({"script": 5}, "script"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_script_is_refused_for(one: Api, case: str) -> None:
    body, field = REFUSED[case]
    refused = one.post(_PATH, {**_NEW, **body})
    assert (refused.status, refused.fields) == (400, [field])


def test_what_is_missing_is_told_in_the_services_words(one: Api) -> None:
    refused = one.post(_PATH, {"script": "#!/bin/sh", "label": "foo", "is_public": False})
    assert refused.reasons == ["images is required"]


FIELDS: dict[str, tuple[str, list[dict[str, str]]]] = {
    "none": ("#!/bin/sh\n# <UDFX name='a'> <p name='b'>", []),
    "attributes in lower case": (
        '<udf NAME="db" Label="Data base" oneOf="a,b" Default="a" example="b" header="Yes">',
        [
            {"name": "db", "label": "Data base", "example": "b", "default": "a", "oneof": "a,b",
             "header": "Yes"}
        ],
    ),
    "single quotes, over lines": (
        "# <UDF name='a'\n# label='it'\n# manyof='x, y'/>",
        [{"name": "a", "label": "it", "manyof": "x, y"}],
    ),
    "an empty default": ('<UDF name="a" default="">', [{"name": "a", "default": ""}]),
    "without a name": ('<UDF label="a">', []),
}  # fmt: skip


@pytest.mark.parametrize("case", FIELDS)
def test_fields_are_read_off_the_script(case: str) -> None:
    script, fields = FIELDS[case]
    assert stackscripts.user_defined_fields(script) == fields


def _deploy(api: Api, script: Any, **more: Any) -> Any:
    body = {**_DEPLOY, "stackscript_id": script["id"], "stackscript_data": {"city": "Oslo"}}
    made = api.ok("POST", "/linode/instances", {**body, **more})
    api.wait()
    return made


def _counts(api: Api, script: Any) -> tuple[int, int]:
    shown = api.ok("GET", _path(script))
    (listed,) = [each for each in api.ok("GET", _PATH)["data"] if each["id"] == script["id"]]
    assert listed == shown
    return shown["deployments_total"], shown["deployments_active"]


def test_deployments_are_counted_and_so_are_the_linodes_that_have_it(one: Api, script: Any) -> None:
    first, second = _deploy(one, script), _deploy(one, script, booted=False)
    assert _counts(one, script) == (2, 2)
    one.ok("DELETE", f"/linode/instances/{first['id']}")
    one.wait()
    assert _counts(one, script) == (2, 1)
    path = f"/linode/instances/{second['id']}"
    image = {"image": "linode/debian12", "root_pass": "insecure-p4ssw0rd!!"}
    one.ok("POST", f"{path}/rebuild", image)
    one.wait()
    assert _counts(one, script) == (2, 0)
    with_script = {"stackscript_id": script["id"], "stackscript_data": {"city": "Bergen"}}
    one.ok("POST", f"{path}/rebuild", {**image, **with_script, "boot_size": 9000})
    one.wait()
    assert _counts(one, script) == (3, 1)
    one.ok("POST", f"{path}/disks", {**image, **with_script, "size": 3000})
    one.wait()
    assert _counts(one, script) == (4, 1)
    one.ok("POST", f"{path}/shutdown")
    one.wait()
    one.ok("POST", f"{path}/clone", {"region": "us-east", "type": "g6-standard-1"})
    one.wait()
    assert _counts(one, script) == (4, 1)


def test_what_was_given_to_a_script_is_neither_shown_nor_kept(one: Api, script: Any) -> None:
    linode = _deploy(one, script, stackscript_data={"city": "secret town"})
    disk, swap = one.disks(linode["id"])
    assert "secret" not in str(one.ok("GET", f"/linode/instances/{linode['id']}"))
    assert "secret" not in str(disk)
    with one.app.world.store.read() as tables:
        held = {each.id: each.hidden.get("stackscript") for each in tables.select("disk", "1")}
    assert held == {disk["id"]: {"id": script["id"]}, swap["id"]: None}


def test_one_for_every_image_fits_private_ones_too(one: Api) -> None:
    image = one.image()
    for images in (["any/all"], ["linode/any/all"], [image["id"]]):
        script = one.ok("POST", _PATH, {**_NEW, "images": images, "script": "#!/bin/sh\n"})
        _deploy(one, script, image=image["id"], stackscript_data={})
        assert _counts(one, script) == (1, 1)


UNFIT: dict[str, tuple[dict[str, Any], str | None]] = {
    "a script there is not": ({"stackscript_id": 5}, "stackscript_id"),
    "an image it is not for": ({"image": "linode/debian11"}, "stackscript_id"),
    "an image there is not": ({"image": "asdf"}, "image"),
    "no image": ({"image": None}, "image"),
    "no value for a field": ({"stackscript_data": {"town": "Oslo"}}, None),
    "no data": ({"stackscript_data": None}, None),
    "too much data": ({"stackscript_data": {"city": "a" * 65_536}}, "stackscript_data"),
    "data that are none": ({"stackscript_data": []}, "stackscript_data"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_deployment_is_refused_for(one: Api, script: Any, case: str) -> None:
    body = {**_DEPLOY, "stackscript_id": script["id"], "stackscript_data": {"city": "Oslo"}}
    changed, field = UNFIT[case]
    refused = one.post("/linode/instances", {**body, **changed})
    assert (refused.status, refused.fields) == (400, [field])
    assert _counts(one, script) == (0, 0)
    assert one.ok("GET", "/linode/instances")["results"] == 0


def test_a_disk_is_refused_that_does_not_fit_its_script(one: Api, script: Any) -> None:
    linode = one.linode(type="g6-standard-1", boot_size=9000)
    body = {"size": 3000, "image": "linode/debian11", "root_pass": "insecure-p4ssw0rd!!"}
    asked = {**body, "stackscript_id": script["id"], "stackscript_data": {"city": "Oslo"}}
    for refused in (
        one.post(f"/linode/instances/{linode['id']}/disks", asked),
        one.post(f"/linode/instances/{linode['id']}/rebuild", {**asked, "size": None}),
    ):
        assert refused.status == 400
    (told,) = one.post(f"/linode/instances/{linode['id']}/disks", asked).reasons
    assert told == "The requested distribution is not supported by this stackscript."


def test_somebody_elses_private_script_is_none(two: Api, script: Any) -> None:
    refused = two.post("/linode/instances", {**_DEPLOY, "stackscript_id": script["id"]})
    assert refused.fields == ["stackscript_id"]


CHOICES = {"red": True, "green": False, "": False}


@pytest.mark.parametrize("value", CHOICES)
def test_a_field_of_choices_takes_one_of_them(one: Api, value: str) -> None:
    text = '#!/bin/sh\n# <UDF name="hue" oneof="red, blue" default="red">'
    script = one.ok("POST", _PATH, {**_NEW, "script": text})
    body = {**_DEPLOY, "stackscript_id": script["id"]}
    reply = one.post("/linode/instances", {**body, "stackscript_data": {"hue": value}})
    assert (reply.status == 200) is CHOICES[value]
    assert one.post("/linode/instances", body).status == 200


def test_a_field_of_several_choices_takes_any_of_them(one: Api) -> None:
    script = one.ok(
        *("POST", _PATH), {**_NEW, "script": '#!/bin/sh\n# <UDF name="hue" manyof="red,blue">'}
    )
    _deploy(one, script, stackscript_data={"hue": "blue,red"})
    body = {**_DEPLOY, "stackscript_id": script["id"], "stackscript_data": {"hue": "red,green"}}
    assert one.post("/linode/instances", body).status == 400


def test_a_script_in_a_file_has_an_id_of_ones_choice_and_what_was_deployed_with_it(
    api: Api,
) -> None:
    entry = {"id": 7, "label": "setup", "script": "#!/bin/sh", "images": ["any/all"]}
    disk = {"label": "d", "size": 5000, "stackscript": 7}
    linode = {"label": "web", "region": "us-east", "type": "g6-nanode-1", "disks": [disk]}
    file = {"stackscripts": [{**entry, "deployments_total": 4}], "linodes": [linode]}
    assert seeds.load(api.app.world, file)
    shown = api.ok("GET", f"{_PATH}/7")
    assert (shown["deployments_total"], shown["deployments_active"]) == (4, 1)
    assert api.ok("POST", _PATH, _NEW)["id"] > 7


def test_a_disk_in_a_file_names_a_script_there_is(api: Api) -> None:
    disk = {"label": "d", "size": 5000, "stackscript": 7}
    linode = {"label": "web", "region": "us-east", "type": "g6-nanode-1", "disks": [disk]}
    place = r"linodes\[0\].disks\[0\].stackscript"
    with pytest.raises(SeedError, match=rf"^{place}: .*; add it to stackscripts$"):
        seeds.load(api.app.world, {"linodes": [linode]})
