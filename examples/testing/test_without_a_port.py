"""The emulator as a WSGI application in the process of the test: no port, no thread."""

from pathlib import Path

from werkzeug.test import Client

from shim_provider.emulator import Clock, create_app


def test_a_capture_takes_three_minutes(tmp_path: Path) -> None:
    clock = Clock(held=True)
    app = create_app(tmp_path, clock=clock, durations="realistic")
    client = Client(app)
    headers = {"Authorization": "Bearer any"}
    body = {"region": "us-east", "type": "g6-nanode-1", "image": "linode/debian12"}
    body["root_pass"] = "insecure-p4ssw0rd!!"
    linode = client.post("/v4/linode/instances", json=body, headers=headers).get_json()
    clock.move(60)
    disks = client.get(f"/v4/linode/instances/{linode['id']}/disks", headers=headers).get_json()
    body = {"disk_id": disks["data"][0]["id"], "label": "golden"}
    image = client.post("/v4/images", json=body, headers=headers).get_json()
    for seconds, status in ((179, "creating"), (1, "available")):
        clock.move(seconds)
        found = client.get(f"/v4/images/{image['id']}", headers=headers).get_json()
        assert found["status"] == status
    app.close()
