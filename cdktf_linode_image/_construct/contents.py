"""A file given for the text in it: read when the construct is made, and taken letter by letter.

Terraform reads `${` and `%{` in a text as its own, and a script is full of the former: in what
comes from a file they are escaped. Knows no core.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath

_TEMPLATE = re.compile(r"[$%](?=\{)")


class Unreadable(Exception):  # noqa: N818 - named by what happened, and seen by one caller alone
    """Why the file cannot be read, as a sentence about the argument."""


def contents(path: PurePath) -> str:
    """The text in the file as it must stand in a configuration; a relative path starts at the app.

    Raises:
        Unreadable: it is no file, cannot be read, or is no text.
    """
    file = Path(path)
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise Unreadable(
            f"must be a file that can be read: {str(path)!r}: {error.strerror} ({file.absolute()})"
        ) from None
    except UnicodeDecodeError:
        raise Unreadable(
            f"must be a file of text in UTF-8, which {str(path)!r} is not ({file.absolute()})"
        ) from None
    return _TEMPLATE.sub(r"\g<0>\g<0>", text)
