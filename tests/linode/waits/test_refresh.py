"""Reads of many images together: how few requests, and never less true than single reads."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.patience import Patience
from shim_provider.linode.waits.refresh import Refresher

from ..conftest import at_once
from ..image_service import ImageService
from ..scripted_api import Answer, Asked, ScriptedApi, page, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from shim_provider.linode.client import Api, Client


@pytest.fixture
def service(api: ScriptedApi) -> ImageService:
    return ImageService(api)


def fill(service: ImageService, count: int) -> list[str]:
    return [service.add(label=f"image-{number}")["id"] for number in range(count)]


def refresh_all(linode: Api, ids: list[str], parallelism: int = 10) -> list[Any]:
    """As Terraform does: `parallelism` reads at a time."""
    with ThreadPoolExecutor(parallelism) as pool:
        return list(pool.map(linode.images.refresh, ids))


def test_an_image_alone_costs_one_single_read(service: ImageService, linode: Api) -> None:
    (image_id,) = fill(service, 1)
    assert linode.images.refresh(image_id) == service.images[image_id]
    assert service.api.lines() == [f"GET /images/{image_id}"]


@pytest.mark.parametrize("parallelism", [1, 10, 50])
@pytest.mark.parametrize("count", [500, 1000])
def test_many_images_cost_a_few_lists(
    service: ImageService, linode: Api, count: int, parallelism: int
) -> None:
    ids = fill(service, count)
    assert refresh_all(linode, ids, parallelism) == [service.images[one] for one in ids]
    assert len(service.api.asked) <= 5


def test_no_list_is_fetched_where_no_single_read_has_shown_what_it_must_hold(
    service: ImageService, linode: Api
) -> None:
    ids = fill(service, 20)
    service.api.fallback = refused("Invalid Token", status=401)
    failures = at_once(*(partial(linode.images.refresh, one) for one in ids))
    assert all(isinstance(failure, errors.Unauthorized) for failure in failures)
    assert service.api.count("GET", "/images") == 0


def test_a_list_asks_for_own_images_in_the_largest_pages(
    service: ImageService, linode: Api
) -> None:
    refresh_all(linode, fill(service, 20))
    listed = service.api.to("GET", "/images")[0]
    assert listed.query == {"page": "1", "page_size": "500"}
    assert listed.filter == {"is_public": False}


UNFINISHED: dict[str, dict[str, Any]] = {
    "being created": {"status": "creating"},
    "waiting for its data": {"status": "pending_upload"},
    "replicating": {
        "regions": [
            {"region": "us-east", "status": "available"},
            {"region": "us-ord", "status": "pending replication"},
        ]
    },
    "losing a replica": {"regions": [{"region": "us-ord", "status": "pending deletion"}]},
}


@pytest.mark.parametrize("sentence", UNFINISHED)
def test_an_image_in_progress_is_read_singly(
    service: ImageService, linode: Api, sentence: str
) -> None:
    ids = fill(service, 20)
    service.images[ids[7]].update(UNFINISHED[sentence])
    refresh_all(linode, ids)
    assert service.api.count("GET", f"/images/{ids[7]}") == 1


def test_an_image_missing_from_the_list_is_read_singly(service: ImageService, linode: Api) -> None:
    ids = [*fill(service, 20), "private/9"]
    assert refresh_all(linode, ids)[-1] is None
    assert service.api.count("GET", "/images/private/9") == 1


def test_a_list_that_shows_less_than_a_single_read_is_not_used(
    service: ImageService, linode: Api
) -> None:
    ids = fill(service, 20)

    def without_tags(asked: Asked) -> Answer:
        images = service.images.values()
        return page([{k: v for k, v in one.items() if k != "tags"} for one in images], asked)

    service.api.on("GET", "/images", without_tags)
    linode.images.refresh(ids[0])
    assert refresh_all(linode, ids) == [service.images[one] for one in ids]
    assert service.api.count("GET", "/images") >= 1


FAILING_LISTS: dict[str, Answer] = {
    "refused filter": refused("Cannot filter on is_public", "X-Filter"),
    "no permission": refused("Unauthorized", status=403),
    "internal error": Answer(500),
    "not a list": Answer(200, {}),
}


@pytest.mark.parametrize("sentence", FAILING_LISTS)
def test_a_failing_list_is_replaced_by_single_reads(
    service: ImageService, linode: Api, sentence: str
) -> None:
    ids = fill(service, 30)
    service.api.on("GET", "/images", FAILING_LISTS[sentence])
    assert refresh_all(linode, ids) == [service.images[one] for one in ids]
    assert service.api.count("GET", "/images") <= 3


def failing_update(linode: Api, image_id: str) -> None:
    with pytest.raises(errors.ApiError):
        linode.images.update(image_id, {"label": ""})


WRITES: dict[str, Callable[[Api, str], object]] = {
    "an update": lambda linode, one: linode.images.update(one, {"label": "new"}),
    "a deletion": lambda linode, _: linode.images.delete("private/1"),
    "a replication": lambda linode, one: linode.images.replicate(one, ["us-east"]),
    "a capture": lambda linode, _: linode.images.capture(1, label="new"),
    "the start of an upload": lambda linode, _: linode.images.start_upload("x", label="new"),
    "a write that fails": failing_update,
}


@pytest.mark.parametrize("sentence", WRITES)
def test_what_was_listed_before_a_write_is_not_used_after_it(
    service: ImageService, linode: Api, sentence: str
) -> None:
    ids = fill(service, 20)
    service.api.on("POST", f"/images/{ids[0]}/regions", Answer(200, {"id": ids[0]}))
    if WRITES[sentence] is failing_update:
        service.api.on("PUT", f"/images/{ids[0]}", refused("no", "label"))
    refresh_all(linode, ids)
    WRITES[sentence](linode, ids[0])
    service.images[ids[3]]["label"] = "changed meanwhile"
    image = linode.images.refresh(ids[3])
    assert image is not None
    assert image["label"] == "changed meanwhile"


def test_a_list_overtaken_by_a_write_is_not_used(service: ImageService, linode: Api) -> None:
    ids = fill(service, 20)

    def slow(asked: Asked) -> Answer:
        listed = page([dict(image) for image in service.images.values()], asked)
        linode.images.delete("private/1")
        service.images[ids[3]]["label"] = "changed meanwhile"
        return listed

    service.api.on("GET", "/images", slow, lambda asked: page(service.images.values(), asked))
    while not service.api.count("GET", "/images"):
        refresh_all(linode, ids)
    image = linode.images.refresh(ids[3])
    assert image is not None
    assert image["label"] == "changed meanwhile"


def test_a_list_is_forgotten_after_a_while(service: ImageService, client: Client) -> None:
    reads = Refresher(snapshot_seconds=0.2)
    ids = fill(service, 10)
    patience = Patience(20)

    def read(image_id: str) -> Any:
        linode = client.within(patience)
        return reads.read(
            linode.shared.calls, patience, image_id, lambda: linode.images.get(image_id)
        )

    at_once(*[lambda one=one: read(one) for one in ids])
    service.images[ids[3]]["label"] = "changed meanwhile"
    time.sleep(0.25)
    assert read(ids[3])["label"] == "changed meanwhile"


def test_a_few_images_of_a_large_account_do_not_list_it_all(
    service: ImageService, linode: Api
) -> None:
    ids = fill(service, 12_000)
    wanted = ids[-5:]
    assert refresh_all(linode, wanted) == [service.images[one] for one in wanted]
    assert len(service.api.asked) <= 7


def test_many_images_of_a_large_account_list_it_in_the_end(
    service: ImageService, linode: Api
) -> None:
    ids = fill(service, 6_000)
    wanted = ids[-400:]
    assert refresh_all(linode, wanted) == [service.images[one] for one in wanted]
    assert service.api.count("GET", "/images") == 12
    assert len(service.api.asked) <= 45


def test_a_reader_out_of_patience_does_not_take_the_others_along(
    service: ImageService, client: Client
) -> None:
    ids = fill(service, 10)
    list_began = threading.Event()

    def slow(asked: Asked) -> Answer:
        list_began.set()
        return page(service.images.values(), asked)._replace(delay=0.3)

    service.api.on("GET", "/images", slow)
    patient = [lambda one=one: client.within(Patience(20)).images.refresh(one) for one in ids[:5]]
    hasty = [lambda one=one: client.within(Patience(0.1)).images.refresh(one) for one in ids[5:]]
    got = at_once(*patient, *hasty)
    assert got[:5] == [service.images[one] for one in ids[:5]]
    assert all(
        isinstance(one, errors.LinodeError) or one == service.images[image_id]
        for one, image_id in zip(got[5:], ids[5:], strict=True)
    )


def test_a_stopped_reader_is_told_so(service: ImageService, client: Client) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(errors.Interrupted):
        client.within(Patience(20, stop)).images.refresh(*fill(service, 1))
