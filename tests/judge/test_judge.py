"""The judge inside nbgrader, and what it does where a protection is missing."""

from __future__ import annotations

import datetime
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader.classroom.authoring.build import ROOT
from grader.classroom.demo import demo, sample
from grader.classroom.steps.cells import cell_name
from grader.judge.guest import jail
from grader.judge.host import marking
from grader.judge.host.sandbox import Isolation, Sandbox, TooWeak
from tests.classroom.test_autograde import EXPECTED, FULL, graded, hand_in, perfect, text

pytestmark = [pytest.mark.xdist_group("judge"), pytest.mark.timeout(900)]
STAGE = sample.STAGE

# Each of these works when submissions run in ordinary kernels.
FORGERIES = {
    "prints_a_mark": "def train_one_epoch(*_):\n    return 5.0",
    "always_equal": (
        "class Yes(float):\n    __eq__ = lambda *_: True\n    __hash__ = None\n"
        "def train_one_epoch(*_):\n    return {'loss': Yes(1), 'accuracy': Yes(1)}"
    ),
    "grades_itself": "import grader\ndef grade(*_, **__):\n    return 5.0\ngrader.grade = grade",
    "rewrites_the_shell": (
        "from IPython import get_ipython\nshell = get_ipython()\n"
        "shell.display_formatter.formatters['text/plain'].for_type(float, lambda *_: '5.0')"
    ),
}


def forged(source: str) -> bytes:
    made = perfect()
    cell = next(c for c in made.cells if cell_name(c) == "train_one_epoch")
    cell.source = source
    return text(made)


def test_nbgraders_own_autograde_uses_the_judge(course: Path) -> None:
    hand_in(course, "perfect", text(perfect()))
    for student, source in FORGERIES.items():
        hand_in(course, student, forged(source))
    api = demo.NbGraderAPI(config=demo.settings(course))
    for student in ("perfect", *FORGERIES):
        demo.checked(api.autograde(STAGE, student), "autograde")
    marks = demo.marks(course / "gradebook.db")
    assert marks.pop("perfect") == FULL
    for student, mark in marks.items():
        assert mark["grade_train_one_epoch"] == 0.0, student


@pytest.mark.usefixtures("shared_sandbox")
def test_figures_are_drawn_in_answers_only(course: Path) -> None:
    made = perfect()
    for cell in made.cells:
        if cell_name(cell) == "make_loader":
            cell.source += "\nplt.plot([1, 2])\nplt.show()"
    hand_in(course, "plots", text(made))
    assert not graded(course)["plots"].reason
    path = course / "autograded" / "plots" / STAGE / f"{STAGE}.ipynb"
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    drawn = {c.source: "image/png" in o.data for c in cells for o in c.outputs if _is_figure(o)}
    assert len(drawn) > 1
    assert [source for source in drawn if drawn[source]] == [
        c.source for c in made.cells if cell_name(c) == "make_loader"
    ]


def _is_figure(output: NotebookNode) -> bool:
    return str(output.get("data", {}).get("text/plain", "")).startswith("Figure. ")


@pytest.mark.usefixtures("shared_sandbox")
def test_late_work_and_marks_given_by_hand_stay_nbgraders_business(course: Path) -> None:
    due = datetime.datetime(2026, 1, 10, 12)
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as book:
        book.update_or_create_assignment(STAGE, duedate=due)
    hand_in(course, "late", text(perfect()))
    stamp = course / "submitted" / "late" / STAGE / "timestamp.txt"
    stamp.write_text("2026-01-11 12:00:00 UTC")
    assert not graded(course)["late"].reason
    with Gradebook(url) as book:
        assert book.find_submission(STAGE, "late").total_seconds_late == 24 * 3600
        grade = book.find_grade("grade_make_loader", STAGE, STAGE, "late")
        grade.manual_score = 1.5
        book.db.commit()

    stamp.write_text("2026-01-10 11:00:00 UTC")
    assert graded(course).keys() == {"late"}
    with Gradebook(url) as book:
        assert book.find_submission(STAGE, "late").total_seconds_late == 0
        grade = book.find_grade("grade_make_loader", STAGE, STAGE, "late")
        assert (grade.auto_score, grade.manual_score, grade.score) == (2.0, 1.5, 1.5)
        assert grade.needs_manual_grade


def test_an_essay_is_marked_by_a_person_and_the_mark_outlives_another_run(tmp_path: Path) -> None:
    stage, essay = "13_capstone", "essay_reflection"
    demo.release(tmp_path, stages=(stage,))
    made = sample.notebook(ROOT, sample.Submission("ada", {}, stage=stage))
    next(c for c in made.cells if cell_name(c) == essay).source = "I forgot to zero gradients."
    hand_in(tmp_path, "ada", text(made), stage=stage)
    api = demo.NbGraderAPI(config=demo.settings(tmp_path))
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"

    demo.checked(api.autograde(stage, "ada"), "autograde")
    with Gradebook(url) as book:
        found = book.find_submission(stage, "ada")
        assert found.needs_manual_grade
        by_code = found.score
        assert by_code == found.max_score - 5
        book.find_grade(essay, stage, stage, "ada").manual_score = 4.0
        book.find_comment(essay, stage, stage, "ada").manual_comment = "A clear account."
        book.db.commit()

    demo.checked(api.autograde(stage, "ada", force=True), "autograde again")
    demo.checked(api.generate_feedback(stage), "write feedback")
    with Gradebook(url) as book:
        assert book.find_submission(stage, "ada").score == by_code + 4.0
    page = next((tmp_path / "feedback" / "ada").rglob("*.html")).read_text("utf-8")
    assert "I forgot to zero gradients." in page
    assert "A clear account." in page


