"""What ``!ls`` and the like do where no program can be started: a few simple ones, in Python.

The others are not run, and say so; the cell goes on.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from IPython.utils.text import LSString, SList

NOT_RUN = (
    "{name}: not run. No program can be started while marks are given: "
    "use Python (os, pathlib, shutil) where your answer needs what it does."
)
MISSING = (
    "{name} is not installed where marks are given, and there is no network to get it from. "
    "Hand in a version that does without it, or ask your instructor for it."
)
OTHER_FILE = "python: not run. No program can be started while marks are given: use %run file.py."
NOT_FOUND = 127
SHELLS = ("bash", "sh")
NETWORK = ("wget", "curl", "git", "gdown", "kaggle", "apt", "apt-get", "conda", "mamba")
NO_NETWORK = "{name}: not run. There is no network while marks are given."


def install(shell: Any) -> None:
    """Let a shell of IPython do what ``!`` and ``%%bash`` ask for with these."""

    def say(script: str) -> None:
        status, told = run(script)
        print(told, end="")
        shell.user_ns["_exit_code"] = status

    def system(cmd: str) -> None:
        say(str(shell.var_expand(cmd, depth=1)))

    def getoutput(cmd: str, split: bool = True, depth: int = 0) -> Any:
        _, told = run(str(shell.var_expand(cmd, depth=depth + 1)))
        return SList(told.splitlines()) if split else LSString(told)

    shell.system, shell.getoutput = system, getoutput
    for name in SHELLS:
        shell.register_magic_function(lambda line, cell: say(cell), "cell", name)


def run(text: str) -> tuple[int, str]:
    """Run the lines of a shell script.

    Args:
        text: Simple commands, one a line or with ``&&`` and ``;`` between them.

    Returns:
        The exit status of the last one, and what all of them said.
    """
    said = io.StringIO()
    status = 0
    with contextlib.redirect_stdout(said):
        for line in text.splitlines():
            for after, words in _commands(line):
                if after != "&&" or status == 0:
                    status = _run(words)
    return status, said.getvalue()


def _commands(line: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of a line, each with the sign before it."""
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars="&;|<>()")
        lexer.commenters, lexer.wordchars = "#", lexer.wordchars + "$`{}[]!%^,:@\\"
        words = [*lexer, ";"]
    except ValueError:  # a quotation that does not end
        words = [*line.split(), ";"]
    before, command = "", []
    for word in words:
        if word not in ("&&", ";"):
            command.append(word)
            continue
        if command:
            yield before, command
        before, command = word, []


def _run(words: list[str]) -> int:
    name, *given = words
    if re.fullmatch(r"(.*/)?python[\d.]*", name) and given[:1] == ["-m"]:
        name, *given = given[1:]
    program = PROGRAMS.get(Path(name).name)
    plain = program is _pip or not any(re.search(r"[|<>`$()]", word) for word in given)
    if program is None or not plain:
        print((NO_NETWORK if name in NETWORK else NOT_RUN).format(name=name))
        return NOT_FOUND
    try:
        return program(given) or 0
    except OSError as error:
        print(f"{name}: {error.filename}: {error.strerror}")
    except ValueError:
        print(f"{name}: something is missing")
    return 1


def _named(words: list[str]) -> list[Path]:
    """Return what is no option, with patterns filled in."""
    found: list[Path] = []
    for word in words:
        if not word.startswith("-"):
            path = Path(word).expanduser()
            found += sorted(path.parent.glob(path.name)) if set(word) & set("*?") else [path]
    return found


def _list(words: list[str]) -> None:
    for place in _named(words) or [Path()]:
        names = sorted(os.listdir(place)) if place.is_dir() else [str(place)]
        place.stat()
        print(*(name for name in names if not name.startswith(".")), sep="\n")


def _show(words: list[str]) -> None:
    for path in _named(words):
        print(path.read_text(errors="replace"), end="")


def _make(words: list[str]) -> None:
    for path in _named(words):
        path.mkdir(parents="-p" in words, exist_ok="-p" in words)


def _touch(words: list[str]) -> None:
    for path in _named(words):
        path.touch()


def _remove(words: list[str]) -> None:
    deep = any(word.startswith("-") and "r" in word.lower() for word in words)
    for path in _named(words):
        if deep and path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=any(word.startswith("-") and "f" in word for word in words))


def _copy(words: list[str]) -> None:
    *sources, target = _named(words)
    for path in sources:
        if path.is_dir():
            shutil.copytree(path, target / path.name if target.is_dir() else target)
        else:
            shutil.copy(path, target)


def _move(words: list[str]) -> None:
    *sources, target = _named(words)
    for path in sources:
        shutil.move(path, target)


def _pip(words: list[str]) -> int:
    """Say of each package that is to be installed whether it is there."""
    if words[:1] != ["install"]:
        print(NOT_RUN.format(name="pip"))
        return NOT_FOUND
    names = [re.match(r"[A-Za-z0-9][\w.-]*", word) for word in _wanted(words[1:])]
    return min(1, sum(_is_missing(name[0]) for name in names if name))


def _wanted(words: list[str]) -> Iterator[str]:
    """Yield what is to be installed, with what stands in files of requirements."""
    given = iter(words)
    for word in given:
        if word in ("-r", "--requirement"):
            yield from Path(next(given, "requirements.txt")).read_text().splitlines()
        else:
            yield word


def _is_missing(name: str) -> bool:
    try:
        print(f"Requirement already satisfied: {name} ({version(name)})")
    except PackageNotFoundError:
        print(MISSING.format(name=name))
        return True
    return False


def _python(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        print(f"Python {sys.version.split()[0]}")
        return 0
    print(OTHER_FILE)
    return NOT_FOUND


PROGRAMS: dict[str, Callable[[list[str]], int | None]] = {
    "cat": _show,
    "cp": _copy,
    "echo": lambda words: print(*words),
    "false": lambda words: 1,
    "ls": _list,
    "mkdir": _make,
    "mv": _move,
    "pip": _pip,
    "pip3": _pip,
    "pwd": lambda words: print(Path.cwd()),
    "rm": _remove,
    "touch": _touch,
    "true": lambda words: 0,
    "whoami": lambda words: print(os.environ.get("USER", "learner")),
}
PROGRAMS["python"] = PROGRAMS["python3"] = _python
