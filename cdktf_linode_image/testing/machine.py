"""Paths of this machine in texts, exchanged for words that are the same on every machine."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APP, HOME, TEMPORARY = "<app>", "<home>", "<temporary>"


@dataclass(frozen=True)
class Machine:
    """Where the app runs, as far as it is seen in paths."""

    #: A folder and the word for it; the longest first, as one may lie in another.
    folders: tuple[tuple[str, str], ...]
    #: The folders of temporary files.
    temporary: tuple[str, ...]

    @classmethod
    def here(cls) -> Machine:
        """This machine, and the working directory of now."""
        named = dict.fromkeys(_names(Path("~").expanduser()), HOME)
        named |= dict.fromkeys(_names(Path.cwd()), APP)
        folders = sorted(named.items(), key=lambda each: -len(each[0]))
        return cls(tuple(folders), _names(Path(tempfile.gettempdir())))

    def portable(self, value: Any) -> Any:
        """The value with the paths in its texts exchanged."""
        if isinstance(value, str):
            return self._portable_text(value)
        if isinstance(value, dict):
            return {key: self.portable(each) for key, each in value.items()}
        return [self.portable(each) for each in value] if isinstance(value, list) else value

    def _portable_text(self, text: str) -> str:
        for folder, word in self.folders:
            if _is_of_one_machine(folder):
                text = re.sub(rf"(?<![\w./-]){re.escape(folder)}(?![\w.-])", word, text)
            elif text.startswith(f"{folder}/") and Path(text).exists():
                text = word + text.removeprefix(folder)
        # Their folders have a new name each time.
        within = tuple(f"{folder}/" for folder in self.temporary)
        if text.startswith(within) and Path(text).exists():
            return f"{TEMPORARY}/{Path(text).name}"
        return text


def _is_of_one_machine(folder: str) -> bool:
    """Whether a text with this path in it must mean this folder.

    `/root`, `/app` or `/tmp` may as well be one of the Linode, in a command or a destination; so
    only the path of a file that exists here counts there.
    """
    return len(Path(folder).parts) > 2


def _names(folder: Path) -> tuple[str, ...]:
    """The folder's path as it is told and as the system has it; none for the root of all."""
    return tuple({str(each) for each in (folder, folder.resolve()) if each != each.parent})
