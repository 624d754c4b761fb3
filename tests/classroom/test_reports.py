"""What the report says of a class, and that it says nothing of a few, nor of anybody by name."""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.__main__ import main
from grader.classroom.authoring.build import ROOT
from grader.classroom.grading.graded_already import Entry
from grader.classroom.reports import items, likeness, movement
from grader.classroom.reports.answers import Answer, Fault, answers
from grader.classroom.reports.book import Person
from grader.classroom.reports.faults import anonymous
from grader.classroom.reports.tomorrow import Lessons, arrangement, lessons, shown
from grader.course.catalogue import mistakes
from grader.lab.measured import measured
from grader.verdict import MIME
from tests.tools import large_class

pytestmark = pytest.mark.xdist_group("tiny")
STAGE = large_class.STAGE
EPOCH = f"{STAGE}/train_one_epoch"
COUNT = 24
ZERO = "missing_zero_grad"
Say = Callable[..., tuple[int, str]]


# Lessons and the lab ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def taught() -> Lessons:
    folders = sorted(path for path in (ROOT / "notebooks").iterdir() if path.is_dir())
    return lessons({path.name: [path] for path in folders})


def test_every_place_to_show_is_a_cell_that_is_there(taught: Lessons) -> None:
    places = {place for found in shown().values() for place in found}
    found = {place: taught.find(*place) for place in places}
    assert {place for place, spot in found.items() if spot is None} == set()
    assert [spot for spot in found.values() if spot and spot.begins.startswith("predict(")] == []
    assert shown().keys() <= mistakes().keys()


def test_a_mistake_is_shown_where_learners_are_or_have_been(taught: Lessons) -> None:
    at = {stage: taught.shows(stage, ZERO) for stage in ("01_loop", "06_zero_grad", "08_validate")}
    assert {stage: spot and spot.stage for stage, spot in at.items()} == {
        "01_loop": "01_loop",
        "06_zero_grad": "06_zero_grad",
        "08_validate": "06_zero_grad",
    }
    assert taught.shows("01_loop", "no_such_mistake") is None
    assert taught.asks(EPOCH) == "Exercise: one epoch"


def test_an_arrangement_shows_its_mistake_and_no_other() -> None:
    known = measured()
    found = {slug: arrangement(slug) for slug in mistakes() if arrangement(slug)}
    assert found[ZERO] == "DBEA"
    for slug, letters in found.items():
        assert known["words"][known["arrangements"][letters][1]] == mistakes()[slug].title


# Answers ----------------------------------------------------------------------------------------


def cell(source: str, name: str, *outputs: dict[str, Any], solution: bool = False) -> Any:
    about = {"grade_id": name, "grade": not solution, "locked": not solution, "solution": solution}
    made = {"cell_type": "code", "source": source, "metadata": {"nbgrader": about}}
    return made | {"outputs": list(outputs)}


def error(said: str, *traceback: str) -> dict[str, Any]:
    told = {"ename": "AssertionError", "evalue": said, "traceback": list(traceback)}
    return {"output_type": "error", **told}


def test_an_exercise_of_the_instructors_own_is_told_by_what_its_check_says() -> None:
    arrow = "\x1b[0;32m----> 2\x1b[0m assert double(2) == 4"
    for said, told in (
        (error("double(2) is 4"), "double(2) is 4"),
        (error("", arrow), "assert double(2) == 4"),
    ):
        cells = [
            cell("def double(x): ...", "double", solution=True),
            cell("assert double(2) == 4", "test_double", said),
        ]
        (found,) = answers("own", "s1", cells, ["own/test_double"])
        assert (found.exercise, found.passed) == ("own/test_double", False)
        assert found.faults == (Fault("AssertionError", told),)
        assert found.source == "def double(x): ..."
    (right,) = answers("own", "s1", [cell("assert True", "test_double")], [])
    assert right.passed


def test_a_verdict_of_another_version_is_said_to_be_one() -> None:
    old = {"exercise": EPOCH, "kind": "pass", "stars": 5}
    graded = cell(
        f'grade("{EPOCH}", f, points=2)',
        "grade_train_one_epoch",
        {"output_type": "display_data", "data": {MIME: old}},
    )
    (found,) = answers(STAGE, "s1", [graded], [EPOCH])
    assert [fault.slug for fault in found.faults] == ["other-version"]
    (missing,) = answers(STAGE, "s1", [], [EPOCH])
    assert [fault.slug for fault in missing.faults] == ["unanswered"]


