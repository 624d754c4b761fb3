"""The public site, as a folder of plain files that any web server can serve.

python -m grader.site.build [FOLDER]                         all of it, in some minutes
python -m grader.site.build --stages 01_loop --mistakes missing_step missing_zero_grad
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.classroom.authoring.build import ROOT, stages
from grader.course.catalogue import mistakes, nearest
from grader.diagnose import crash
from grader.lab import page as lab
from grader.site import dictionary, errors, guide, lessons, symptoms
from grader.site.pages import Chosen, Page, write

FOLDER = Path("build", "site")
SIGN = "static/site.css"  # by which a site is known that may be replaced


class Failed(RuntimeError):
    """The site could not be built; the message says why."""


def everything() -> Chosen:
    """Return all that there is."""
    return Chosen(stages(), list(mistakes()), list(crash.entries()))


def site(root: Path, folder: Path, chosen: Chosen) -> int:
    """Build a site; return how many pages it has.

    Args:
        root: The repository, with its notebooks built.
        folder: Where it is written; a site that is there is replaced.
        chosen: What goes into it.

    Raises:
        Failed: if something else lies there, or the search index cannot be made.
    """
    _make_room(folder)
    count = write(folder, pages(root, chosen))
    (folder / "lab.html").write_text(lab.page(home="index.html"), encoding="utf-8")
    _index(folder)
    return count + 1


def pages(root: Path, chosen: Chosen) -> Iterator[Page]:
    """Yield every page but the lab."""
    counts = {
        "lessons": len(chosen.stages),
        "mistakes": len(chosen.mistakes),
        "errors": len(chosen.errors),
    }
    yield Page("index.html", "Start", "home.html.j2", "", counts)
    yield Page("search.html", "Search", "search.html.j2", "")
    yield from lessons.pages(root, chosen.stages)
    yield from dictionary.pages(chosen)
    yield dictionary.index(chosen.mistakes)
    yield symptoms_page(chosen.mistakes)
    yield from errors.pages(root, chosen)
    yield errors.index(root, chosen.errors)
    yield from guide.pages(root)


def symptoms_page(slugs: Sequence[str]) -> Page:
    """Return the list of mistakes by what is seen of them."""
    seen = {slug: dictionary.shown(slug).symptoms for slug in slugs}
    content = {"lead": [symptoms.LEAD], "groups": symptoms.groups(seen)}
    return Page("mistakes/symptoms.html", "What do you see?", "list.html.j2", "", content)


def _make_room(folder: Path) -> None:
    if folder.is_dir() and ((folder / SIGN).is_file() or not any(folder.iterdir())):
        shutil.rmtree(folder)
    if folder.exists() or folder.is_symlink():
        raise Failed(f"{folder} is there already, and is no site: name another folder")
    folder.mkdir(parents=True)


def _index(folder: Path) -> None:
    words = [sys.executable, "-m", "pagefind", "--silent", "--site", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"the search index could not be made: {done.stderr.strip()[-200:]}")


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose what goes into a site."""
    parser.add_argument("--stages", nargs="+", metavar="STAGE", help="only these (all)")
    parser.add_argument("--mistakes", nargs="+", metavar="SLUG", help="only these (all)")
    parser.add_argument("--errors", nargs="+", metavar="SLUG", help="only these (all)")


def chosen(asked: argparse.Namespace) -> Chosen:
    """Return what is asked for, or everything.

    Raises:
        ValueError: if something of that is not there.
    """
    known = everything()
    return Chosen(
        _known("stage", asked.stages, known.stages),
        _known("mistake", asked.mistakes, known.mistakes),
        _known("error", asked.errors, known.errors),
    )


def _known(what: str, asked: list[str] | None, known: Sequence[str]) -> Sequence[str]:
    for name in asked or []:
        if name not in known:
            raise ValueError(f'there is no {what} "{name}".{nearest(name, known)}')
    return known if asked is None else asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m grader.site.build")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / FOLDER)
    add_choice(parser)
    asked = parser.parse_args(arguments)
    folder = asked.folder.absolute()
    try:
        count = site(ROOT, folder, chosen(asked))
    except (Failed, OSError, ValueError) as error:
        print(f"site: {error}", file=sys.stderr)
        return 2
    print(f"{count} pages: {folder}\nTo look at it: python -m http.server --directory {folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
