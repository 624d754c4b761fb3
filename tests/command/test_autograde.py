"""What ``grader autograde`` says and returns, whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.classroom.grading import autograde, saver
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry
from grader.classroom.grading.penalties import Change
from grader.classroom.grading.worker import Judgement, Task
from grader.command import autograde as command
from grader.command.class_table import Told, table
from tests.classroom import tiny

pytestmark = pytest.mark.xdist_group("tiny")
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(
    again: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Return what runs ``grader autograde`` in the graded course: its status and what it says."""
    monkeypatch.chdir(again)

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["autograde", *words])
        except SystemExit as error:  # argparse's
            status = int(str(error.code))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


# Bad usage -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("onne",), "Did you mean 'one'?"),
        (("two",), "Run nbgrader generate_assignment two."),
        (("../one",), "The gradebook has no assignment '../one'"),
        (("--student", "adda"), "Did you mean 'ada'?"),
        (("rich", "--student", "ada"), "'ada' has handed in nothing for 'rich'"),
        (("--student", ""), "'' has handed in nothing for any assignment"),
        (("--memory-mb", "100"), "Give at least"),
        (("--memory-mb", "0"), "give at least 1"),
        (("--memory-mb", "9" * 99), "at most 10 digits"),
        (("--seed", "-1"), "not a whole number"),
        (("--seed", "4294967296"), "below 4294967296"),
        (("--timeout", "soon"), "not a whole number"),
        (("--workers", "0"), "give at least 1"),
        (("--force", "--compare"), "not allowed with"),
    ],
)
def test_bad_usage_is_told_in_a_sentence(say: Say, words: tuple[str, ...], told: str) -> None:
    status, out, said = say(*words)
    assert status == 2
    assert told in said
    assert not out


@pytest.mark.parametrize("configured", [True, False])
def test_a_folder_that_is_no_course_is_left_as_it_is(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, configured: bool
) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    if configured:
        _config(OURS)(folder)
    before = tiny.contents(folder)
    monkeypatch.chdir(folder)
    status, _, said = say()
    assert (status, len(said.splitlines())) == (2, 1)
    assert "There is no gradebook at" in said
    assert tiny.contents(folder) == before
    assert not (folder / ".grader").exists()


def _config(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "nbgrader_config.py").write_text(text)


OURS = 'from grader.classroom.config import course\nc = get_config()\nc.merge(course("."))\n'


def _nobody(folder: Path) -> None:
    (folder / "submitted").rename(folder / "later")


def _no_gradebook(folder: Path) -> None:
    (folder / "gradebook.db").unlink()


def _no_secret(folder: Path) -> None:
    (folder / ".grader_secret").unlink()


def _odd_ledger(folder: Path) -> None:
    (folder / ".grader" / "ledger.jsonl").unlink()
    (folder / ".grader" / "ledger.jsonl").mkdir()


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (_nobody, "There is nothing to grade: no folder matches"),
        (_no_gradebook, "There is no gradebook at"),
        (_no_secret, "marks were given in this course already"),
        (_odd_ledger, "This course cannot be graded: Is a directory"),
        (_config("c = get_config("), "nbgrader_config.py could not be loaded: SyntaxError"),
        (_config(f'{OURS}c.Judged.memory_mb = "much"'), "A setting in nbgrader_config.py"),
        (_config(f"{OURS}c.Judged.memory_mb = 1"), "c.Judged.memory_mb"),
        (
            _config(f"{OURS}c.AssignLatePenalties.plugin_class = 'none.PerDay'"),
            "put the file beside nbgrader_config.py, mend the name, or delete the line.",
        ),
    ],
)
def test_what_keeps_all_from_being_graded_is_one_sentence(
    say: Say,
    again: Path,
    trouble: Callable[[Path], object],
    told: str,
) -> None:
    trouble(again)
    status, out, said = say()
    assert status == 2
    (line,) = said.splitlines()
    assert told in line
    assert not out


def test_where_the_class_was_not_graded_before_a_secret_is_made_silently(
    say: Say,
    again: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (again / ".grader_secret").unlink()
    (again / ".grader" / "ledger.jsonl").unlink()
    tiny.change(again, "UPDATE grade SET auto_score = NULL")
    instead_of_judging(monkeypatch, lambda *_: None)
    assert say()[0] == 0
    assert (again / ".grader_secret").exists()


# Without the two lines -----------------------------------------------------------------------


@pytest.mark.parametrize("missing", [True, False])
def test_a_course_without_the_two_lines_is_warned_and_graded_in_the_sandbox(
    say: Say,
    again: Path,
    missing: bool,
) -> None:
    if missing:
        _config("c = get_config()\n")(again)
    status, out, said = say()
    assert status == 0
    assert "graded before, unchanged" in out
    assert ("run learners' code with your rights" in said) == missing


def instead_of_judging(monkeypatch: pytest.MonkeyPatch, write: Callable[..., None]) -> None:
    """Judge nothing; give the tasks themselves to what would write their marks."""
    monkeypatch.setattr(command, "_judging", lambda *_: contextlib.nullcontext(lambda some: some))
    monkeypatch.setattr(command, "write", write)


# The table is always printed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (KeyboardInterrupt(), 130, "with --force, the same command begins anew"),
        (RuntimeError("the warm process did not start"), 2, "the warm process did not start"),
        (MemoryError(), 2, "Grading stopped: MemoryError. 1 submission left."),
    ],
)
def test_the_table_is_printed_whatever_stops_the_run(
    say: Say,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    told: str,
) -> None:
    def stop(course: Course, tasks: Sequence[Task], tell: Callable[[Entry], None]) -> None:
        tell(Entry(tasks[0].stage, tasks[0].student, "1", files={"one": "1"}))
        raise error

    instead_of_judging(monkeypatch, stop)
    found, out, said = say("one", "--force")
    assert found == status
    assert "1  graded and saved" in out
    assert told in out + said