def test_an_example_tells_nobody_whose_it_is() -> None:
    ada = Person("s1", "Ada", "Lovelace", "ada@example.org")
    code = 'def f(x):\n    """Written by Ada."""\n    # ada, 3 March\n    return  x+1'
    assert anonymous(code, ada, "s1") == "def f(x):\n    return  x+1"
    assert anonymous("'by Ada'; x = 1", ada, "s1") == "x = 1"
    assert anonymous('def f(x):\n    """Only words."""', ada, "s1") == "def f(x):\n    pass"
    for telling in ("lovelace_loop = 1", "print('by Lovelace')", "x = (", "%time f()"):
        assert anonymous(telling, ada, "s1") == ""


# Numbers ----------------------------------------------------------------------------------------


def test_nothing_is_told_of_fewer_than_five() -> None:
    assert items.item(EPOCH, "", [(1.0, 0.5)] * 4) == items.Item(EPOCH, "", 4)
    assert items.spread([0.1, 1.0]) == items.Spread(2)


def test_suspicious_is_what_surely_tells_nobody_from_anybody() -> None:
    able = [n / 399 for n in range(400)]
    told = [(float(share > 0.5), share) for share in able]
    backwards = [(float(share < 0.5), share) for share in able]
    chance = [(float(n % 2), share) for n, share in enumerate(able)]
    found = [items.item(EPOCH, "", values) for values in (told, backwards, chance)]
    assert [one.suspicion for one in found] == ["", items.BACKWARDS, items.TELLS_NOTHING]
    assert items.item(EPOCH, "", chance[:10]).suspicion == ""  # ten can be like that by chance
    assert items.item(EPOCH, "", [(0.0, share) for share in able]).suspicion == items.TOO_HARD
    assert sorted(found, key=lambda one: one.order)[0].suspicion == items.BACKWARDS


def test_full_marks_and_more_are_in_the_last_tenth() -> None:
    assert items.spread([0.0, 0.3, 0.95, 1.0, 1.2]).tenths == (1, 0, 0, 1, 0, 0, 0, 0, 0, 3)


# Attempts ---------------------------------------------------------------------------------------


def entry(student: str, digest: str, *said: str, basis: str = "one") -> Entry:
    return Entry(STAGE, student, digest, basis=basis, files={"x": "y"}, said={EPOCH: list(said)})


def test_an_attempt_is_work_that_was_handed_in_again() -> None:
    wrong, right = ("named", ZERO), ("pass",)
    told = [entry("s1", "a", *wrong), entry("s1", "a", *wrong), entry("s1", "b", *right)]
    changed = [entry("s2", "a", *wrong), entry("s2", "b", *right, basis="two")]
    found = movement.attempts([*told, *changed])
    assert [len(said) for said in found.values()] == [2, 1]


def test_who_overcame_what_is_told_of_five_or_more() -> None:
    ends = [("pass",), ("pass",), ("named", ZERO), ("named", "returns_tensor"), ("pass",)]
    both = [
        e
        for n, end in enumerate(ends)
        for e in (entry(f"s{n}", "a", "named", ZERO), entry(f"s{n}", "b", *end))
    ]
    found = movement.attempts(both)
    assert movement.moved(found) == [movement.Moved(EPOCH, ZERO, 5, 3, 1)]
    assert movement.stubborn(found) == {"s2": {(EPOCH, ZERO)}}
    del found[STAGE, "s0"]
    assert movement.moved(found) == [movement.Moved(EPOCH, ZERO, 4)]


def test_a_mistake_that_comes_back_is_told_by_student() -> None:
    fault = Fault(ZERO, "", is_mistake=True)
    made = [
        Answer(stage, who, f"{stage}/x", False, (fault,))
        for stage, who in (("01_loop", "s1"), ("06_zero_grad", "s1"), ("06_zero_grad", "s2"))
    ]
    assert movement.repeated(movement.made_in(made)) == {"s1": {ZERO}}


# Pairs ------------------------------------------------------------------------------------------


def answer(student: str, source: str, *slugs: str) -> Answer:
    told = tuple(Fault(slug, "", is_mistake=True) for slug in slugs)
    return Answer(STAGE, student, EPOCH, not slugs, told, source=source)


