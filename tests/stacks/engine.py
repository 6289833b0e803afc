"""An engine that does nothing: it answers with what a stack's folder says, and notes the question.

`answers.json`: command -> a list of answers, of which the last one stays.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack

_PROGRAM = """\
#!{python} -IS
import json, pathlib, sys, time
words = sys.argv[1:]
command = "destroy" if "-destroy" in words else words[0]
with open("asked", "a") as asked:
    asked.write(" ".join([pathlib.Path.cwd().name, *words]) + "\\n")
with open({log!r}, "a") as log:
    log.write(f"{{command}} {{pathlib.Path.cwd().name}}\\n")
file = pathlib.Path("answers.json")
answers = json.loads(file.read_text()) if file.exists() else {{}}
left = answers.get(command) or [{{"output": "{{}}" if command == "show" else ""}}]
answer = left.pop(0) if len(left) > 1 else left[0]
file.write_text(json.dumps(answers))
time.sleep(answer.get("seconds", 0))
for event in answer.get("events", ()):
    print(json.dumps(event), flush=True)
print(answer.get("output", ""), end="", flush=True)
with open({log!r} + ".ended", "a") as log:
    log.write(f"{{command}} {{pathlib.Path.cwd().name}}\\n")
print(answer.get("errors", ""), end="", file=sys.stderr)
if "takes" in answer:
    began = time.time()
    time.sleep(answer["takes"])
    pathlib.Path("took").write_text(json.dumps([began, time.time()]))
sys.exit(answer.get("code", 0))
"""


class Engine:
    """The program, to be named by LINODE_SHIM_ENGINE."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "engine"
        self._log = folder / "log"
        folder.mkdir(exist_ok=True)
        self.path.write_text(_PROGRAM.format(python=sys.executable, log=str(self._log)))
        self.path.chmod(0o755)

    @property
    def did(self) -> list[str]:
        """The commands in order, each with its stack, but for `init`."""
        return _lines(self._log)

    @property
    def ended(self) -> list[str]:
        """Those that have said all they had to say."""
        return _lines(self._log.with_name("log.ended"))


def _lines(log: Path) -> list[str]:
    lines = log.read_text().splitlines() if log.exists() else []
    return [line for line in lines if not line.startswith("init")]


def answer(stack: Stack, **answers: Any) -> None:
    """What it says in the stack's folder: `plan=planned(...)`, or a list of such."""
    listed = {name: each if isinstance(each, list) else [each] for name, each in answers.items()}
    (stack.directory / "answers.json").write_text(json.dumps(listed))


def asked(stack: Stack) -> list[str]:
    """All that it was asked there."""
    return (stack.directory / "asked").read_text().splitlines()


def planned(outputs: bool = False, **changes: str) -> Mapping[str, Any]:
    """The answer of a plan: Linodes by name, with the action; `outputs` whether one changes."""
    events: list[Any] = [
        {
            "type": "planned_change",
            "change": {"resource": {"addr": f"linode_instance.{name}"}, "action": action},
        }
        for name, action in changes.items()
    ]
    events.append({"type": "outputs", "outputs": {"x": {"action": "update"}} if outputs else {}})
    return {"code": 2 if changes or outputs else 0, "events": events}


def failed(summary: str, address: str = "") -> Mapping[str, Any]:
    """The answer of a command that fails."""
    found = {"severity": "error", "summary": summary, "detail": "", "address": address}
    return {"code": 1, "events": [{"type": "diagnostic", "diagnostic": found}]}
