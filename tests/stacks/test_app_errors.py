"""What a failed app has said, made short."""

from __future__ import annotations

import pytest

from shim_provider.stacks.app_errors import shortened

_OWN = """\
Traceback (most recent call last):
  File "/home/me/app/main.py", line 9, in <module>
    app.synth()
"""
_FOREIGN = """\
  File "/env/lib/python3.12/site-packages/jsii/_kernel/__init__.py", line 1, in create
    return self.provider.create(
           ^^^^^^^^^^^^^^^^^^^^^
"""
_MARKED = """\
  File "/home/me/app/main.py", line 12, in make
    thing(1 / 0)
          ~~^~~
"""

_JAVASCRIPT = """\
jsii.errors.JavaScriptError: 
  Error: No provider
      at Kernel._invoke (/tmp/jsii/lib/program.js:1:2)
      at /tmp/jsii/lib/program.js:3:4

The above exception was the direct cause of the following exception:

"""  # noqa: W291 - as jsii writes it

SAID = {
    "frames of others are left out": (
        f"{_OWN}{_FOREIGN}ValueError: no\n",
        f"{_OWN}ValueError: no\n",
    ),
    "marks below code are left out": (
        f"{_OWN}{_MARKED}ZeroDivisionError: division by zero\n",
        f"{_OWN}{''.join(_MARKED.splitlines(True)[:2])}ZeroDivisionError: division by zero\n",
    ),
    "where all are of others, all stay": (
        f"Traceback (most recent call last):\n{_FOREIGN}OSError: no\n",
        "Traceback (most recent call last):\n"
        f"{''.join(_FOREIGN.splitlines(True)[:2])}OSError: no\n",
    ),
    "of exceptions that led to each other the last": (
        f"{_JAVASCRIPT}{_OWN}{_FOREIGN}RuntimeError: Error: No provider\n",
        f"{_OWN}RuntimeError: Error: No provider\n",
    ),
    "of Python's too": (
        f"{_OWN}KeyError: 1\n\nDuring handling of the above exception, another exception"
        f" occurred:\n\n{_OWN}ValueError: no\n",
        f"{_OWN}ValueError: no\n",
    ),
    "lines of JavaScript's stack": (
        "Error: no\n    at f (/a.js:1:2)\n    at /b.js:3:4\n",
        "Error: no\n",
    ),
    "what was said before": (f"a warning\n{_OWN}ValueError: no\n",) * 2,
    "several lines of a message": (f"{_OWN}ValueError: no:\n  - one\n  - two\n",) * 2,
    "a syntax error": (
        'Traceback (most recent call last):\n  File "/a/main.py", line 1, in <module>\n'
        '    import x\n  File "/a/x.py", line 2\n    (\n    ^\nSyntaxError: never closed\n',
    )
    * 2,
    "no traceback": ("usage: main.py\n",) * 2,
}


@pytest.mark.parametrize("case", SAID)
def test_what_was_said_is_shortened(case: str) -> None:
    said, short = SAID[case]
    assert shortened(said) == short
