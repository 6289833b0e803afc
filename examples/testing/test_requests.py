"""Code that calls the Linode API with requests: what it finds, and what it does in an outage."""

import pytest
import requests

from shim_provider.emulator import Emulator


def newest_image(url: str, token: str) -> str:
    """Stands for code of yours."""
    wanted = '{"is_public": false, "+order_by": "created", "+order": "desc"}'
    headers = {"Authorization": f"Bearer {token}", "X-Filter": wanted}
    reply = requests.get(f"{url}/v4/images", headers=headers, timeout=10)
    reply.raise_for_status()
    return str(reply.json()["data"][0]["label"])


@pytest.mark.linode_emulator(seed={"images": [{"label": "golden"}]})
def test_the_newest_image_is_found(linode_api_url: str, linode_token: str) -> None:
    assert newest_image(linode_api_url, linode_token) == "golden"


def test_an_outage_is_no_empty_list(linode_emulator: Emulator, linode_token: str) -> None:
    outage = linode_emulator.faults.add(path="^/images$", status=503)
    with pytest.raises(requests.HTTPError, match="503"):
        newest_image(linode_emulator.url, linode_token)
    assert outage.befell == 1
