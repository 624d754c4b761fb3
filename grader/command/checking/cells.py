"""Takes a cell of code apart into statements of Python, as IPython reads it."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager

from grader.command.checking.files import Cell
from grader.command.checking.shell import INSTALLERS, NOT_RUN
from grader.render.printable import without_controls

MAGIC = re.compile(r"%%(\S+)[ \t]*(.*)")
# Cells whose rest is Python that defines things, with something around it.
AROUND = ("time", "capture", "prun", "debug", "memit", "wandb", "pyinstrument", "snakeviz")
WITHHELD = re.compile(
    r"get_ipython\(\)\.(system|getoutput|run_line_magic\('(" + "|".join(INSTALLERS) + r")')"
)
COMMANDS = ("magic", "system", "getoutput", "run_line_magic", "run_cell_magic")
TOLD = 300  # characters of a line, or of an error, that are shown
STAR = "*"  # a star import binds names that cannot be read from it


@dataclass(frozen=True)
class Statement:
    """One statement, or several that share a line.

    Attributes:
        cell: Number of its cell; 0 in a ``.py`` file.
        line: Number of its first line there.
        text: That line, as it was written.
        source: Its Python, below as many lines as stand above it.
        binds: The names that it gives a value to.
        command: Whether it is nothing but a magic or a shell command.
        withheld: Whether it asks for a shell command or an installation, which is not run.
    """

    cell: int
    line: int
    text: str
    source: str
    binds: frozenset[str]
    command: bool
    withheld: bool


@dataclass(frozen=True)
class Parsed:
    """A cell, read.

    Attributes:
        cell: The cell.
        statements: Its statements in order.
        why: Why it cannot be run, in words that follow its place; empty if it can.
        foreign: Whether that is since it is for another program, which would have run it.
    """

    cell: Cell
    statements: tuple[Statement, ...] = ()
    why: str = ""
    foreign: bool = False


def parsed(cell: Cell) -> Parsed:
    """Return a cell's statements, or why there are none."""
    if kind := _foreign(cell):
        return Parsed(cell, why=f"is {kind}, which is not run here", foreign=True)
    try:
        return Parsed(cell, tuple(statements(cell)))
    except SyntaxError as error:
        lines = cell.text.split("\n")
        line = min(max(error.lineno or 1, 1), len(lines))
        told = f"line {line}, `{shown(lines[line - 1])}`: {error.msg}"
        return Parsed(cell, why=f"is not Python ({told})")


def shown(text: str) -> str:
    """Return code, or an error, fit for a sentence: short, on one line, nothing but characters."""
    text = without_controls(" ".join(text.split()))
    return text if len(text) <= TOLD else f"{text[:TOLD]} …"


def _foreign(cell: Cell) -> str:
    """Return what a cell is that Python does not run; empty for one that it does."""
    if cell.language:
        return f"in {cell.language}"
    match = MAGIC.match(cell.text.lstrip())
    return f"a %%{match[1]} cell" if match and match[1] in NOT_RUN else ""


def python_of(cell: Cell) -> str:
    """Return the Python that IPython makes of a cell; its lines keep their numbers.

    Raises:
        SyntaxError: if IPython cannot read it either.
    """
    if not cell.number:
        return cell.text
    code = cell.text.lstrip()
    blank = cell.text[: len(cell.text) - len(code)].count("\n")  # IPython drops these lines
    if (match := MAGIC.match(code)) and match[1] in AROUND:
        rest = Cell(cell.number, code[match.end() :].removeprefix("\n"))
        return "\n" * blank + _around(match) + "\n" + python_of(rest)
    try:
        python: str = TransformerManager().transform_cell(cell.text)  # type: ignore[no-untyped-call]
    except (RuntimeError, ValueError, RecursionError) as error:
        raise SyntaxError(str(error)) from error
    return "\n" * blank + python


def _around(match: re.Match[str]) -> str:
    """Return what is left of a magic whose cell is run by itself: the name that it binds."""
    if match[1] == "capture" and match[2][:1].isidentifier():
        return f"get_ipython().run_cell_magic('capture', {match[2]!r}, '')"
    return ""


def statements(cell: Cell) -> list[Statement]:
    """Return the statements of a cell in order.

    Raises:
        SyntaxError: if it is not Python, even as IPython reads it.
    """
    python = python_of(cell)
    try:
        tree = ast.parse(python)
        if not cell.number:
            compile(python, "", "exec", dont_inherit=True)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or "it is nested too deeply") from error
    lines, written = python.split("\n"), cell.text.split("\n")
    return [_statement(cell, nodes, lines, written) for nodes in _by_line(tree.body)]


def _by_line(nodes: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield the statements, those together that share a line."""
    group: list[ast.stmt] = []
    for node in nodes:
        if group and _first(node) > (group[-1].end_lineno or 0):
            yield group
            group = []
        group.append(node)
    if group:
        yield group


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _statement(
    cell: Cell, nodes: list[ast.stmt], lines: list[str], written: list[str]
) -> Statement:
    first, last = _first(nodes[0]), nodes[-1].end_lineno
    python = "\n".join(lines[first - 1 : last])
    same = len(written) == len(lines) or lines[first - 1] in written
    text = written[first - 1] if same and first <= len(written) else lines[first - 1]
    return Statement(
        cell=cell.number,
        line=first,
        text=shown(text),
        source="#\n" * (first - 1) + python,
        binds=_bound(python),
        command=all(map(_is_command, nodes)),
        withheld=WITHHELD.search(python) is not None,
    )


def _bound(python: str) -> frozenset[str]:
    try:
        symbols = symtable.symtable(python, "", "exec").get_symbols()
    except SyntaxError:
        return frozenset()
    names = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    return frozenset(names | ({STAR} if re.search(r"\bimport\s*\(?\*", python) else set()))


def _is_command(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython")), name))):
            return name in COMMANDS
    return False
