"""What a cell shows, and how much of it is kept."""

from __future__ import annotations

import base64
from typing import Any

OUTPUT_LIMIT = 2**20  # characters of one cell
NOTEBOOK_LIMIT = 12 * 2**20  # of all cells
MOST_BYTES = 6  # that JSON takes for a letter beyond ASCII
PARTS_LIMIT = 200  # texts, tables and figures of one cell
SHORTENED = "\n(more output followed; it was left out)\n"
LEFT_OUT = "(this cell showed more than {most}; what followed was left out)\n"
NAME_LIMIT, MESSAGE_LIMIT, TRACE_LIMIT, FRAMES_LIMIT = 200, 2_000, 20_000, 40


class Outputs:
    """What a cell shows, in the notebook format, up to a limit."""

    def __init__(self) -> None:
        self.cells: list[dict[str, Any]] = []
        self.size = self.total = 0
        self.full = False

    def clear(self) -> None:
        """Start a new cell, or the same one again."""
        self.cells, self.size, self.full = [], 0, False

    def text(self, name: str, words: str) -> None:
        """Add to a stream."""
        room = min(OUTPUT_LIMIT - self.size, NOTEBOOK_LIMIT - self.total)
        self._count(len(words) if words.isascii() else MOST_BYTES * len(words))
        if room <= 0 or self.full:
            return
        room = room if words.isascii() else room // MOST_BYTES
        words = words if len(words) <= room else words[:room] + SHORTENED
        last = self.cells[-1] if self.cells else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += words
        elif len(self.cells) < PARTS_LIMIT or self._has_room():
            self.cells.append({"output_type": "stream", "name": name, "text": words})

    def shown(
        self,
        kind: str,
        data: dict[str, Any],
        about: dict[str, Any] | None = None,
        place: str | None = None,
    ) -> None:
        """Add something displayed, with the words for an image if there are any.

        Args:
            kind: Its type in the notebook format.
            data: Its forms, by media type.
            about: Metadata of these.
            place: A name under which it may be replaced later.
        """
        clean = {key: _json(value) for key, value in data.items()}
        words = str((about or {}).get("image/png", {}).get("alt", ""))
        self._count(len(words) + sum(len(str(value)) for value in clean.values()))
        if self._has_room():
            made = {"output_type": kind, "data": clean, "alt": words}
            self.cells.append(made if place is None else made | {"place": place})

    def replace(self, place: str | None, data: dict[str, Any]) -> None:
        """Show something else where something is shown under that name."""
        clean = {key: _json(value) for key, value in data.items()}
        for cell in self.cells:
            if place is not None and cell.get("place") == place:
                self._count(sum(len(str(value)) for value in clean.values()))
                cell["data"] = clean if self._has_room() else cell["data"]

    def error(self, name: str, message: str, trace: list[str]) -> None:
        """Add an exception."""
        told = {"ename": name[:NAME_LIMIT], "evalue": message[:MESSAGE_LIMIT]}
        lines = [line[:TRACE_LIMIT] for line in trace[-FRAMES_LIMIT:]]
        self.cells.append({"output_type": "error", **told, "traceback": lines})

    def _count(self, size: int) -> None:
        self.size += size
        self.total += size

    def _has_room(self) -> bool:
        """Return whether there is room for what was counted; say once that there is none."""
        if not self.full and (most := self._exceeded()):
            self.full = True
            words = LEFT_OUT.format(most=most)
            self.cells.append({"output_type": "stream", "name": "stdout", "text": words})
        return not self.full

    def _exceeded(self) -> str:
        if len(self.cells) >= PARTS_LIMIT:
            return f"{PARTS_LIMIT} outputs"
        if self.total > NOTEBOOK_LIMIT:
            return "what is kept of one notebook"
        return f"{OUTPUT_LIMIT // 2**20} MB" if self.size > OUTPUT_LIMIT else ""


def _json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value if isinstance(value, (str, dict, list)) else str(value)


OUTPUTS = Outputs()
