"""Whether anybody would catch an error, in programs run as users run them, and in their parts."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

#: Beside each program: `ask()` says whether a ValueError raised where it is called is caught.
ASK = """\
import sys
from cdktf_linode_image._construct.catching import is_caught

def ask():
    print("somebody" if is_caught(ValueError(), sys._getframe(1)) else "nobody")
"""


def answers(folder: Path, files: dict[str, str], command: list[str], typed: str = "") -> set[str]:
    """What `ask()` said in a program of these files, run in their folder by a fresh Python."""
    for name, content in {"asking.py": ASK, **files}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content if name == "asking.py" else f"from asking import ask\n{content}")
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Error" not in done.stderr, done.stderr
    return {"nobody", "somebody"} & {line.split(" ")[-1] for line in done.stdout.splitlines()}


def inside(head: str, body: str = "ask()\n") -> str:
    return f"{head}\n{textwrap.indent(body, '    ')}"


FUNCTION = inside("def main():")
TEST_CASE = inside("import unittest\nclass T(unittest.TestCase):", inside("def test_it(self):"))

#: What stands around the call in a script.
NOBODY = {
    "nothing": "ask()",
    "a function": f"{FUNCTION}if __name__ == '__main__':\n    main()",
    "a handler of other errors": inside("try:") + "except (KeyError, OSError):\n    pass",
    "no handler, but something to do at last": inside("try:") + "finally:\n    pass",
    "a file that is open": inside("with open(__file__) as file:"),
    "a path that is open": (
        "from pathlib import Path\n"
        + inside("with open(__file__) as a, Path(__file__).open() as b:")
    ),
    "a handler before and after": (
        "try:\n    import nothing\nexcept ImportError:\n    nothing = None\nask()\n"
        "try:\n    pass\nexcept Exception:\n    pass"
    ),
    "a handler that has caught something else": "try:\n    1 / 0\nexcept Exception:\n    ask()",
    "what comes after no error": "try:\n    pass\nexcept Exception:\n    pass\nelse:\n    ask()",
    "a function defined where there is a handler": (
        inside("try:", FUNCTION) + "except Exception:\n    pass\nmain()"
    ),
    "a handler in a function that has returned": (
        inside("def f():", "try:\n    pass\nexcept Exception:\n    pass\n") + "f()\nask()"
    ),
    "a comprehension": "[ask() for _ in 'ab']",
    "a class being defined": inside("class C:"),
    "a generator": inside("def g():", "yield ask()\n") + "list(g())",
}

SOMEBODY = {
    "any handler": inside("try:") + "except:\n    pass",
    "a handler of every error": inside("try:") + "except Exception:\n    pass",
    "a handler of this error among others": (
        inside("try:") + "except KeyError:\n    pass\nexcept (OSError, ValueError):\n    pass"
    ),
    "a handler of a class above it": (
        "Above = Exception\n" + inside("try:") + "except Above:\n    pass"
    ),
    "a handler of who knows what": inside("try:") + "except unknown:\n    pass",
    "a handler of what an expression says": (
        "import json\n" + inside("try:") + "except json.JSONDecodeError:\n    pass"
    ),
    "a handler around the call": FUNCTION + "try:\n    main()\nexcept Exception:\n    pass",
    "a handler far outside": (
        inside("try:", inside("if True:", inside("for _ in 'a':"))) + "except Exception:\n    pass"
    ),
    "a manager": "import contextlib\n" + inside("with contextlib.suppress(ValueError):"),
    "a manager that is an object": "import threading\nlock = threading.Lock()\n"
    + inside("with lock:"),
    "a file and another manager": (
        "import contextlib\n" + inside("with open(__file__), contextlib.suppress(ValueError):")
    ),
    "a thread": f"import threading\n{FUNCTION}threading.Thread(target=main).start()",
    "asyncio": "import asyncio\n" + inside("async def main():") + "asyncio.run(main())",
    "text that holds a handler": "exec('try:\\n    ask()\\nexcept Exception:\\n    pass')",
    "a file that is no Python": (
        "open('page.html', 'w').write('<html>')\n"
        "page = 'try:\\n    pass\\nexcept Exception:\\n    pass\\nask()'\n"
        "exec(compile(page, 'page.html', 'exec'))"
    ),
    "unittest": f"{TEST_CASE}unittest.main()",
}


@pytest.mark.parametrize("around", NOBODY)
def test_nobody_catches(around: str, tmp_path: Path) -> None:
    assert answers(tmp_path, {"main.py": NOBODY[around]}, ["main.py"]) == {"nobody"}


@pytest.mark.parametrize("around", SOMEBODY)
def test_somebody_catches(around: str, tmp_path: Path) -> None:
    assert answers(tmp_path, {"main.py": SOMEBODY[around]}, ["main.py"]) == {"somebody"}


#: How a program is run -> its files, what Python is given, what is typed; who catches.
WAYS: dict[str, tuple[dict[str, str], list[str], str, str]] = {
    "a module": ({"main.py": "ask()"}, ["-m", "main"], "", "nobody"),
    "a package": ({"it/__init__.py": "", "it/__main__.py": "ask()"}, ["-m", "it"], "", "nobody"),
    "an import": ({"web.py": "ask()", "main.py": "import web"}, ["main.py"], "", "nobody"),
    "an import by name": (
        {"web.py": "ask()", "main.py": "import importlib\nimportlib.import_module('web')"},
        ["main.py"],
        "",
        "nobody",
    ),
    "standard input": ({}, ["-"], "from asking import ask\nask()", "nobody"),
    "text": ({}, ["-c", "from asking import ask\nask()"], "", "nobody"),
    "an interactive session": ({}, ["-i"], "from asking import ask\nask()\n", "somebody"),
    "an interactive session with a module": (
        {"web.py": FUNCTION},
        ["-i"],
        "import web\nweb.main()\n",
        "somebody",
    ),
    "a script before an interactive session": (
        {"main.py": "ask()"},
        ["-i", "main.py"],
        "",
        "somebody",
    ),
    "the debugger": ({"main.py": "ask()"}, ["-m", "pdb", "-c", "c", "main.py"], "q\n", "somebody"),
    "unittest": ({"test_it.py": TEST_CASE}, ["-m", "unittest"], "", "somebody"),
    "pytest": (
        {"test_it.py": inside("def test_it():")},
        ["-m", "pytest", "-sq", "-p", "no:cacheprovider", "test_it.py"],
        "",
        "somebody",
    ),
}
# Before Python 3.11, whether code without a file has handlers cannot be told.
if sys.version_info < (3, 11):
    WAYS = {how: way for how, way in WAYS.items() if how not in ("standard input", "text")}


@pytest.mark.parametrize("how", WAYS)
def test_who_catches_depends_on_how_a_program_is_run(how: str, tmp_path: Path) -> None:
    files, command, typed, who = WAYS[how]
    assert answers(tmp_path, files, command, typed) == {who}
