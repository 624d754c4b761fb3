"""Each submission's own numbers: where they come from, and what leaves them as they are."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.classroom.steps.judge import files
from grader.classroom.steps.seeds import seed_of, work_digest

SECRET = bytes(range(32))
STEP = "01_loop/train_step"
FILES = {"data.csv": b"1,2"}


def handed_in(source: str = "def f(): ...", *, name: str = "answer") -> NotebookNode:
    answer = new_code_cell(source, id="one")
    answer.metadata["nbgrader"] = {"grade_id": name, "solution": True, "grade": False}
    demonstration = new_code_cell("f()", id="two")
    return new_notebook(cells=[new_markdown_cell("# Lesson", id="zero"), answer, demonstration])


def with_other_code() -> list[NotebookNode]:
    """Return notebooks whose answers are the same, and the code around them is not.

    With the same numbers again, what the one prints could be answered by the next.
    """
    changed, more, turned, twice = (handed_in() for _ in range(4))
    changed.cells[2].source = "f(1)"
    more.cells.append(new_code_cell("ANSWERS = [1.5]", id="three"))
    turned.cells[1:] = turned.cells[:0:-1]
    twice.cells.append(graded())
    return [changed, more, turned, twice]


def graded(source: str = 'grade("01_loop/train_step", f, points=1)') -> NotebookNode:
    cell = new_code_cell(source, id="graded")
    cell.metadata["nbgrader"] = {"grade_id": "g", "solution": False, "grade": True, "locked": True}
    return cell


def test_everything_that_matters_gives_other_numbers() -> None:
    works = [
        (handed_in(), FILES),
        (handed_in("def f(): ...  # again"), FILES),
        (handed_in(name="other"), FILES),
        (handed_in(), {"data.csv": b"1,3"}),
        (handed_in(), {"other.csv": b"1,2"}),
        (handed_in(), {}),
        *((notebook, FILES) for notebook in with_other_code()),
    ]
    digests = [work_digest(notebook, files) for notebook, files in works]
    assert len(set(digests)) == len(digests)
    seeds = {
        seed_of(secret, exercise, student, work)
        for secret, exercise, student, work in itertools.product(
            (SECRET, SECRET[::-1]), (STEP, "01_loop/train_steps"), ("ada", "bob"), digests
        )
    }
    assert len(seeds) == 8 * len(digests)
    assert 0 not in seeds


def test_parts_that_run_into_each_other_are_told_apart() -> None:
    assert seed_of(SECRET, "a/b", "c", b"") != seed_of(SECRET, "a/", "bc", b"")
    assert work_digest(handed_in(), {"ab": b"c"}) != work_digest(handed_in(), {"a": b"bc"})


@pytest.mark.parametrize("change", ["outputs", "ids", "metadata", "lesson", "empty"])
def test_what_programs_rewrite_changes_nothing(change: str) -> None:
    before, after = handed_in(), handed_in()
    lesson, answer, _ = after.cells
    if change == "outputs":
        answer.outputs, answer.execution_count = [new_output("stream", text="hello")], 7
    elif change == "ids":
        answer.id = "another"
    elif change == "metadata":
        answer.metadata["tags"] = ["x"]
        answer.metadata["nbgrader"]["checksum"] = "1234"
        after.metadata["kernelspec"] = {"name": "python3"}
    elif change == "lesson":
        lesson.source = "# Another lesson"
    else:
        after.cells.append(new_code_cell(" \n", id="empty"))
    assert work_digest(before, FILES) == work_digest(after, FILES)


def test_when_it_was_handed_in_changes_nothing() -> None:
    stamped = FILES | {"timestamp.txt": b"2026-01-10 12:00:00 UTC"}
    assert work_digest(handed_in(), stamped) == work_digest(handed_in(), FILES)


def test_the_text_of_a_locked_cell_is_the_assignments_and_changes_nothing() -> None:
    before, after = handed_in(), handed_in()
    before.cells.append(graded())
    after.cells.append(graded('grade("01_loop/train_step", f, points=2)'))
    assert work_digest(before, FILES) == work_digest(after, FILES)


def test_code_does_not_see_what_changes_no_numbers(tmp_path: Path) -> None:
    for name in ("data.csv", "timestamp.txt"):
        (tmp_path / name).write_text("2026-01-10 12:00:00.123456 UTC")
    assert files({"metadata": {"path": str(tmp_path)}}).keys() == {"data.csv"}
