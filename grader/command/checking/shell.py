"""Prepares the shell of IPython in which a checked file runs.

The process may be one in the sandbox, which holds nothing of this package: the text of this
file is sent there and run before anything else. It starts no other program for the file:
shell commands, and cells for other programs, do nothing.
"""

from __future__ import annotations

import builtins
import importlib
import linecache
import os
import sys
import warnings
from pathlib import Path
from typing import Any

# Magics that start programs, change the machine, or wait for somebody to type.
PROGRAMS = ("bash", "sh", "script", "cmd", "perl", "ruby", "system", "sx", "!", "sc")
OTHERS = ("python", "python2", "python3", "pypy", "cython", "R", "sql", "bigquery", "julia")
PAGES = ("html", "HTML", "javascript", "js", "latex", "markdown", "svg", "SVG")
INSTALLERS = ("pip", "conda", "mamba", "micromamba", "uv")
DIALOGUES = ("debug", "pdb", "edit", "ed", "recall", "rerun", "gui", "pinfo", "pinfo2", "psource")
NOT_RUN = (*PROGRAMS, *OTHERS, *PAGES, *INSTALLERS, *DIALOGUES)


class Shell:
    """What a checked file runs in: the shell of IPython, and where its code stands.

    Args:
        shell: The shell of IPython.
        file: The file; beside it lies what it imports.
        written: Folder for what ``%%writefile`` writes, which is not to change any file;
            empty for the current one.
    """

    def __init__(self, shell: Any, file: str, written: str) -> None:
        self.shell = shell
        self.path = os.path.abspath(file)
        self.written = written or os.getcwd()
        self.name = self.path
        shell.compile.cache = lambda *_, **__: self.name
        shell.system = shell.system_piped = shell.system_raw = self._command
        shell.magic = self._magic
        shell.getoutput = lambda *_, **__: importlib.import_module("IPython.utils.text").SList()
        shell.set_hook("show_in_pager", lambda *_, **__: None)
        for name in NOT_RUN:
            for kind in ("line", "cell"):
                shell.register_magic_function(_nothing, kind, name)
        for name in ("writefile", "file"):
            shell.register_magic_function(self._write, "cell", name)
        warnings.filterwarnings("ignore", "To exit: use")  # IPython's, on SystemExit
        sys.argv = [self.path]
        sys.path[:0] = [os.path.dirname(self.path), self.written]
        if self.path.endswith(".ipynb"):
            os.chdir(os.path.dirname(self.path))  # where Jupyter starts its kernel
        else:
            self._as_module()

    def _as_module(self) -> None:
        """Let the file find what Python would give it: not the name of a program, no IPython."""
        module = self.shell.user_module
        module.__name__, module.__file__ = "learner", self.path
        sys.modules["learner"] = module  # dataclasses look their module up there
        self.shell.ast_node_interactivity = "none"
        vars(builtins).pop("display", None)

    def begin(self, name: str, text: str) -> None:
        """Say where the next statements stand: in a cell, or file, of that name and text."""
        self.name = name
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)

    def _command(self, _: str) -> None:
        self.shell.user_ns["_exit_code"] = 0

    def _magic(self, line: str) -> Any:
        """Answer what old versions of nbconvert wrote for a line magic."""
        name, _, rest = line.partition(" ")
        return self.shell.run_line_magic(name, rest)

    def _write(self, line: str, cell: str) -> None:
        """Write a module where it can be imported."""
        *options, name = line.split()
        path = Path(self.written, name)
        if not path.resolve().is_relative_to(Path(self.written).resolve()):
            path = Path(self.written, path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if "-a" in options else "w", encoding="utf-8") as file:
            file.write(cell)
        importlib.invalidate_caches()


def _nothing(*_: Any, **__: Any) -> None:
    """Stand for a magic that is not run."""
