"""What is graded again, what is only written again, and what is left alone."""

from __future__ import annotations

import errno
import json
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError, SAWarning

from grader.classroom.config import WEIGHTS, BadSetting
from grader.classroom.grading import saver
from grader.classroom.grading.compare import outdated
from grader.classroom.grading.course import CHANGED, HANDED_IN, LOST, NEW, Course, Plan
from grader.classroom.grading.graded_already import Entry, GradedAlready
from grader.classroom.grading.penalties import recompute
from grader.classroom.grading.saver import Saver, write, write_kept
from grader.classroom.steps import versions
from grader.classroom.steps.save import SaveMarks
from grader.command import points
from grader.course.catalogue import exercise
from tests.classroom import tiny

STEP = "01_loop/train_step"
pytestmark = pytest.mark.xdist_group("tiny")
ROW = "(SELECT id FROM submitted_assignment WHERE student_id = ?)"


def planned(folder: Path, stage: str = "one", **settings: Any) -> Plan:
    config = tiny.settings(folder)
    config.merge(settings)
    course = Course(config)
    return course.plan(stage, course.students(stage))


def notebook(folder: Path, student: str = "ada") -> Path:
    return folder / "autograded" / student / "one" / "one.ipynb"


# What marks say ------------------------------------------------------------------------------


def test_marks_are_the_share_of_what_the_gradebook_says_a_cell_is_worth(again: Path) -> None:
    course = Course(tiny.settings(again))
    scores = {s: {w: m[s] for w, m in course.marks(s).items()} for s in tiny.CLASS}
    wrong = scores["one"]["ben"][tiny.GRADED]
    assert scores["one"]["ada"] == {tiny.GRADED: 4.0}
    assert wrong is not None
    assert 0 < wrong < 4
    assert scores["rich"] == {"ben": {tiny.GRADED: 2 * wrong}}
    shown = nbformat.read(again / "autograded" / "ben" / "rich" / "rich.ipynb", 4).cells[2]
    assert f"counts 8 instead of 4 points: {wrong:g} become {2 * wrong:g}" in str(shown.outputs)


def test_an_exercise_that_is_gone_waits_for_a_person_and_is_told(again: Path) -> None:
    course = Course(tiny.settings(again))
    assert course.marks("old") == {"ada": {"old": {tiny.GRADED: None}}}
    with course.gradebook() as book:
        (grade,) = book.find_submission_notebook("old", "old", "ada").grades
        assert grade.needs_manual_grade
    (note,) = course.plan("old", ["ada"]).notes
    assert '"01_loop/train", an exercise that this version of the course does not have' in note
    assert 'Did you mean "01_loop/train_step"?' in note
    text = (again / "autograded" / "ada" / "old" / "old.ipynb").read_text("utf-8")
    assert "It waits to be graded by hand" in text


def test_marks_record_versions_in_the_ledger_and_in_the_notebook(again: Path) -> None:
    entry = GradedAlready(again / ".grader" / "ledger.jsonl").find("one", "ada")
    assert entry is not None
    assert entry.versions.keys() == {"grader", "torch", "course"}
    assert all(entry.versions.values())
    assert nbformat.read(notebook(again), 4).metadata[versions.KEY] == entry.versions


# What is judged again, and why ---------------------------------------------------------------


def _nothing(folder: Path) -> None: ...


def _no_ledger(folder: Path) -> None:
    (folder / ".grader" / "ledger.jsonl").unlink()


def _no_notebook(folder: Path) -> None:
    os.remove(notebook(folder))


def _other_notebook(folder: Path) -> None:
    notebook(folder).chmod(0o644)
    notebook(folder).write_text(notebook(folder).read_text("utf-8").replace("4.0", "3.0"))


def _other_work(folder: Path) -> None:
    (folder / "submitted" / "ada" / "one" / "note.txt").write_text("I forgot this.")


def _other_points(folder: Path) -> None:
    tiny.change(folder, "UPDATE grade_cells SET max_score = 10")


def _other_data(folder: Path) -> None:
    (folder / "source" / "one" / "data.txt").write_text("mended")


def _other_secret(folder: Path) -> None:
    (folder / ".grader_secret").write_text("ab" * 32)


def _weights(address: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        text = points.quoted(exercise(address).promises[0].text)
        (folder / WEIGHTS).write_text(f'["{address}"]\n{text} = 2.5\n')

    return damage


def _lost_marks(folder: Path) -> None:
    for table in ("grade", "comment", "submitted_notebook", "submitted_assignment"):
        tiny.change(folder, f"DELETE FROM {table}")


def _other_mark(folder: Path) -> None:
    tiny.change(folder, "UPDATE grade SET auto_score = 1 WHERE auto_score = 4")


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (_nothing, {}),
        (_no_ledger, {NEW: 2}),
        (_no_notebook, {LOST: 1}),
        (_other_notebook, {LOST: 1}),
        (_other_work, {HANDED_IN: 1}),
        (_other_points, {CHANGED: 2}),
        (_other_data, {CHANGED: 2}),
        (_other_secret, {CHANGED: 2}),
        (_weights(STEP), {CHANGED: 2}),
        (_weights("03_loss/mse"), {}),
        (_lost_marks, {}),
        (_other_mark, {}),
    ],
)
def test_only_what_may_give_other_marks_is_judged_again(
    again: Path, damage: Callable[[Path], None], why: dict[str, int]
) -> None:
    damage(again)
    assert planned(again).why == why


def test_weights_that_are_none_are_told_before_anything_is_judged(again: Path) -> None:
    (again / WEIGHTS).write_text(f'["{STEP}"]\n"It returns a loss." = 1\n')
    with pytest.raises(BadSetting, match=r"has no promise .It returns a loss\."):
        planned(again)