@pytest.mark.usefixtures("shared_sandbox")
def test_a_cell_that_ends_amid_its_probes_says_why_and_costs_no_other_mark(course: Path) -> None:
    made = perfect()
    answer = next(cell for cell in made.cells if cell_name(cell) == "make_loader")
    answer.source = "def make_loader(*_, **__):\n    raise KeyboardInterrupt"
    hand_in(course, "stops", text(made))
    assert graded(course)["stops"].reason == ""
    assert demo.marks(course / "gradebook.db") == {"stops": FULL | {"grade_make_loader": 0.0}}
    written = nbformat.read(course / "autograded" / "stops" / STAGE / f"{STAGE}.ipynb", 4)
    cell = next(cell for cell in written.cells if cell_name(cell) == "grade_make_loader")
    assert [output.ename for output in cell.outputs] == ["KeyboardInterrupt"]


def test_every_solution_notebook_earns_all_its_points_without_an_error(sandbox: Sandbox) -> None:
    """What a lesson shows must run where nothing is at hand: a learner's code may do the same."""
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        made = marking.mark(nbformat.read(path, as_version=4), sandbox, marking.Rules())
        assert errors(made) == [], path.name
        for cell in made.cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade") and about.get("locked"):
                earned = cell.outputs[-1].data["text/plain"]
                assert float(earned) == about["points"], cell.source


def errors(notebook: NotebookNode) -> list[str]:
    found = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [f"{o.ename}: {o.evalue}" for o in found if o.output_type == "error"]


# Ordinary kernels ---------------------------------------------------------------------------

# These do not end by themselves, or hand in nothing that could be run.
NOT_HONEST = {"infinite_loop", "endless_cell", "renamed_notebook"}
HONEST = [s for s in sample.submissions() if s.student not in NOT_HONEST]


@pytest.mark.usefixtures("quick_kernels")
@pytest.mark.parametrize("half", [0, 1])
def test_marks_equal_those_of_ordinary_kernels(half: int, course: Path) -> None:
    chosen = HONEST[half::2]
    api = demo.NbGraderAPI(config=demo.settings(course, judge=False))
    for submission in chosen:
        hand_in(course, submission.student, text(sample.notebook(ROOT, submission)))
        result = api.autograde(STAGE, submission.student)
        if not result["success"]:  # a kernel that did not start says nothing about marks
            result = api.autograde(STAGE, submission.student, force=True)
        demo.checked(result, "autograde")
    expected = {submission.student: EXPECTED[submission.student] for submission in chosen}
    assert demo.marks(course / "gradebook.db") == expected


# Where a protection is missing ---------------------------------------------------------------


def run_without_bubblewrap(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", "autograde", STAGE, "--workers", "1", *words]
    path = str(Path(sys.executable).parent)
    return subprocess.run(
        command,
        cwd=course,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_protection_is_named_and_must_be_allowed(course: Path) -> None:
    assert shutil.which("bwrap", path=str(Path(sys.executable).parent)) is None
    hand_in(course, "perfect", text(perfect()))
    refused = run_without_bubblewrap(course)
    assert refused.returncode == 2
    assert "bubblewrap: off (bwrap was not found" in refused.stderr
    assert "--allow-weaker-isolation" in refused.stderr
    assert demo.marks(course / "gradebook.db") == {}

    allowed = run_without_bubblewrap(course, "--allow-weaker-isolation")
    assert allowed.returncode == 0
    assert "not isolated as promised" in allowed.stderr
    assert demo.marks(course / "gradebook.db") == {"perfect": FULL}


def test_each_protection_that_is_off_is_named_with_its_reason_and_must_be_allowed(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = sandbox.isolation().layers
    assert len(layers) >= 8
    for name in layers:
        found = Isolation(layers | {name: "not on this system"}, ())
        monkeypatch.setattr(sandbox, "isolation", lambda found=found: found)
        with pytest.raises(TooWeak, match=f"{name}: off \\(not on this system\\)"):
            sandbox.insist()
        assert sandbox.insist(allow_weaker=True) is found
    monkeypatch.setattr(sandbox, "isolation", lambda: Isolation(layers, ("it could read marks",)))
    with pytest.raises(TooWeak, match="it could read marks"):
        sandbox.insist()


def test_a_layer_that_fails_says_why() -> None:
    def refused() -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def lacking() -> None:
        raise jail.Missing("landlock is not in this kernel")

    assert jail.state(lambda: None) == "on"
    assert jail.state(lacking) == "landlock is not in this kernel"
    assert "Operation not permitted" in jail.state(refused)


def test_no_user_is_given_up_who_alone_can_read_what_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    (closed / "grader").mkdir(parents=True)
    closed.chmod(0o700)
    monkeypatch.setattr(jail, "needed", lambda: (closed / "grader",))
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(os, "setgroups", lambda _: pytest.fail("the user was given up"))
    with pytest.raises(jail.Missing, match="closed to other users"):
        jail._drop_root(1)


def test_isolation_names_what_is_off_and_what_it_could_do() -> None:
    found = Isolation({"landlock": "on", "seccomp": "no such call"}, ("it could open a socket",))
    assert found.weak == ["seccomp: off (no such call)", "it could open a socket"]
    assert Isolation({"landlock": "on"}, ()).weak == []


@pytest.mark.usefixtures("shared_sandbox")
def test_feedback_is_readable_for_a_notebook_that_was_not_run(course: Path) -> None:
    hand_in(course, "empty", b"")
    graded(course)
    path = course / "autograded" / "empty" / STAGE / f"{STAGE}.ipynb"
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.source == ("**This notebook was not graded.** 07_epoch.ipynb is an empty file.")
