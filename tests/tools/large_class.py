"""A graded class of any size, without grading it: each kind of answer is judged once, then copied.

What is in the folders and in the gradebook is what grading would have left there.
"""

from __future__ import annotations

import itertools
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbgrader import api
from nbgrader.api import Gradebook

from grader.classroom.authoring.build import ROOT
from grader.classroom.demo import demo, sample
from grader.classroom.demo.sample import Submission
from grader.classroom.grading import verdicts
from grader.classroom.grading.graded_already import Entry
from grader.classroom.steps.cells import cell_name, is_judged
from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.judge.host.marking import calls
from grader.render.card import verdict_card

STAGE = sample.STAGE
NOT_RUN = {"crash", "infinite_loop", "endless_cell", "renamed_notebook", "deleted_grade_cell"}
OFTEN = {  # how much more often than others
    "perfect": 6.0,
    "perfect_with_prints_and_warnings": 6.0,
    "missing_zero_grad": 6.0,
    "mean_of_batch_means": 4.0,
    "keeps_graph_alive": 3.0,
}
AGAIN = 10  # every tenth student handed in twice
MATES = 500  # every five-hundredth has the same answers as the one before


def kinds(stage: str = STAGE) -> list[Submission]:
    """Return one submission of each kind that a process without walls may run."""
    return [s for s in sample.submissions() if s.student not in NOT_RUN and s.stage == stage]


def judged(submission: Submission) -> Any:
    """Return a submission's notebook with the outputs that the judge writes."""
    made = sample.notebook(ROOT, submission)
    names: dict[str, Any] = {}
    for cell in made.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") or cell.source.startswith("import"):
            exec(cell.source, names)
    for cell in filter(is_judged, made.cells):
        (call,) = calls(cell.source) or ()
        subject = names[call.exercise.rpartition("/")[2]]
        told = judge(exercise(call.exercise), subject, points=call.points)
        data = verdict_card(told)._repr_mimebundle_()
        score = {"text/plain": str(told.points)}
        cell.outputs = [
            nbformat.v4.new_output("display_data", data),
            nbformat.v4.new_output("execute_result", score, execution_count=1),
        ]
    return made


def points(made: Any) -> dict[str, float]:
    """Return the points of a notebook's graded cells."""
    graded = filter(is_judged, made.cells)
    return {cell_name(cell): float(cell.outputs[1].data["text/plain"]) for cell in graded}


def make(folder: Path, count: int, lessons: Sequence[str] = ()) -> None:
    """Make a course with a graded class.

    Args:
        folder: Where to; what an earlier demo left there is removed.
        count: Of how many students.
        lessons: Other stages that the course has.
    """
    demo.release(folder, stages=(*lessons, STAGE))
    chosen_kinds = kinds()
    made = [judged(submission) for submission in chosen_kinds]
    draws = random.Random(0)
    weights = [OFTEN.get(submission.student, 1.0) for submission in chosen_kinds]
    chosen = draws.choices(range(len(made)), weights, k=count)
    before = draws.choices(range(len(made)), weights, k=count)
    _files(folder, made, chosen)
    _gradebook(folder, [points(each) for each in made], chosen)
    _ledger(folder, made, chosen, before)


def student(number: int) -> str:
    return f"s{number:05}"


def _files(folder: Path, made: Sequence[Any], chosen: Sequence[int]) -> None:
    texts = [json.dumps(each) for each in made]
    for number, kind in enumerate(chosen):
        notebook = json.loads(texts[kind])
        own = number - 1 if number % MATES == 1 else number
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["source"] += "".join(f"\n# note {n} to myself, {own}" for n in range(3))
        place = folder / "autograded" / student(number) / STAGE
        place.mkdir(parents=True)
        (place / f"{STAGE}.ipynb").write_text(json.dumps(notebook))
        (folder / "submitted" / student(number) / STAGE).mkdir(parents=True)


def _gradebook(folder: Path, scores: Sequence[dict[str, float]], chosen: Sequence[int]) -> None:
    """Write what nbgrader's own steps would, in large pieces."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        (notebook,) = book.find_assignment(STAGE).notebooks
        graded = {cell.name: cell.id for cell in notebook.grade_cells}
        solutions = [cell.id for cell in notebook.solution_cells]
        ids = book.find_assignment(STAGE).id, notebook.id
        rows: dict[Any, list[dict[str, Any]]] = {
            table: []
            for table in (
                api.Student,
                api.SubmittedAssignment,
                api.SubmittedNotebook,
                api.Grade,
                api.Comment,
            )
        }
        for number, kind in enumerate(chosen):
            for table, row in _rows(number, ids, graded, solutions, scores[kind]):
                rows[table].append(row)
        for table, found in rows.items():
            book.db.execute(table.__table__.insert(), found)
        book.db.commit()


def _rows(
    number: int,
    ids: tuple[str, str],
    graded: dict[str, str],
    solutions: Sequence[str],
    scores: dict[str, float],
) -> Iterator[tuple[Any, dict[str, Any]]]:
    who, given, pages = student(number), uuid.uuid4().hex, uuid.uuid4().hex
    yield api.Student, {"id": who, "first_name": "Student", "last_name": str(number), "email": ""}
    when = datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None)
    about = {"id": given, "assignment_id": ids[0], "student_id": who, "timestamp": when}
    yield api.SubmittedAssignment, about
    yield api.SubmittedNotebook, {"id": pages, "notebook_id": ids[1], "assignment_id": given}
    for name, cell in graded.items():
        row = {"id": uuid.uuid4().hex, "cell_id": cell, "notebook_id": pages}
        yield api.Grade, row | {"auto_score": scores[name], "needs_manual_grade": False}
    for cell in solutions:
        yield api.Comment, {"id": uuid.uuid4().hex, "cell_id": cell, "notebook_id": pages}


def _ledger(
    folder: Path, made: Sequence[Any], chosen: Sequence[int], before: Sequence[int]
) -> None:
    """Write what was graded, with an earlier attempt of some."""
    said = [verdicts.said([each]) for each in made]
    path = folder / ".grader" / "ledger.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        for number, kinds_of in enumerate(zip(before, chosen, strict=True)):
            first = number % AGAIN != 0
            for attempt, kind in itertools.islice(enumerate(kinds_of), int(first), None):
                entry = Entry(STAGE, student(number), f"{attempt}", basis="one", said=said[kind])
                file.write(json.dumps({**vars(entry), "files": {STAGE: "there"}}) + "\n")