@pytest.mark.parametrize(
    ("damage", "who"), [(_nothing, []), (_lost_marks, ["ada", "ben"]), (_other_mark, ["ada"])]
)
def test_what_the_gradebook_lacks_is_written_without_judging_again(
    again: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    who: list[str],
) -> None:
    course = Course(tiny.settings(again))
    before = course.marks("one")
    damage(again)
    plan = planned(again)
    assert [entry.student for _, entry in plan.kept] == who
    told: list[Entry] = []
    with monkeypatch.context() as patch:
        patch.setattr(versions, "_installed", dict)  # those of then are kept
        write_kept(course, plan.kept, told.append)
    assert all(entry.saved and not entry.reason for entry in told)
    assert course.marks("one") == before
    assert len(planned(again).done) == 2
    test_marks_record_versions_in_the_ledger_and_in_the_notebook(again)


def test_nobody_is_warned_of_how_nbgrader_writes_what_was_lost(again: Path) -> None:
    _lost_marks(again)
    course, told = Course(tiny.settings(again)), list[Entry]()
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", SAWarning)
        write_kept(course, planned(again).kept, told.append)
    assert (len(told), [one for one in heard if one.category is SAWarning]) == (2, [])


def test_other_versions_alone_change_nothing_and_are_told(
    again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "_installed", lambda: {"grader": "99.0", "torch": "99.0"})
    plan = planned(again)
    assert len(plan.done) == 2
    assert outdated(Course(tiny.settings(again)), plan.done) == plan.done


def test_what_a_newer_grader_wrote_into_the_ledger_is_read(again: Path) -> None:
    path = again / ".grader" / "ledger.jsonl"
    lines = [json.loads(line) | {"later": 1} for line in path.read_text().splitlines()]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n[]\n")
    assert len(planned(again).done) == 2


# Late penalties ------------------------------------------------------------------------------


def due(folder: Path, when: str | None) -> None:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment("one", duedate=when)


def test_penalties_follow_due_dates_extensions_and_settings(again: Path) -> None:
    late = {"LateSubmissionPlugin": {"penalty_method": "zero"}}

    def change(**settings: Any) -> dict[str, tuple[float, float]]:
        config = tiny.settings(again)
        config.merge(settings)
        found = recompute(Course(config), planned(again).done)
        assert not any(one.reason for one in found)
        return {one.student: (one.before, one.after) for one in found}

    assert change(**late) == {}
    due(again, "2026-03-01 12:00:00 UTC")
    (_, lost) = change(**late)["ben"]
    assert 0 < lost < 4
    assert change(**late) == {}
    with Gradebook(f"sqlite:///{again / 'gradebook.db'}") as book:
        book.grant_extension("one", "ada", weeks=1)
    assert change(**late) == {"ada": (4.0, 0.0)}
    assert change() == {"ben": (lost, 0.0)}
    assert change(**late) == {"ben": (0.0, lost)}
    due(again, "2026-04-01 12:00:00 UTC")
    assert change(**late) == {"ben": (lost, 0.0)}


# "Saved" -------------------------------------------------------------------------------------

FULL = OSError(errno.ENOSPC, "No space left on device")
LOCKED = OperationalError("UPDATE", {}, Exception("database is locked"))


def _raise(error: Exception) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def _not_written(self: SaveMarks, cell: object, resources: object) -> None: ...


@pytest.mark.parametrize(
    ("place", "name", "stand_in", "told"),
    [
        (Saver, "_move", _raise(FULL), "there is no room left on the disk"),
        (GradedAlready, "add", _raise(FULL), "there is no room left on the disk"),
        (Saver, "init_assignment", _raise(PermissionError(13, "denied", "x")), "denied (x)"),
        (SaveMarks, "_add_score", _raise(LOCKED), "database is locked"),
        (SaveMarks, "_add_score", _not_written, "holds other marks"),
        (saver, "_text", _raise(KeyError("cells")), "KeyError: ?cells?"),
    ],
)
def test_what_is_not_in_all_three_places_is_not_called_saved(
    again: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    stand_in: Callable[..., Any],
    told: str,
) -> None:
    _lost_marks(again)
    course = Course(tiny.settings(again))
    plan = course.plan("one", course.students("one"))
    judged = [saver._kept(course, task, entry) for task, entry in plan.kept]
    entries: list[Entry] = []
    with monkeypatch.context() as patch:
        patch.setattr(place, name, stand_in)
        write(course, judged, entries.append)
    assert [entry.saved for entry in entries] == [False, False]
    assert all(told in entry.reason for entry in entries)
    assert all("above traceback" not in entry.reason for entry in entries)
    assert not list((again / ".grader").rglob("*.ipynb"))

    entries.clear()
    write(course, judged, entries.append)
    assert [(entry.saved, entry.reason) for entry in entries] == [(True, ""), (True, "")]
    assert len(planned(again).done) == 2


def test_a_junk_timestamp_is_said_to_be_one_and_stops_nobody_else(again: Path) -> None:
    course = Course(tiny.settings(again))
    plan = course.plan("one", course.students("one"))
    judged = [saver._kept(course, course.task("one", e.student), e) for e in plan.done]
    (again / "submitted" / "ada" / "one" / "timestamp.txt").write_text("yesterday, about noon-ish")
    entries: list[Entry] = []
    write(course, judged, entries.append)
    assert {entry.student: entry.saved for entry in entries} == {"ada": False, "ben": True}
    assert "its timestamp.txt does not say when it was handed in" in entries[0].reason


def test_a_course_can_be_copied_and_goes_on_there(again: Path, tmp_path: Path) -> None:
    shutil.copytree(again, tmp_path / "copy")
    assert len(planned(tmp_path / "copy").done) == 2
