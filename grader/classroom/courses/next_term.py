"""Next term's course: the same assignments and settings, and nothing of anybody's work."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange
from traitlets.config import Config

from grader.classroom.config import SECRET
from grader.classroom.courses import assignments
from grader.classroom.courses.checks import loaded, open_course, with_ours
from grader.classroom.courses.new import CONFIG_FILE, Wanted, finish, wanted, whole
from grader.classroom.grading.course import Course
from grader.classroom.private import private
from grader.render.printable import printable

TAKEN = (CONFIG_FILE, "autotests.yml")  # beside sources: what may hold nobody's work
ID_LINE = re.compile(r"^(\s*c\.CourseDirectory\.course_id\s*=\s*)(.+)$", re.MULTILINE)
POINTS = "{stage}: {name} is worth {points:g} points, as in the gradebook."
MADE_ANEW = ("release", "README.md")
WORK = ("gradebook.db", "exports", "downloaded")


@dataclass(frozen=True)
class Followed:
    """What became of next term's course.

    Attributes:
        course: Where it is.
        stages: Its assignments.
        points: Sentences on points that were taken over from the gradebook.
        left: What was not taken over.
        lost: Assignments that only the gradebook had.
    """

    course: Wanted
    stages: tuple[str, ...]
    points: tuple[str, ...]
    left: tuple[str, ...]
    lost: tuple[str, ...]


def follow(folder: Path, to: Path | None, name: str | None) -> Followed:
    """Make next term's course beside one.

    Args:
        folder: The course of this term.
        to: Where the new one goes; by default beside it, with ``-next`` behind its name.
        name: Its id; by default the name of its folder.

    Raises:
        ValueError: if that cannot be done; nothing is left of the new one then.
    """
    before, _ = open_course(folder)
    root = before.root.resolve()
    new = wanted(to or root.with_name(f"{root.name}-next"), name, _exchange(before))
    _check_apart(root, new)
    stages = tuple(assignments.sources(before))
    if not stages:
        raise ValueError(f"{folder} has no sources to make a course of.")
    with whole(new.folder):
        _copy(before, new)
        config = with_ours(loaded(new.folder), new.folder)
        _check_own(before, config, new.folder)
        finish(new, stages, config)
        points = tuple(_keep_points(before, CourseDirectory(config=config).db_url))
    return Followed(new, stages, points, _left(before), _lost(before, stages))


def _exchange(course: Course) -> Path | None:
    named = "root" in course.config["Exchange"]
    return Path(Exchange(config=course.config).root) if named else None


def _check_apart(root: Path, new: Wanted) -> None:
    if new.folder.resolve().is_relative_to(root) or root.is_relative_to(new.folder.resolve()):
        raise ValueError(f"{new.folder} and this course lie in one another: choose another folder.")
    if new.name == _id(loaded(root)):
        raise ValueError(
            f"This term's course has the id {new.name} too, so the exchange would mix them: give "
            "another one with --name."
        )


def _id(config: Config) -> str:
    return str(CourseDirectory(config=config).course_id)


def _copy(before: Course, new: Wanted) -> None:
    source = before.path(before.folders.source_directory, ".", "")
    if not source.resolve().is_relative_to(before.root.resolve()):
        raise ValueError(
            f"The sources lie elsewhere, in {source}: copy them into the course first."
        )
    target = new.folder / source.resolve().relative_to(before.root.resolve())
    shutil.copytree(source, target, symlinks=True)
    for name in TAKEN:
        if (before.root / name).is_file():
            shutil.copy(before.root / name, new.folder / name)
    _rename(new.folder / CONFIG_FILE, new.name)


def _rename(path: Path, name: str) -> None:
    """Give the settings another course id, and leave all else as it stands there."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if ID_LINE.search(text):
        text = ID_LINE.sub(lambda found: f"{found[1]}{name!r}", text)
    else:
        text = f"{text.rstrip()}\n\nc.CourseDirectory.course_id = {name!r}\n".lstrip()
    ast.parse(text)
    path.write_text(text, encoding="utf-8")


def _check_own(before: Course, config: Config, folder: Path) -> None:
    """See that the new settings name nothing of the old course.

    Raises:
        ValueError: if they do, since both would write to it.
    """
    shared = set(private(config)) - {Path(Exchange(config=config).root)}
    shared -= {Path(Exchange(config=config).cache)}
    old = before.root.resolve()
    for path in sorted(shared):
        if path.resolve().is_relative_to(old):
            raise ValueError(
                f"{CONFIG_FILE} names {path}, which belongs to this term's course: write it "
                "relative to the course folder first, then start again."
            )
    if CourseDirectory(config=config).db_url == before.folders.db_url:
        raise ValueError(
            f"{CONFIG_FILE} names the gradebook {printable(before.folders.db_url, 200)}: next term "
            "needs one of its own."
        )
    if (folder / SECRET).exists():
        raise ValueError(f"{folder} has a secret already.")


def _keep_points(before: Course, db_url: str) -> Iterator[str]:
    """Give cells the points that the old gradebook has for them; yield what was changed."""
    worth = assignments.worth(before)
    with Gradebook(db_url) as book:
        for assignment in book.assignments:
            for made in assignment.notebooks:
                for cell in made.grade_cells:
                    before_it = worth.get(assignment.name, {}).get(made.name, {})
                    points = before_it.get(cell.name, cell.max_score)
                    if points != cell.max_score:
                        cell.max_score = points
                        yield POINTS.format(stage=assignment.name, name=cell.name, points=points)
        book.db.commit()


def _left(before: Course) -> tuple[str, ...]:
    first = Path(before.folders.source_directory).parts[:1]
    steps = ("submitted", "autograded", "feedback")
    work = {getattr(before.folders, f"{step}_directory") for step in steps}
    taken = {*TAKEN, *MADE_ANEW, *WORK, *work, *first}
    names = {path.name for path in before.root.iterdir() if not path.name.startswith(".")}
    return tuple(sorted(names - taken))


def _lost(before: Course, stages: tuple[str, ...]) -> tuple[str, ...]:
    with before.gradebook() as book:
        known = {assignment.name for assignment in book.assignments}
    return tuple(sorted(known - set(stages)))
