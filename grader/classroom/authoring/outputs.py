"""What a cell showed when it ran, as text that can be compared."""

from __future__ import annotations

from nbformat import NotebookNode


def changed(before: NotebookNode, after: NotebookNode) -> list[str]:
    """Return a sentence for every code cell that shows other text in ``after``.

    Both notebooks have the same cells. Pictures and HTML are not compared: the text of
    a card holds the same numbers, and a plot's bytes depend on the machine's fonts.
    """
    pairs = zip(before.cells, after.cells, strict=True)
    return [
        f"cell {number} shows something else when it runs: {_head(old)}"
        for number, (old, new) in enumerate(pairs, start=1)
        if old.cell_type == "code" and shown(old) != shown(new)
    ]


def shown(cell: NotebookNode) -> list[tuple[str, str]]:
    """Return what a cell printed, displayed and returned, in order."""
    return [_told(output) for output in cell.outputs]


def _told(output: NotebookNode) -> tuple[str, str]:
    if output.output_type == "stream":
        return output.name, output.text
    if output.output_type == "error":
        return "error", f"{output.ename}: {output.evalue}"
    return output.output_type, output.data.get("text/plain", "")


def _head(cell: NotebookNode) -> str:
    return str(next(iter(cell.source.splitlines()), ""))
