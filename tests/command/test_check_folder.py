"""``grader check`` in a folder of somebody else's: nothing of it is run outside the sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# A command lies in a folder of its own, so that this and not the current one is on Python's path.
COMMAND = """\
import os
from grader.command import check

if __name__ == "__main__":
    process = check._server().Process(target=os.getpid)
    process.start()
    process.join()
"""
NAMES = ("pickle", "signal", "socket", "sitecustomize", "usercustomize")


def test_no_module_of_the_current_folder_starts_with_the_server(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for folder in (theirs, ours):
        folder.mkdir()
    for name in NAMES:
        (theirs / f"{name}.py").write_text(f"open({str(ours / 'ran')!r}, 'a').write(__name__)")
    (ours / "command.py").write_text(COMMAND)
    root = str(Path(__file__).parents[2])
    subprocess.run(
        [sys.executable, str(ours / "command.py")],
        cwd=theirs,
        env=os.environ | {"PYTHONPATH": root},
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert not (ours / "ran").exists()
