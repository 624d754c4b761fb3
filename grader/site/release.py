"""Everything that a release consists of, made by one command.

python -m grader.site.release [FOLDER]    wheel, handout, site and changelog, in some minutes
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.classroom.authoring import handout
from grader.classroom.authoring.build import ROOT
from grader.site import build
from grader.site.pages import Chosen

FOLDER = Path("build", "release")
CHANGELOG = "CHANGELOG.md"
CHANGES = Path("docs", "changes")


def version(root: Path) -> str:
    """Return the version that is released, from ``pyproject.toml``."""
    told = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def changelog(root: Path, folder: Path) -> Path:
    """Write the changelog with what was collected since the last release; nothing is taken away.

    Raises:
        Failed: if a change cannot be read.
    """
    with TemporaryDirectory() as place:
        for name in ("pyproject.toml", CHANGELOG):
            shutil.copyfile(root / name, Path(place, name))
        shutil.copytree(root / CHANGES, Path(place, CHANGES))
        words = [sys.executable, "-m", "towncrier", "build", "--keep", "--version", version(root)]
        done = subprocess.run(words, cwd=place, capture_output=True, text=True)
        if done.returncode:
            raise build.Failed(f"the changelog could not be made: {done.stderr.strip()[-200:]}")
        return Path(shutil.copyfile(Path(place, CHANGELOG), folder / CHANGELOG))


def release(root: Path, folder: Path, chosen: Chosen) -> list[Path]:
    """Write a release; return its parts.

    Args:
        root: The repository, with its notebooks built.
        folder: Where it is written; a release that is there is replaced.
        chosen: What goes into the site.

    Raises:
        handout.Failed: if something else lies there, or the wheel cannot be built.
        Failed: if site or changelog cannot be made.
    """
    _make_room(folder)
    notes = changelog(root, folder)
    wheel = handout.wheel(root, folder)
    archive = handout.handout(root, folder / "handout")
    build.site(root, folder / "site", chosen)
    return [notes, wheel, archive, folder / "site"]


def _make_room(folder: Path) -> None:
    if folder.is_dir() and ((folder / CHANGELOG).is_file() or not any(folder.iterdir())):
        shutil.rmtree(folder)
    if folder.exists() or folder.is_symlink():
        raise build.Failed(f"{folder} is there already, and is no release: name another folder")
    folder.mkdir(parents=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a release and say what is in it."""
    parser = argparse.ArgumentParser(prog="python -m grader.site.release")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / FOLDER)
    build.add_choice(parser)
    asked = parser.parse_args(arguments)
    try:
        made = release(ROOT, asked.folder.absolute(), build.chosen(asked))
    except (build.Failed, handout.Failed, OSError, ValueError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 2
    print(f"Version {version(ROOT)}:", *made, sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
