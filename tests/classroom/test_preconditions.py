"""What keeps a class from being graded is said in one sentence, before anything is judged."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.classroom.grading import preconditions
from grader.classroom.grading.course import Course
from grader.classroom.grading.preconditions import alone, check_gradebook, check_room
from grader.command import autograde
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no time for whoever holds the gradebook."""
    monkeypatch.setattr(preconditions, "LOCK_SECONDS", 0.0)


def refused(check: Callable[[Course], None], folder: Path) -> str:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        check(Course(tiny.settings(folder)))
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_a_sound_course_is_not_refused_and_not_changed(again: Path) -> None:
    (again / ".grader" / "lock").touch()  # that there was another one before is no matter
    course = Course(tiny.settings(again))
    before = {name: text for name, (_, text) in tiny.contents(again).items()}
    with alone(course):
        check_gradebook(course)
        check_room(course)
        held = {name: text for name, (_, text) in tiny.contents(again).items()}
    assert {name for name in held if held[name] != before.get(name)} == {
        str(again / ".grader" / "lock")
    }
    with alone(course):
        pass


# The gradebook -------------------------------------------------------------------------------


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as book:
        book.execute("BEGIN IMMEDIATE")
        yield


@contextlib.contextmanager
def _missing(path: Path) -> Iterator[None]:
    path.unlink()
    yield


@contextlib.contextmanager
def _text(path: Path) -> Iterator[None]:
    path.write_text("student,mark\nada,4\n" * 100)
    yield


@contextlib.contextmanager
def _cut(path: Path) -> Iterator[None]:
    path.write_bytes(path.read_bytes()[:9000])
    yield


@contextlib.contextmanager
def _garbled(path: Path) -> Iterator[None]:
    content = bytearray(path.read_bytes())
    content[5000:30000] = os.urandom(25000)
    path.write_bytes(content)
    yield


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[None]:
    path.unlink()
    path.mkdir()
    yield


@contextlib.contextmanager
def _read_only(path: Path) -> Iterator[None]:
    def opened(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preconditions, "_open", opened)  # whoever is root may write to any file
        yield


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (_locked, "is locked by another program"),
        (_missing, "There is no gradebook at"),
        (_text, "is no gradebook"),
        (_cut, "is damaged"),
        (_garbled, "is damaged"),
        (_folder, "cannot be opened"),
        (_read_only, "is read-only"),
    ],
)
def test_a_gradebook_that_cannot_be_written_to_is_told(
    again: Path, trouble: Callable[[Path], contextlib.AbstractContextManager[None]], told: str
) -> None:
    with trouble(again / "gradebook.db"):
        assert told in refused(check_gradebook, again)


# The disk, and other graders -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "no room left on the disk"),
        (errno.EDQUOT, "may not take more room"),
        (errno.EROFS, "read-only"),
    ],
)
def test_a_full_or_read_only_disk_is_told(
    again: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    before = tiny.contents(again)
    monkeypatch.setattr(os, "fsync", fail)
    assert told in refused(check_room, again)
    assert tiny.contents(again) == before


def test_a_second_grader_is_told_who_the_first_is(again: Path) -> None:
    first = Course(tiny.settings(again))

    def second(course: Course) -> None:
        with alone(course):
            pytest.fail("two at a time")

    with alone(first):
        told = refused(second, again)
    assert f"process {os.getpid()}" in told
    with alone(first):
        pass


def test_a_course_folder_that_cannot_be_written_to_is_told(again: Path) -> None:
    (again / ".grader" / "lock").unlink(missing_ok=True)
    (again / ".grader").rename(again / "elsewhere")
    (again / ".grader").write_text("not a folder")

    def enter(course: Course) -> None:
        with alone(course):
            pass

    assert "Nothing can be written to the course folder" in refused(enter, again)


# All of it at the command -----------------------------------------------------------------------


@contextlib.contextmanager
def _full(path: Path) -> Iterator[None]:
    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        yield


@contextlib.contextmanager
def _taken(path: Path) -> Iterator[None]:
    with alone(Course(tiny.settings(path.parent))):
        yield


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (_locked, "is locked by another program"),
        (_text, "is no gradebook"),
        (_cut, "is damaged"),
        (_read_only, "is read-only"),
        (_full, "no room left on the disk"),
        (_taken, "process {}"),
    ],
)
def test_the_command_tells_it_in_one_sentence_and_judges_nothing(
    again: Path,
    trouble: Callable[[Path], contextlib.AbstractContextManager[None]],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(again)
    monkeypatch.setattr(autograde, "judging", lambda *_: pytest.fail("a judge was started"))
    with trouble(again / "gradebook.db"):
        assert main(["autograde", "--force"]) == 2
    said = capsys.readouterr().err.strip()
    assert told.format(os.getpid()) in said
    assert len(said.splitlines()) == 1
