"""Linodes: orders that may be repeated, waits, and what is told when they fail."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.client import Client
from shim_provider.linode.patience import Patience

from ..conftest import settings_for
from ..scripted_api import Answer, Asked, ScriptedApi, page, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from shim_provider.linode.client import Api

ROOT = "/linode/instances/5"
GONE = refused("Not found", status=404)
DONE = Answer(200, {})


def being(status: str) -> Answer:
    return Answer(200, {"id": 5, "status": status})


def listing(*items: dict[str, Any]) -> Callable[[Asked], Answer]:
    return lambda asked: page(items, asked)


def test_reading_a_linode_and_its_parts(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, being("running"))
    api.on("GET", f"{ROOT}/disks", listing({"id": 1}, {"id": 2}))
    api.on("GET", f"{ROOT}/disks/1", Answer(200, {"id": 1}))
    api.on("GET", f"{ROOT}/configs", listing({"id": 3}))
    api.on("GET", f"{ROOT}/ips", Answer(200, {"ipv4": {}}))
    api.on("GET", "/linode/instances", listing({"id": 5}))
    api.on("PUT", ROOT, being("running"))
    assert linode.instances.get(5) == {"id": 5, "status": "running"}
    assert linode.instances.get(6) is None
    assert linode.instances.disks(5) == [{"id": 1}, {"id": 2}]
    assert linode.instances.disk(5, 1) == {"id": 1}
    assert linode.instances.disk(5, 9) is None
    assert linode.instances.configs(5) == [{"id": 3}]
    assert linode.instances.ips(5) == {"ipv4": {}}
    assert linode.instances.list({"label": "web"}) == [{"id": 5}]
    assert linode.instances.update(5, {"tags": []})["id"] == 5
    assert api.to("PUT", ROOT)[0].json == {"tags": []}
    assert api.to("GET", "/linode/instances")[0].filter == {"label": "web"}
    with pytest.raises(errors.NotFound):
        linode.instances.disks(6)


ORDERS: dict[str, tuple[Callable[[Api], None], str, dict[str, Any]]] = {
    "boot": (lambda api: api.instances.boot(5), "boot", {}),
    "boot of a configuration": (lambda api: api.instances.boot(5, 3), "boot", {"config_id": 3}),
    "shutdown": (lambda api: api.instances.shutdown(5), "shutdown", {}),
    "password of the Linode": (
        lambda api: api.instances.reset_password(5, "p4ss"),
        "password",
        {"root_pass": "p4ss"},
    ),
    "password of a disk": (
        lambda api: api.instances.reset_password(5, "p4ss", 1),
        "disks/1/password",
        {"password": "p4ss"},
    ),
    "enable backups": (lambda api: api.instances.enable_backups(5), "backups/enable", {}),
    "cancel backups": (lambda api: api.instances.cancel_backups(5), "backups/cancel", {}),
}


@pytest.mark.parametrize("sentence", ORDERS)
def test_orders_are_sent_and_repeated_until_heard(
    api: ScriptedApi, linode: Api, sentence: str
) -> None:
    order, action, body = ORDERS[sentence]
    api.on("POST", f"{ROOT}/{action}", refused("Linode busy."), Answer(502), DONE)
    order(linode)
    assert [asked.json for asked in api.asked] == [body] * 3


@pytest.mark.parametrize("sentence", ORDERS)
def test_an_order_refused_because_it_was_done_already_is_done(
    api: ScriptedApi, linode: Api, sentence: str
) -> None:
    order, action, _ = ORDERS[sentence]
    api.on("POST", f"{ROOT}/{action}", Answer(fault="reset"), refused("Already so."))
    order(linode)
    assert len(api.asked) == 2


@pytest.mark.parametrize("sentence", ORDERS)
def test_an_order_refused_at_first_is_refused(api: ScriptedApi, linode: Api, sentence: str) -> None:
    order, action, _ = ORDERS[sentence]
    api.on("POST", f"{ROOT}/{action}", refused("Linode busy."), refused("Already so."))
    with pytest.raises(errors.ApiError, match="Already so"):
        order(linode)


PRIVATE = {"address": "192.168.1.1"}
NO_IP = Answer(200, {"ipv4": {"private": []}})
WITH_IP = Answer(200, {"ipv4": {"private": [PRIVATE]}})


def test_a_private_address_is_added_once(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", f"{ROOT}/ips", NO_IP)
    api.on("POST", f"{ROOT}/ips", Answer(200, PRIVATE))
    assert linode.instances.add_private_ip(5) == PRIVATE
    assert api.to("POST", f"{ROOT}/ips")[0].json == {"type": "ipv4", "public": False}


def test_a_private_address_that_exists_is_enough(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", f"{ROOT}/ips", WITH_IP)
    assert linode.instances.add_private_ip(5) == PRIVATE
    assert api.count("POST", f"{ROOT}/ips") == 0


def test_a_private_address_whose_answer_was_lost_is_found(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", f"{ROOT}/ips", NO_IP, WITH_IP)
    api.on("POST", f"{ROOT}/ips", Answer(fault="reset"))
    assert linode.instances.add_private_ip(5) == PRIVATE
    assert api.count("POST", f"{ROOT}/ips") == 1


def test_a_private_address_that_was_not_made_is_asked_for_again(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", f"{ROOT}/ips", NO_IP)
    api.on("POST", f"{ROOT}/ips", Answer(500), Answer(200, PRIVATE))
    assert linode.instances.add_private_ip(5) == PRIVATE


def test_a_refused_private_address_is_told(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", f"{ROOT}/ips", NO_IP)
    api.on("POST", f"{ROOT}/ips", refused("No more addresses."))
    with pytest.raises(errors.ApiError, match="No more addresses"):
        linode.instances.add_private_ip(5)


def test_a_status_is_waited_for(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, being("provisioning"), Answer(502), being("booting"), being("running"))
    assert linode.instances.wait_status(5, {"running"})["status"] == "running"
    assert len(api.asked) == 4


def test_a_failing_status_ends_the_wait(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, being("provisioning"), being("offline"))
    with pytest.raises(errors.Stuck, match="Linode 5 is offline, not running"):
        linode.instances.wait_status(5, ["running"], failing=["offline"])


def test_a_linode_that_vanishes_ends_the_wait(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, being("provisioning"), GONE)
    with pytest.raises(errors.Vanished, match="Linode 5 is gone"):
        linode.instances.wait_status(5, ["running"])


def test_a_refused_look_ends_the_wait(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, refused("Unauthorized", status=403))
    with pytest.raises(errors.Forbidden):
        linode.instances.wait_status(5, ["running"])


def test_time_up_tells_the_status_and_the_last_failure(api: ScriptedApi, client: Client) -> None:
    api.on("GET", ROOT, being("booting"), Answer(502))
    with pytest.raises(errors.TimeUp) as caught:
        client.within(Patience(0.2)).instances.wait_status(5, ["running"])
    assert caught.value.waited_for == "Linode 5 to be running (it is booting)"
    assert isinstance(caught.value.last, errors.ApiError)


def test_stop_ends_the_wait(api: ScriptedApi, client: Client) -> None:
    stop = threading.Event()
    api.on("GET", ROOT, being("booting"))
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    with pytest.raises(errors.Interrupted, match="Linode 5 to be running"):
        client.within(Patience(60, stop)).instances.wait_status(5, ["running"])
    assert time.monotonic() - began < 20


def test_gone_means_404(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, being("deleting"), GONE)
    linode.instances.wait_gone(5)
    assert len(api.asked) == 2


def test_a_disk_is_waited_for_in_the_list(api: ScriptedApi) -> None:
    client = Client(settings_for(api.url, poll_seconds=4.0))
    new, ready = {"id": 1, "status": "not ready"}, {"id": 1, "status": "ready"}
    api.on("GET", f"{ROOT}/disks", listing(), listing(new), Answer(500), listing(ready))
    assert client.within(Patience(20)).instances.wait_disk_ready(5, 1) == ready
    client.close()
    assert api.lines() == [f"GET {ROOT}/disks"] * 4


def test_a_disk_that_is_ready_costs_one_request(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", f"{ROOT}/disks", listing({"id": 1, "status": "ready"}))
    linode.instances.wait_disk_ready(5, 1)
    assert len(api.asked) == 1


def test_a_disk_that_never_shows_is_given_up(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", f"{ROOT}/disks", listing({"id": 2, "status": "ready"}))
    with pytest.raises(errors.Vanished, match="disk 1 of Linode 5"):
        linode.instances.wait_disk_ready(5, 1)


def test_a_disk_that_stays_unready_is_told_so(api: ScriptedApi, client: Client) -> None:
    api.on("GET", f"{ROOT}/disks", listing({"id": 1, "status": "not ready"}))
    with pytest.raises(errors.TimeUp, match=r"to be ready \(it is not ready\)"):
        client.within(Patience(0.2)).instances.wait_disk_ready(5, 1)
