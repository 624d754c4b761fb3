"""``make lab``: JupyterLab on the course's notebooks, with or without a screen.

python -m grader.command.jupyter [FOLDER]
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LOOK = Path(__file__).with_name("look")  # holds custom.css


def command(folder: Path, environment: dict[str, str], root: bool) -> list[str]:
    """Return the command that opens a folder's notebooks, with the course's style sheet.

    Without a display JupyterLab prints its address instead of opening a browser. As
    root it needs to be told that this is meant.
    """
    words = [sys.executable, "-m", "jupyterlab", str(folder), *style()]
    seen = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if sys.platform not in ("darwin", "win32") and not seen:
        words.append("--no-browser")
    if root:
        words.append("--allow-root")
    return words


def style() -> list[str]:
    """Return the options that add the course's style sheet, in JupyterLab and in Notebook 7.

    ``--custom-css`` alone takes the one of the user's own settings, which stay as they are.
    """
    place = json.dumps({"static_custom_path": [str(LOOK)]})
    return ["--custom-css", f"--ServerApp.tornado_settings={place}"]


def main() -> None:
    """Replace this process by JupyterLab, so that Ctrl-C reaches it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOKS
    if not folder.is_dir():
        raise SystemExit(f"There is no folder {folder}.")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    words = command(folder, dict(os.environ), root)
    print("Opening the notebooks in JupyterLab. Stop it with Ctrl-C.", flush=True)
    os.execv(words[0], words)


if __name__ == "__main__":
    main()
