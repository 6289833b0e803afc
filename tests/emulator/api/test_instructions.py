"""What user data and scripts are read for: whether they end by switching the Linode off."""

from __future__ import annotations

import base64
import gzip
import sys
import time
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import TYPE_CHECKING

import pytest

from shim_provider.emulator.api.instructions import script_switches_off, switches_off

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

_OFF = "#cloud-config\npower_state: {mode: poweroff}\n"


def _mime(*parts: tuple[str, str]) -> str:
    whole = MIMEMultipart()
    for text, subtype in parts:
        whole.attach(MIMEText(text, subtype))
    return whole.as_string()


USER_DATA: dict[str, tuple[str, bool]] = {
    "nothing": ("", False),
    "power_state": (_OFF, True),
    "power_state over lines": (
        "#cloud-config\npackages: [nginx]\npower_state:\n  delay: now\n  mode: poweroff\n"
        "  message: done\n  timeout: 30\n  condition: true\n",
        True,
    ),
    "a halt": ("#cloud-config\npower_state: {mode: halt}\n", True),
    "a reboot": ("#cloud-config\npower_state: {mode: reboot}\n", False),
    "a condition that is not met": (
        "#cloud-config\npower_state: {mode: poweroff, condition: false}\n",
        False,
    ),
    "a condition that is a command": (
        "#cloud-config\npower_state: {mode: poweroff, condition: test -f /ready}\n",
        True,
    ),
    "power_state in a comment": ("#cloud-config\n# power_state: {mode: poweroff}\n", False),
    "power_state in a file that is written": (
        "#cloud-config\nwrite_files:\n- content: |\n    power_state: {mode: poweroff}\n",
        False,
    ),
    "no first line that cloud-init knows": ("power_state: {mode: poweroff}\n", False),
    "another's MIME": (
        "#cloud-config\nwrite_files: [{content: 'MIME-Version: 1.0'}]\n"
        "power_state: {mode: poweroff}\n",
        True,
    ),
    "blanks before the first line": (f"\n\n{_OFF}", True),
    "no YAML": ("#cloud-config\npower_state: {mode: poweroff\n", False),
    "YAML that is no mapping": ("#cloud-config\n- poweroff\n", False),
    "a tag that is not plain": ("#cloud-config\na: !!python/object/apply:os.system [x]\n", False),
    "values not of their tags": ("#cloud-config\na: !!bool x\n", False),
    "a time that is none": ("#cloud-config\na: !!timestamp x\n", False),
    "a number that is none": ("#cloud-config\na: !!int ''\n", False),
    "a number that is too long": (f"#cloud-config\nruncmd: [[0x{'f' * 9000}]]\n", False),
    "a command with a number": ("#cloud-config\nruncmd: [[init, 0]]\n", True),
    "a command": ("#cloud-config\nruncmd:\n- apt-get update\n- poweroff\n", True),
    "a script that is written and run": (
        "#cloud-config\nwrite_files:\n- path: /a.sh\n  content: |\n    #!/bin/sh\n    poweroff\n"
        "runcmd:\n- [sh, /a.sh]\n",
        True,
    ),
    "a script that is written in base64 and run": (
        "#cloud-config\nwrite_files:\n- {path: /a.sh, encoding: b64, content: cG93ZXJvZmYK}\n"
        "runcmd: ['chmod +x /a.sh; /a.sh']\n",
        True,
    ),
    "a script that is written and not run": (
        "#cloud-config\nwrite_files:\n- {path: /a.sh, content: poweroff}\nruncmd: [ls /]\n",
        False,
    ),
    "files that are none": (
        "#cloud-config\nwrite_files: [5, {}, {path: /a, encoding: b64, content: 'x'}]\n"
        "runcmd: [/a]\n",
        False,
    ),
    "a command as a list": ("#cloud-config\nruncmd:\n- [shutdown, -h, now]\n", True),
    "a command in a shell": ("#cloud-config\nruncmd:\n- [sh, -c, 'sleep 5; poweroff']\n", True),
    "a command that is something else": ("#cloud-config\nruncmd: [3, null, [ls]]\n", False),
    "commands that are none": ("#cloud-config\nruncmd: poweroff\n", False),
    "a script": ("#!/bin/sh\napt-get update\npoweroff\n", True),
    "a script that goes on": ("#!/bin/sh\napt-get update\n", False),
    "a boot hook": ("#cloud-boothook\n#!/bin/sh\nshutdown now\n", True),
    "a template": ("## template: jinja\n#cloud-config\npower_state: {mode: poweroff}\n"
                   "hostname: '{{ v1.region }}'\n{% if a %}\n{% endif %}\n", True),
    "an include": ("#include\nhttps://example.com/poweroff\n", False),
    "an archive": (
        "#cloud-config-archive\n- type: text/cloud-config\n  content: |\n"
        "    power_state: {mode: poweroff}\n- '#!/bin/sh'\n",
        True,
    ),
    "an archive of texts": ("#cloud-config-archive\n- |\n  #!/bin/sh\n  poweroff\n", True),
    "an archive of nothing": ("#cloud-config-archive\n- type: text/cloud-config\n- 5\n", False),
    "parts": (_mime(("#!/bin/sh\nls\n", "x-shellscript"), (_OFF, "cloud-config")), True),
    "parts that go on": (_mime(("#!/bin/sh\nls\n", "x-shellscript"), ("poweroff", "plain")), False),
    "a part without a first line": (_mime(("power_state: {mode: halt}", "cloud-config")), True),
    "a part in base64": (_mime((_OFF + "#\u00fc", "cloud-config")), True),
    "a part known by its beginning": (_mime((_OFF, "plain")), True),
}  # fmt: skip