@pytest.mark.usefixtures("shared_sandbox")
def test_one_student_of_one_stage_is_graded_again(
    say: Say,
    again: Path,
) -> None:
    words = ("one", "--student", "ada", "--force", "--workers", "1", "--allow-weaker-isolation")
    status, out, said = say(*words)
    assert status == 0
    assert "1  graded and saved" in out
    assert "To judge: 1 submission (1 graded again, as --force says)." in said
    lines = (again / ".grader" / "ledger.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["student"] == "ada"
    assert len(lines) == 5


def test_progress_shows_how_many_are_left_and_for_how_long() -> None:
    with command._bar(4) as bar:
        bar.update()
        assert re.search(r"1/4 \[\d\d:\d\d<\d\d:\d\d", str(bar))


def test_an_error_of_ours_is_told_of_one_submission_and_the_others_go_on(
    say: Say,
    again: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def judging(course: Course, workers: int, warn: object) -> Iterator[autograde.Judge]:
        def judged(tasks: Sequence[Task]) -> Iterator[Judgement]:
            yield Judgement(tasks[0], {}, "It could not be judged, in two tries: odd.", 0.0)
            for task in tasks[1:]:
                entry = course.ledger.find(task.stage, task.student)
                assert entry
                yield saver._kept(course, task, entry)

        yield judged

    monkeypatch.setattr(command, "judging", judging)
    status, out, _ = say("one", "--force")
    assert status == 1
    assert "1  graded and saved" in out
    assert "1  not saved" in out
    assert "one  ada  It could not be judged, in two tries: odd." in out
    assert os.path.exists(again / "autograded" / "ada" / "one" / "one.ipynb")


def test_what_could_not_be_graded_is_said_each_time(say: Say, again: Path) -> None:
    (again / "submitted" / "ben" / "one" / "one.ipynb").write_text("{")
    for title in ("not graded as they should be; saved", "not graded as they should be before"):
        status, out, _ = say("one", "--allow-weaker-isolation", "--workers", "1")
        assert status == 1
        assert f"1  {title}" in out
        assert "one  ben  one.ipynb was cut off, or is no notebook." in out


def test_the_table_says_what_became_of_everybody() -> None:
    files = {"one": "1"}
    told = Told(
        judged=[
            Entry("one", "ada", "1", files=files, seconds=3),
            Entry("one", "ben", "1", "It is cut off.", files=files),
            Entry("one", "c\x1b[2Jem\udcff", "1", "The disk is full."),
            Entry("one", "dan", "1", oddities="It was for R.", files=files),
            *(Entry("one", f"e{n}", "1", "The gradebook is locked.") for n in range(9)),
        ],
        kept=[Entry("one", "fay", "1", files=files)],
        done=[
            Entry("one", "gus", "1", files=files, versions={"grader": "0.1"}),
            Entry("one", "ida", "1", "It is no notebook.", files=files),
        ],
        outdated=[Entry("one", "gus", "1", files=files, versions={"grader": "0.1"})],
        changes=[Change("one", "gus", 0, 4), Change("one", "hal", 0, 0, "No due date.")],
        notes=["one: a cell waits."],
    )
    assert told.failed
    assert table(told, 7).splitlines() == [
        "",
        "    2  graded and saved",
        "    1  not graded as they should be; saved, with a note of why",
        "       one  ben  It is cut off.",
        "   10  not saved",
        "       one  c??2Jem?  The disk is full.",
        "       one  e0 and 8 others: The gradebook is locked.",
        "    1  graded, but odd",
        "       one  dan  It was for R.",
        "    1  graded before, unchanged (--force repeats)",
        "    1  not graded as they should be before, and unchanged",
        "       one  ida  It is no notebook.",
        "       1 of them with grader 0.1: --compare says what would change",
        "    1  graded before; their marks were not in the gradebook, and are now",
        "    1  graded before, with another late penalty now",
        "       one  gus  0 -> 4",
        "    1  graded before, late penalty not computed",
        "       one  hal  No due date.",
        "       one: a cell waits.",
        "       slowest: ada (3.0 s), ben (0.0 s), c??2Jem? (0.0 s)",
        "    7  seconds",
    ]
