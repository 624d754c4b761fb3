"""What students are given: the released notebooks and the grader as a wheel, without solutions.

python -m grader.classroom.authoring.handout [FOLDER]    writes FOLDER and FOLDER.zip
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.classroom.authoring.build import ROOT, release_path, stages

FOLDER = Path("build", "handout")
CACHES = shutil.ignore_patterns("__pycache__")

ABOUT = """\
# The training loop course

Fourteen notebooks on the PyTorch training loop, and a grader that names the mistake.
You need Python 3.11 or newer. In this folder, on Linux or macOS:

    python3 -m venv .venv
    .venv/bin/python -m pip install --constraint constraints.txt {wheel}
    .venv/bin/python -m grader.command.jupyter notebooks

On Windows:

    py -m venv .venv
    .venv\\Scripts\\python -m pip install --constraint constraints.txt {wheel}
    .venv\\Scripts\\python -m grader.command.jupyter notebooks

Open `00_start` first. It takes 20 minutes and shows how a card reads.

What your `check(...)` compares with, the practice references, can be read in the installed
package: reading them first spoils the exercise, and earns nothing. Marks are decided elsewhere, on
numbers that belong to your submission alone.
"""


class Failed(RuntimeError):
    """The handout could not be made; the message says why."""


def wheel(root: Path, folder: Path) -> Path:
    """Build the grader's wheel into a folder.

    Raises:
        Failed: if pip cannot.
    """
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    with TemporaryDirectory() as place:
        # A build takes over what an earlier one left beside the sources, deleted files too.
        source = Path(place, "course")
        shutil.copytree(root / "grader", source / "grader", ignore=CACHES)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copyfile(root / name, source / name)
        done = subprocess.run(
            [*words, "--wheel-dir", str(folder), str(source)], capture_output=True, text=True
        )
    if done.returncode:
        raise Failed(f"pip could not build the wheel: {done.stderr.strip().splitlines()[-1]}")
    (made,) = folder.glob("*.whl")
    return made


def handout(root: Path, folder: Path) -> Path:
    """Write the folder that students are given, and the same as an archive beside it.

    Args:
        root: The course's repository.
        folder: Where it is written; what a handout left there before is replaced.

    Returns:
        The archive.

    Raises:
        Failed: if something else lies there, or the wheel cannot be built.
    """
    _make_room(folder)
    made = wheel(root, folder)
    for stage in stages(root):
        source = release_path(root, stage)
        target = folder / "notebooks" / stage / source.name
        target.parent.mkdir(parents=True)
        shutil.copyfile(source, target)
    shutil.copyfile(root / "constraints.txt", folder / "constraints.txt")
    (folder / "README.md").write_text(ABOUT.format(wheel=made.name), "utf-8")
    shutil.copyfile(root / "LICENSE", folder / "LICENSE")
    return Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))


def _make_room(folder: Path) -> None:
    if folder.is_dir() and (any(folder.glob("*.whl")) or not any(folder.iterdir())):
        shutil.rmtree(folder)
    if folder.exists() or folder.is_symlink():
        raise Failed(f"{folder} is there already, and is no handout: name another folder")
    folder.mkdir(parents=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the handout and say where it is."""
    parser = argparse.ArgumentParser(prog="handout", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / FOLDER)
    folder = parser.parse_args(arguments).folder
    try:
        archive = handout(ROOT, folder.absolute())
    except (Failed, OSError) as error:
        print(f"handout: {error}", file=sys.stderr)
        return 2
    print(f"For students: {archive}\nThe same as a folder: {folder.absolute()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
