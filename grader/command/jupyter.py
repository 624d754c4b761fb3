"""``make lab``: JupyterLab on the course's notebooks, with or without a screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def command(environment: dict[str, str], root: bool) -> list[str]:
    """Return the command that opens the notebooks.

    Without a display JupyterLab prints its address instead of opening a browser. As
    root it needs to be told that this is meant.
    """
    words = [sys.executable, "-m", "jupyterlab", str(NOTEBOOKS)]
    seen = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform not in ("darwin", "win32") and not seen:
        words.append("--no-browser")
    if root:
        words.append("--allow-root")
    return words


def main() -> None:
    """Replace this process by JupyterLab, so that Ctrl-C reaches it."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    words = command(dict(os.environ), root)
    print("Opening the notebooks in JupyterLab. Stop it with Ctrl-C.", flush=True)
    os.execv(words[0], words)


if __name__ == "__main__":
    main()
