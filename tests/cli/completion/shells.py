"""Shells that complete a line: what each makes of it when the key is pressed."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

INSTALL = Path(__file__).with_name("install")


def shell(name: str) -> str:
    """The path of a shell, which is installed where there is none."""
    done = subprocess.run(
        [str(INSTALL), name], stdout=subprocess.PIPE, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{name} is needed; what is wrong stands above"
    return done.stdout.strip()


def bash(script: Path, line: str, cwd: Path) -> list[str]:
    """As bash calls the function that the script has registered."""
    words = [*shlex.split(line), ""] if line.endswith(" ") else shlex.split(line)
    program = f"""
        source {shlex.quote(str(script))}
        COMP_WORDS=({" ".join(map(shlex.quote, words))})
        COMP_CWORD={len(words) - 1}
        COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}
        function=$(complete -p linode-shim | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        "$function" linode-shim "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    return _run([shell("bash"), "--norc", "-c", program], cwd)


def fish(script: Path, line: str, cwd: Path) -> list[str]:
    """By fish's own builtin for that."""
    program = f"source {shlex.quote(str(script))}; complete -C {shlex.quote(line)}"
    told = _run([shell("fish"), "--no-config", "-c", program], cwd)
    return [each.partition("\t")[0].rstrip("/") for each in told]


def zsh(script: Path, line: str, cwd: Path) -> list[str]:
    """What stands on the line after the key, on a terminal: what is unique, zsh writes out."""
    home = script.parent / "zsh_home"  # in which nothing is synthesized as the script is read
    home.mkdir(exist_ok=True)
    result = home / "line"
    result.unlink(missing_ok=True)
    (home / ".zshrc").write_text(
        "PS1=; autoload -Uz compinit; compinit -u -D\n"
        f"there=$PWD; cd {shlex.quote(str(home))}\n"
        f'eval "$(<{shlex.quote(str(script))})"\n'
        f"tell() {{ print -r -- $BUFFER >{shlex.quote(str(result))}; exit }}\n"
        "cd $there; zle -N tell; bindkey '^X' tell\n"
        "zle-line-init() { print ready }; zle -N zle-line-init\n"
    )
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [shell("zsh"), "-d", "-i"],
        cwd=cwd,
        env={**_environment(home), "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    with contextlib.suppress(OSError):  # the terminal is gone with the shell
        _read_until(ours, b"ready")
        os.write(ours, line.encode() + b"\t\x18")
        _read_until(ours, None)
    program.wait(timeout=20)
    os.close(ours)
    return [result.read_text().split()[-1].rstrip("/")]


SHELLS: dict[str, Callable[[Path, str, Path], list[str]]] = {
    "bash": bash,
    "zsh": zsh,
    "fish": fish,
}


def _read_until(terminal: int, word: bytes | None) -> bytes:
    """What is shown until that word is, or the shell has ended."""
    seen, end = b"", time.monotonic() + 20
    while (word is None or word not in seen) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65536)
    return seen


def _run(command: list[str], cwd: Path) -> list[str]:
    done = subprocess.run(
        command, cwd=cwd, env=_environment(cwd), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.split("\n")[:-1]


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
