"""A new course folder that nbgrader, the formgrader and ``grader autograde`` take as it is."""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from grader.classroom import config as settings
from grader.classroom.authoring.build import ROOT, solution_path, stages
from grader.classroom.config import SECRET
from grader.classroom.courses import texts
from grader.classroom.grading.causes import cause
from grader.classroom.steps.secret import provide_secret
from grader.course.catalogue import nearest
from grader.render.printable import printable

NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)
CONFIG_FILE = "nbgrader_config.py"
OPEN_TO_ALL = 0o777  # nbgrader's exchange is written to by everybody
PRIVATE = 0o700  # solutions, marks and the secret
LAST_LINES = 3


@dataclass(frozen=True)
class Wanted:
    """A course that is to be made.

    Attributes:
        folder: Where.
        name: Its id, by which the exchange tells courses apart.
        exchange: The folder of nbgrader's exchange, if there is one.
    """

    folder: Path
    name: str
    exchange: Path | None = None


def chosen_stages(told: str | None) -> list[str]:
    """Return the stages that are meant by numbers or names with commas between them.

    Raises:
        ValueError: if one of them is not there, or no stage is.
    """
    known = stages()
    if not known:
        raise ValueError("Run this in a checkout of the course, with its solutions.")
    if told is None:
        return known
    words = [word.strip() for word in told.split(",") if word.strip()]
    if not words:
        raise ValueError("--stages names no stage: give numbers such as 01,07,08.")
    return list(dict.fromkeys(_stage(word, known) for word in words))


def _stage(word: str, known: Sequence[str]) -> str:
    number = f"{word:0>2}" if word.isascii() and word.isdigit() else ""
    for stage in known:
        if stage == word or (number and stage.startswith(f"{number}_")):
            return stage
    raise ValueError(f"There is no stage {printable(word)}.{nearest(word, known)}")


def wanted(folder: Path, name: str | None, exchange: Path | None) -> Wanted:
    """Return what is to be made, looked at before anything is.

    Raises:
        ValueError: if it cannot be made there, or so.
    """
    folder = folder.absolute()
    name = folder.resolve().name if name is None else name
    check_name(name)
    check_empty(folder)
    if exchange is not None:
        exchange = exchange.absolute()
        check_exchange(folder, exchange)
    return Wanted(folder, name, exchange)


def check_name(name: str) -> None:
    """Look at a course's id.

    Raises:
        ValueError: if nbgrader's exchange could not tell it from its own signs.
    """
    if not NAME.fullmatch(name):
        raise ValueError(
            f"{printable(name) or 'Nothing'} is no id for a course: give one with --name, of "
            "letters, digits, dots, hyphens and underscores."
        )


def check_empty(folder: Path) -> None:
    """Look at a place for a course.

    Raises:
        ValueError: if something is there already.
    """
    if folder.is_symlink() and not folder.exists():
        raise ValueError(f"{folder} is a link to nothing: choose another folder.")
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file: choose another folder.")
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty: choose another folder.")


def check_exchange(folder: Path, exchange: Path) -> None:
    """Look at a place for an exchange.

    Raises:
        ValueError: if learners could read the course there, or it is no folder.
    """
    if exchange.exists() and not exchange.is_dir():
        raise ValueError(f"The exchange {exchange} is a file: name a folder.")
    inner, outer = exchange.resolve(), folder.resolve()
    if inner == outer or inner.is_relative_to(outer) or outer.is_relative_to(inner):
        raise ValueError(
            f"The exchange {exchange} and the course {folder} lie in one another: everybody reads "
            "and writes the exchange, and nobody but you may read the course."
        )


def make(course: Wanted, chosen: Sequence[str]) -> None:
    """Make a course with some stages of this one.

    Raises:
        ValueError: if that fails; nothing is left of it then.
    """
    with whole(course.folder):
        for stage in chosen:
            source = course.folder / "source" / stage
            source.mkdir(parents=True)
            shutil.copyfile(solution_path(ROOT, stage), source / f"{stage}.ipynb")
        text = texts.config(course.name, course.exchange)
        (course.folder / CONFIG_FILE).write_text(text, encoding="utf-8")
        finish(course, chosen, settings.course(course.folder))


def finish(course: Wanted, chosen: Sequence[str], config: Config) -> None:
    """Make what follows from sources and settings: secret, exchange, release and README."""
    if course.exchange and not course.exchange.exists():
        course.exchange.mkdir(parents=True)
        course.exchange.chmod(OPEN_TO_ALL)
    provide_secret(course.folder / SECRET, lambda: False)
    release(config, course.name, chosen)
    readme = texts.readme(course.name, list(chosen), course.exchange)
    (course.folder / "README.md").write_text(readme, encoding="utf-8")


def release(config: Config, name: str, chosen: Sequence[str]) -> None:
    """Let nbgrader release assignments into the course's own folder.

    Raises:
        ValueError: if it refuses one; its own words are in the message.
    """
    config = Config(config)  # of our own: nbgrader's is left as it was
    config.CourseDirectory.course_id = name
    config.Application.log_level = config.NbGrader.log_level = logging.ERROR
    api = NbGraderAPI(config=config)
    for stage in chosen:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader tells its own log of what it skips
            result = api.generate_assignment(stage, create=True, force=True)
        if not result["success"]:
            raise ValueError(f"nbgrader could not release {stage}: {_told(result)}")


def _told(result: dict[str, Any]) -> str:
    lines = str(result.get("log") or result.get("error") or "no reason given").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    return printable(" ".join(said[-LAST_LINES:]), 300)


@contextlib.contextmanager
def whole(folder: Path) -> Iterator[None]:
    """Make a folder and what is in it, or leave nothing there."""
    before = folder.exists()
    try:
        folder.mkdir(PRIVATE, parents=True, exist_ok=True)
        yield
    except BaseException as error:
        _clear(folder, before)
        if isinstance(error, OSError):
            raise ValueError(f"No course can be made at {folder}: {cause(error)}.") from error
        raise


def _clear(folder: Path, keep: bool) -> None:
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
