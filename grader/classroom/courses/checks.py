"""What is wrong with a course, in sentences: what, where, and what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbgrader.exchange.default import Exchange
from sqlalchemy.exc import DBAPIError
from traitlets import TraitError
from traitlets.config import Config

from grader.classroom import config as settings
from grader.classroom.config import SECRET
from grader.classroom.courses import assignments
from grader.classroom.courses.new import CONFIG_FILE, NAME
from grader.classroom.courses.spelling import misspelt
from grader.classroom.grading.causes import cause
from grader.classroom.grading.course import HOUSE, Course
from grader.classroom.grading.penalties import check_plugin
from grader.classroom.grading.preconditions import check_gradebook, check_room
from grader.classroom.private import private
from grader.classroom.steps.judge import Judged
from grader.classroom.steps.secret import course_secret
from grader.judge.host.sandbox import Sandbox, TooWeak
from grader.render.printable import listed, printable

LEAST_ROOM = 2**30
NAMES = 4
NO_LINES = (
    f"{CONFIG_FILE} lacks the two lines of grader.classroom.config, so nbgrader's own commands run "
    "learners' code with your rights: add `from grader.classroom.config import course` and "
    '`c.merge(course("."))`.'
)
NO_ID = (
    "No course id is set: give one in nbgrader_config.py, as c.CourseDirectory.course_id, or "
    "nbgrader's exchange cannot tell this course from others."
)
ROOM = (
    "{free:.1f} GB are free on the disk of the course: a class of 100 takes about one for each "
    "assignment. Make room before you grade."
)
SEEN = (
    "Everybody on this machine can read the course folder, with its solutions: close it with "
    "`chmod o-rwx {folder}`."
)


@dataclass(frozen=True)
class Found:
    """What one check found.

    Attributes:
        what: What was looked at, in a word or two.
        wrong: What has to be mended.
        worth: What is worth knowing.
    """

    what: str
    wrong: tuple[str, ...] = ()
    worth: tuple[str, ...] = ()


def open_course(folder: Path) -> tuple[Course, bool]:
    """Return a course as its settings say, and whether they have our two lines.

    Raises:
        ValueError: if there is no course, or its settings cannot be read.
    """
    if not folder.is_dir():
        raise ValueError(f"There is no folder {folder}.")
    if not (folder / CONFIG_FILE).is_file() and not (folder / "source").is_dir():
        raise ValueError(
            f"{folder} is no course: it has neither {CONFIG_FILE} nor source. "
            "Make one with `grader course new`."
        )
    config = loaded(folder)
    return Course(with_ours(config, folder), frozen=True), settings.is_judged(config)


def with_ours(config: Config, folder: Path) -> Config:
    """Return settings with what our two lines say, where they are not there."""
    if settings.is_judged(config):
        return config
    ours = settings.course(folder)
    ours.merge(config)
    return ours


def loaded(folder: Path) -> Config:
    """Return the settings of a course folder; nbgrader reads them where it is started."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return settings.load()
    finally:
        os.chdir(before)


def checks(course: Course, judged: bool) -> Iterator[Found]:
    """Look at everything that grading a class needs; nothing is changed.

    Args:
        course: The course.
        judged: Whether its settings have our two lines.
    """
    yield Found("settings", wrong=(*(() if judged else (NO_LINES,)), *misspelt(course.config)))
    yield _about_name(course)
    yield _exchange(course)
    yield _tried("gradebook", lambda: check_gradebook(course))
    for what, look in (("assignments", assignments.wrong), ("kernels", _kernels)):
        yield _listed(what, course, look)
    yield _tried("penalties", lambda: check_plugin(course))
    yield _tried("secret", lambda: _check_secret(course))
    yield _disk(course)
    yield _tried("isolation", lambda: _check_isolation(course))


def _tried(what: str, check: Callable[[], Any]) -> Found:
    """Return what a check says that raises an exception when something is wrong."""
    try:
        check()
    except (ValueError, OSError, DBAPIError, TooWeak, RuntimeError, TraitError) as error:
        return Found(what, wrong=(_sentence(error),))
    return Found(what)


def _sentence(error: BaseException) -> str:
    if isinstance(error, (ValueError, TooWeak)):
        return " ".join(str(error).split())
    told = cause(error)
    return f"{told[:1].upper()}{told[1:]}."


def _listed(what: str, course: Course, look: Callable[[Course], Iterator[str]]) -> Found:
    try:
        return Found(what, wrong=tuple(look(course)))
    except (ValueError, OSError, DBAPIError):  # said of the gradebook already
        return Found(what, worth=("not looked at, since the gradebook cannot be read.",))


def _about_name(course: Course) -> Found:
    name = course.folders.course_id
    if not name:
        return Found("course id", worth=(NO_ID,))
    if not NAME.fullmatch(name):
        return Found(
            "course id",
            wrong=(f"The course id {printable(name)} has more than letters, digits and `.-_`.",),
        )
    return Found("course id")


def _exchange(course: Course) -> Found:
    if "root" not in course.config["Exchange"]:
        return Found("exchange")  # work comes in another way
    root = Path(Exchange(config=course.config).root)
    if not root.is_dir():
        told = f"The exchange {root} is not there: make that folder, open to all who hand in."
        return Found("exchange", wrong=(told,))
    if not os.access(root, os.W_OK | os.X_OK):
        return Found("exchange", wrong=(f"You may not write to the exchange {root}.",))
    seen = course.root.stat().st_mode & 0o007
    return Found("exchange", worth=(SEEN.format(folder=course.root),) if seen else ())


# The machine ---------------------------------------------------------------------------------


def _kernels(course: Course) -> Iterator[str]:
    here = set(KernelSpecManager().find_kernel_specs())
    missing: dict[str, list[str]] = {}
    for stage, paths in assignments.sources(course).items():
        for name in {_kernel(path) for path in paths} - here - {""}:
            missing.setdefault(name, []).append(stage)
    for name, asked in missing.items():
        yield (
            f"The kernel {printable(name)} of {listed(asked, NAMES)} is not installed: "
            f"run `python -m ipykernel install --sys-prefix --name {printable(name)}`."
        )


def _kernel(path: Path) -> str:
    try:
        told = nbformat.read(path, as_version=4).metadata.get("kernelspec", {})
    except Exception:  # said elsewhere
        return ""
    return str(told.get("name", ""))


def _check_secret(course: Course) -> None:
    judged = Judged(config=course.config)
    if judged.seed < 0:
        shared = bool(course.config["CourseDirectory"].get("groupshared", False))
        course_secret(Path(judged.secret or course.root / SECRET), shared=shared)


def _disk(course: Course) -> Found:
    free = shutil.disk_usage(course.root).free
    if free < LEAST_ROOM:
        return Found("disk", wrong=(ROOM.format(free=free / LEAST_ROOM),))

    def try_out() -> None:
        (course.root / HOUSE).mkdir(exist_ok=True)
        check_room(course)

    return _tried("disk", try_out)


def _check_isolation(course: Course) -> None:
    judged = Judged(config=course.config)
    with Sandbox(judged.limits(), private(course.config)) as sandbox:
        sandbox.insist(judged.allow_weaker_isolation)