@pytest.mark.parametrize("case", USER_DATA)
def test_user_data_are_read_as_cloud_init_reads_them(case: str) -> None:
    text, off = USER_DATA[case]
    assert switches_off(text.encode()) is off


def test_user_data_may_be_compressed_to_a_size_that_people_write() -> None:
    assert switches_off(gzip.compress(_OFF.encode()))
    assert not switches_off(gzip.compress(_OFF.encode())[:20])
    assert not switches_off(gzip.compress(b"#" * 10_000_000 + b"\n" + _OFF.encode()))


def test_what_is_nested_without_end_ends() -> None:
    text = _OFF
    for _ in range(12):
        indented = text.replace("\n", "\n    ")
        text = f"#cloud-config-archive\n- content: |\n    {indented}\n"
    assert not switches_off(text.encode())
    assert not switches_off(b"## template: jinja\n" * 3_000)


HOSTILE: dict[str, bytes] = {
    "brackets": b"#cloud-config\n" + b"[" * 65_000,
    "lists of lists": b"#cloud-config\na: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 110)
    )
    + b"runcmd: [*m, *l]\nwrite_files: *m\n",
    "the same script again and again": b"#cloud-config-archive\n- &a |\n  #cloud-config\n"
    + b"  x: y\n" * 4000
    + b"- *a\n" * 6000,
    "tags of a template": b"## template: jinja\n" + b"{%" * 32_000,
    "words that write": b"#!/bin/sh\n" + b"cat " * 16_000,
    "here-documents": b"#!/bin/sh\n" + b"cat <<A\n" * 8_000,
    "parts": b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\n\n#!\n" * 8000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_no_user_data_keep_the_emulator_busy(case: str) -> None:
    begun = time.process_time()
    assert not switches_off(HOSTILE[case][:65_535])
    assert time.process_time() - begun < 5


SCRIPTS: dict[str, bool] = {
    "poweroff": True,
    "/sbin/poweroff": True,
    "/usr/sbin/shutdown -h now": True,
    "shutdown -P +1 'done'": True,
    "shutdown": True,
    "halt -p": True,
    "init 0": True,
    "telinit 0": True,
    "sudo systemctl poweroff": True,
    "systemctl isolate poweroff.target": True,
    "sync && poweroff": True,
    "(sleep 5; poweroff) &": True,
    "if true; then poweroff; fi": True,
    "trap poweroff EXIT": True,
    "nohup sh -c 'sleep 9 && shutdown -h now'": True,
    "shutdown \\\n  -h \\\n  now": True,
    "subprocess.run(['poweroff'], check=True)": True,
    'os.system("poweroff")': True,
    "bash <<END\npoweroff\nEND": True,
    "cat > /a <<END\n[Unit]\nEND\npoweroff": True,
    "cat > /a <<'END' && chmod +x /a\npoweroff\nEND\nls": False,
    "tee /a <<-END\n\tpoweroff\n\tEND\nls": False,
    "shutdown -r now": False,
    "shutdown -c": False,
    "reboot": False,
    "init 6": False,
    "# poweroff": False,
    "ls # then poweroff": False,
    "echo poweroff": False,
    "echo 'no shutdown here'": False,
    "logger shutdown": False,
    "systemctl mask poweroff.target": False,
    "rm /etc/poweroff": False,
    "apt-get install poweroff-tools": False,
    "MODE=poweroff": False,
    "": False,
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_that_switches_off(script: str) -> None:
    assert script_switches_off(f"#!/bin/bash\n# poweroff\n{script}\n") is SCRIPTS[script]


REFUSED: dict[str, object] = {
    "no base64": "#cloud-config\n",
    "base64 over lines": base64.encodebytes(_OFF.encode() * 3).decode(),
    "a number": 5,
    "too long": base64.b64encode(b"#" * 65_536).decode(),
}


@pytest.mark.parametrize("case", REFUSED)
def test_user_data_are_refused_with_their_field(api: Api, case: str) -> None:
    body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12"}
    body["root_pass"] = "insecure-p4ssw0rd!!"
    refused = api.post("/linode/instances", {**body, "metadata": {"user_data": REFUSED[case]}})
    assert (refused.status, refused.fields) == (400, ["metadata.user_data"])
    assert ("65535 bytes" in refused.reasons[0]) is (case == "too long")
    linode = f"/linode/instances/{api.linode()['id']}"
    del body["type"], body["region"]
    refused = api.post(f"{linode}/rebuild", {**body, "metadata": {"user_data": REFUSED[case]}})
    assert (refused.status, refused.fields) == (400, ["metadata.user_data"])


def test_user_data_as_long_as_allowed_are_taken(api: Api) -> None:
    data = base64.b64encode(b"#" * 65_535).decode()
    assert api.linode(metadata={"user_data": data})["has_user_data"] is True


def test_without_pyyaml_no_builder_is_made_that_would_run_for_ever(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    body = {"type": "g6-nanode-1", "region": "us-east"}
    data = base64.b64encode(_OFF.encode()).decode()
    refused = api.post("/linode/instances", {**body, "metadata": {"user_data": data}})
    assert (refused.status, "pip install" in refused.reasons[0]) == (500, True)
    assert api.ok("GET", "/linode/instances")["results"] == 0
