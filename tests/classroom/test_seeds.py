"""Each submission's own numbers: where they come from, and what leaves them as they are."""

from __future__ import annotations

import itertools

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.classroom.steps.seeds import seed_of, work_digest

SECRET = bytes(range(32))
STEP = "01_loop/train_step"
FILES = {"data.csv": b"1,2"}


def handed_in(source: str = "def f(): ...", *, name: str = "answer") -> NotebookNode:
    answer = new_code_cell(source, id="one")
    answer.metadata["nbgrader"] = {"grade_id": name, "solution": True, "grade": False}
    demonstration = new_code_cell("f()", id="two")
    return new_notebook(cells=[new_markdown_cell("# Lesson", id="zero"), answer, demonstration])


def test_everything_that_matters_gives_other_numbers() -> None:
    works = [
        (handed_in(), FILES),
        (handed_in("def f(): ...  # again"), FILES),
        (handed_in(name="other"), FILES),
        (handed_in(), {"data.csv": b"1,3"}),
        (handed_in(), {"other.csv": b"1,2"}),
        (handed_in(), {}),
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


@pytest.mark.parametrize("change", ["outputs", "ids", "metadata", "lesson", "demonstration"])
def test_what_programs_rewrite_changes_nothing(change: str) -> None:
    before, after = handed_in(), handed_in()
    lesson, answer, demonstration = after.cells
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
        demonstration.source = "f(1)"
    assert work_digest(before, FILES) == work_digest(after, FILES)


def test_when_it_was_handed_in_changes_nothing() -> None:
    stamped = FILES | {"timestamp.txt": b"2026-01-10 12:00:00 UTC"}
    assert work_digest(handed_in(), stamped) == work_digest(handed_in(), FILES)
