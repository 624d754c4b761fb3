"""What of a course no submission may see."""

from __future__ import annotations

from pathlib import Path

from grader.classroom.config import course
from grader.classroom.private import private


def test_all_that_a_course_keeps_is_private_wherever_it_lies(tmp_path: Path) -> None:
    config = course(tmp_path / "course", submitted_directory=str(tmp_path / "handed_in"))
    config.CourseDirectory.db_url = f"sqlite:///{tmp_path / 'marks.db'}"
    config.Judged.secret = str(tmp_path / "secret")
    config.Exchange.root = str(tmp_path / "exchange")
    config.Exchange.cache = str(tmp_path / "cache")
    names = {"course", "handed_in", "marks.db", "marks.db-wal", "secret", "exchange", "cache"}
    assert {tmp_path / name for name in names} <= set(private(config))


def test_what_nbgrader_takes_when_nothing_is_said_is_private_too(tmp_path: Path) -> None:
    found = set(private(course(tmp_path)))
    assert Path("/usr/local/share/nbgrader/exchange") in found
    names = ("", "source", "submitted", "autograded", "feedback", "gradebook.db", ".grader_secret")
    assert {tmp_path / name for name in names} <= found