def crowd(count: int = 30) -> list[Answer]:
    """Return answers that are alike as answers are, each with a line of its own."""
    same = "for x, y in loader:\n    loss.backward()\n    optimizer.step()\n"
    return [answer(f"s{n:02}", f"{same}own_line_number = {n}") for n in range(count)]


def test_a_pair_shares_what_hardly_anybody_has() -> None:
    odd = "\n".join(f"strange_line_number = {n} + {n}" for n in range(3))
    two = [answer("s30", odd), answer("s31", odd)]
    (pair,) = likeness.pairs(STAGE, [*crowd(), *two], {})
    assert pair.students == ("s30", "s31")
    assert len(pair.lines) == 3
    assert likeness.pairs(STAGE, [*crowd(), *two], {EPOCH: odd}) == []  # everybody got it
    many = [answer(f"t{n}", odd) for n in range(8)]
    assert likeness.pairs(STAGE, [*crowd(), *many], {}) == []  # that is a way to write it
    assert likeness.pairs(STAGE, [*crowd(5), *two], {}) == []  # of seven, nothing is rare


def test_a_rare_mistake_counts_with_a_rare_line() -> None:
    two = [answer(who, "strange_line_number = 7", "keeps_graph_alive") for who in ("s30", "s31")]
    (pair,) = likeness.pairs(STAGE, [*crowd(), *two], {})
    assert pair.mistakes == (f"{EPOCH}: keeps_graph_alive",)
    common = [answer(f"t{n}", f"mine = {n}", "keeps_graph_alive") for n in range(5)]
    assert likeness.pairs(STAGE, [*crowd(), *two, *common], {}) == []


# A course ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "course"
    large_class.make(folder, COUNT)
    return folder


@pytest.fixture
def course(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(whole, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def say(course: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs ``grader report`` in the course."""

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(["report", *words])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_page_says_what_to_do_tomorrow(course: Path, say: Say) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        about = {"first_name": "Zoë, die", "last_name": "=1+1", "email": "z@example.org"}
        book.update_or_create_student("s00000", **about)
        book.add_student("never-came")
    status, told = say()
    assert status == 0, told
    assert f"{STAGE}: {COUNT} graded" in told
    page = (course / "report" / "report.html").read_text("utf-8")
    top = page[page.index("What to do tomorrow") : page.index(f">{STAGE}</h2>")]
    worst = max(
        (row for row in rows(course / "report" / "mistakes.csv") if row["kind"] == "mistake"),
        key=lambda row: int(row["count"]),
    )
    assert f"{worst['count']} of {COUNT} answers" in top
    assert "the cell that begins" in top
    assert "To ask the class: " in top
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    names = page.index("What follows names persons")
    assert "Zoë, die =1+1" in page[names:]
    assert "Zoë" not in page[:names]
    assert "s00" not in page[:names]
    assert "s00000 and s00001" in page[names:]  # their notes are the same
    students = rows(course / "report" / "students.csv")
    assert len(students) == COUNT
    assert (students[0]["first_name"], students[0]["last_name"]) == ("Zoë, die", "'=1+1")
    needs = {row["student_id"]: row["why"] for row in rows(course / "report" / "needs.csv")}
    assert needs["never-came"] == f"handed in nothing: {STAGE}"


def test_a_run_that_diverges_breaks_no_page(course: Path, say: Say) -> None:
    changed = 0
    for path in course.glob("autograded/*/*/*.ipynb"):
        notebook = json.loads(path.read_text())
        outputs = [o for c in notebook["cells"] for o in c.get("outputs", [])]
        told = [o["data"][MIME] for o in outputs if MIME in o.get("data", {})]
        for verdict in filter(lambda verdict: verdict["curves"], told):
            verdict["curves"][0]["values"] = [1.0, 9.0, 1e16, 1.7e308, math.inf, math.nan, None]
            changed += 1
        path.write_text(json.dumps(notebook))
    assert changed
    assert say()[0] == 0
    page = (course / "report" / "report.html").read_text("utf-8")
    assert "this answer from 1 until it is not finite" in page


def test_a_missing_and_a_broken_notebook_are_answers_that_are_not_there(
    course: Path, say: Say
) -> None:
    (course / "autograded" / "s00000" / STAGE / f"{STAGE}.ipynb").unlink()
    (course / "autograded" / "s00001" / STAGE / f"{STAGE}.ipynb").write_text("[1]")
    assert say()[0] == 0
    found = {row["student_id"]: row["exercises"] for row in rows(course / "report/students.csv")}
    assert all("unanswered" in found[who] for who in ("s00000", "s00001"))
    assert "unanswered" not in found["s00002"]


def stop(path: Path, solution: str, ename: str, evalue: str) -> None:
    """Let a graded notebook be one of which a cell stopped, so that its exercise has no verdict."""
    notebook = json.loads(path.read_text("utf-8"))
    failed = {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": []}
    missing = {**failed, "ename": "NameError", "evalue": f"name '{solution}' is not defined"}
    for made in notebook["cells"]:
        name = made["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in (solution, f"grade_{solution}"):
            made["outputs"] = [failed if name == solution else missing]
    path.write_text(json.dumps(notebook), "utf-8")


def test_a_cell_that_stopped_is_the_reason_and_one_for_the_whole_class(
    course: Path, say: Say
) -> None:
    name = EPOCH.rpartition("/")[2]
    for number in range(COUNT):
        path = course / "autograded" / large_class.student(number) / STAGE / f"{STAGE}.ipynb"
        stop(path, name, "IndentationError", f"unexpected indent (cell, line {number})")
    status, told = say()
    assert status == 0
    sentence = "There is no verdict: a cell stopped with IndentationError."
    assert f"{COUNT}  unanswered: {sentence}" in told
    assert f"1. {sentence} ({EPOCH})" in told
    page = (course / "report" / "report.html").read_text("utf-8")
    assert sentence in page[page.index("What to do tomorrow") : page.index(f">{STAGE}</h2>")]
    found = {row["student_id"]: row["exercises"] for row in rows(course / "report/students.csv")}
    assert (
        f"{EPOCH}: unanswered (grade_{name} stopped with NameError: name '{name}' is not defined. "
        f"Before that, {name} stopped with IndentationError: unexpected indent (cell, line 2))"
    ) in found["s00002"]


def test_an_exception_of_a_learners_own_is_named_to_nobody() -> None:
    raised = cell("raise", "f", error("no"), solution=True)
    raised["outputs"][0]["ename"] = "AdaLovelaceError"
    graded = cell(f'grade("{EPOCH}", f, points=2)', "grade_train_one_epoch", error("no"))
    (found,) = answers(STAGE, "s1", [raised, graded], [EPOCH])
    assert [fault.title for fault in found.faults] == [
        "There is no verdict: a cell stopped with an error of its own."
    ]
    assert "AdaLovelaceError" in found.why


def test_a_single_submission_is_not_broken_down(course: Path, say: Say) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for number in range(1, COUNT):
            book.remove_submission(STAGE, large_class.student(number))
    status, told = say(STAGE, "--output", "told")
    assert status == 0
    page = (course / "told" / "report.html").read_text("utf-8")
    assert "nothing is broken down" in page
    assert "%" not in "".join(line for line in told.splitlines())
    assert {row["share"] for row in rows(course / "told" / "mistakes.csv")} <= {""}


@pytest.mark.parametrize("what", ["unknown", "nothing graded", "no gradebook", "cannot be written"])
def test_what_cannot_be_told_is_said_in_a_sentence(course: Path, say: Say, what: str) -> None:
    words: list[str] = []
    if what == "unknown":
        words = ["07_epok"]
    elif what == "no gradebook":
        (course / "gradebook.db").unlink()
    elif what == "cannot be written":
        (course / "report").write_text("mine")
    else:
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
            book.remove_assignment(STAGE)
            book.add_assignment("empty")
    status, told = say(*words)
    assert status == 2
    assert told.startswith("grader: ")
    assert told.count("\n") == 1
    assert SENTENCES[what] in told


SENTENCES = {
    "unknown": "The gradebook has no assignment '07_epok'. Those that it has: 07_epoch.",
    "nothing graded": "is graded yet: grader autograde comes before grader report.",
    "no gradebook": "There is no gradebook at",
    "cannot be written": "cannot be written",
}


def test_a_right_answer_of_the_class_that_is_made_earns_all() -> None:
    made = nbformat.from_dict(json.loads(json.dumps(large_class.judged(large_class.kinds()[0]))))
    assert large_class.points(made) == {
        "grade_RunningAverage": 2.0,
        "grade_StandardizedDataset": 2.0,
        "grade_make_loader": 2.0,
        "grade_train_one_epoch": 5.0,
    }
