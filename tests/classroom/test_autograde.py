"""``grader autograde``: broken submissions, interruptions, and what is graded twice."""

from __future__ import annotations

import contextlib
import itertools
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.classroom.authoring.build import ROOT
from grader.classroom.demo import demo, sample
from grader.classroom.grading import pools, worker
from grader.classroom.grading.autograde import grade
from grader.classroom.grading.course import Course
from grader.classroom.grading.graded_already import Entry, GradedAlready
from grader.classroom.grading.interruption import interruption
from grader.classroom.grading.pools import Pools
from grader.classroom.grading.worker import Judgement, Task
from grader.classroom.steps.cells import cell_name
from tests.tools.warm_command import Warm

pytestmark = [pytest.mark.xdist_group("autograde"), pytest.mark.timeout(900)]
STAGE = sample.STAGE
FULL = {
    "grade_RunningAverage": 2.0,
    "grade_StandardizedDataset": 2.0,
    "grade_make_loader": 2.0,
    "grade_train_one_epoch": 5.0,
}
NONE = dict.fromkeys(FULL, 0.0)
EXPECTED: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parents[1] / "expected_marks.json").read_text(encoding="utf-8")
)


def perfect() -> NotebookNode:
    (submission,) = (s for s in sample.submissions() if s.student == "perfect")
    return sample.notebook(ROOT, submission)


def hand_in(course: Path, student: str, content: bytes, name: str = "", stage: str = STAGE) -> None:
    folder = course / "submitted" / student / stage
    folder.mkdir(parents=True)
    (folder / (name or f"{stage}.ipynb")).write_bytes(content)


def graded(course: Path) -> dict[str, Entry]:
    place = Course(demo.settings(course))
    told: list[Entry] = []
    grade(place, place.plan(STAGE, place.students(STAGE)).tasks, 2, told.append)
    return {entry.student: entry for entry in told}


def text(notebook: NotebookNode) -> bytes:
    return nbformat.writes(notebook).encode()


# Broken submissions -------------------------------------------------------------------------


def _truncated() -> bytes:
    return text(perfect())[:9000]


def _not_utf8() -> bytes:
    return text(perfect()).decode().encode("utf-16")


def _not_a_notebook() -> bytes:
    return json.dumps({"cells": "none", "nbformat": 4}).encode()


def _same_name_twice() -> bytes:
    made = perfect()
    place = next(n for n, c in enumerate(made.cells) if cell_name(c) == "train_one_epoch")
    made.cells.insert(place, made.cells[place].copy())  # nbformat's own id is there twice as well
    made.cells[place].source = "raise NotImplementedError()"
    return json.dumps(made).encode()


def _other_kernel() -> bytes:
    made = perfect()
    made.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    return text(made)


def _large_outputs() -> bytes:
    made = perfect()
    cell = next(c for c in made.cells if c.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("stream", text="x" * 50 * 2**20)]
    return text(made)


def _no_metadata() -> bytes:
    made = perfect()
    for cell in made.cells:
        cell.metadata = {}
    return text(made)


def _odd_metadata() -> bytes:
    made = perfect()
    for cell in made.cells:
        if cell_name(cell).startswith("grade_"):
            cell.metadata["nbgrader"] |= {"grade": False, "points": 100, "locked": False}
    made.cells[0].metadata["nbgrader"] = "odd"
    return text(made)


def _format_3() -> bytes:
    return nbformat.v3.writes_json(nbformat.convert(perfect(), 3)).encode()


UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "truncated": (_truncated, "was cut off, or is no notebook"),
    "empty": (bytes, "is an empty file"),
    "not_utf8": (_not_utf8, "is not text in UTF-8"),
    "not_a_notebook": (_not_a_notebook, "is not a valid notebook"),
}
ODD: dict[str, tuple[Callable[[], bytes], str]] = {
    "same_name_twice": (_same_name_twice, "There are 2 cells named train_one_epoch"),
    "other_kernel": (_other_kernel, "saved for R; it was run with Python"),
    "large_outputs": (_large_outputs, "Its outputs had 50 MB"),
    "no_metadata": (_no_metadata, "for your own code had been deleted, or lost the name"),
    "format_3": (_format_3, "old notebook format 3"),
}


@pytest.mark.usefixtures("shared_sandbox")
def test_each_broken_submission_gets_a_sentence_and_the_run_goes_on(course: Path) -> None:
    for student, (make, _) in (UNREADABLE | ODD).items():
        hand_in(course, student, make())
    hand_in(course, "renamed", text(perfect()), "homework.ipynb")
    hand_in(course, "no_notebook", b"I could not find the file.", "README.txt")
    hand_in(course, "odd_metadata", _odd_metadata())
    hand_in(course, "perfect", text(perfect()))
    hand_in(course, "twice", text(perfect()))
    (course / "submitted" / "twice" / STAGE / f"{STAGE} (1).ipynb").write_bytes(text(perfect()))

    entries = graded(course)
    marks = demo.marks(course / "gradebook.db")

    for student, (_, sentence) in UNREADABLE.items():
        assert sentence in entries[student].reason, student
        assert marks[student] == NONE, student
    for student, (_, sentence) in ODD.items():
        assert sentence in entries[student].oddities, student
        assert not entries[student].reason, student
        assert marks[student] == FULL, student
    told = "Of the notebooks beside it none was graded: 07_epoch (1).ipynb."
    assert (entries["twice"].oddities, entries["perfect"].oddities) == (told, "")
    assert "07_epoch.ipynb was not handed in: there is homework.ipynb" in entries["renamed"].reason
    assert "there is no notebook at all" in entries["no_notebook"].reason
    assert marks["renamed"] == marks["no_notebook"] == NONE
    assert marks["odd_metadata"] == marks["perfect"] == FULL

    api = demo.NbGraderAPI(config=demo.settings(course))
    demo.checked(api.generate_feedback(STAGE, force=True), "write feedback")
    sentences = {student: sentence for student, (_, sentence) in (UNREADABLE | ODD).items()}
    for student, sentence in (sentences | {"renamed": "was not handed in"}).items():
        page = next((course / "feedback" / student).rglob("*.html")).read_text("utf-8")
        assert sentence in page, student


# Files beside the notebook ------------------------------------------------------------------


@pytest.mark.usefixtures("shared_sandbox")
def test_a_notebook_may_read_the_files_beside_it(course: Path) -> None:
    made = perfect()
    cell = next(c for c in made.cells if cell_name(c) == "train_one_epoch")
    cell.source = f"assert open('data/mine.txt').read() == 'mine'\n{cell.source}"
    hand_in(course, "with_file", text(made))
    beside = course / "submitted" / "with_file" / STAGE / "data" / "mine.txt"
    beside.parent.mkdir()
    beside.write_text("mine")

    assert not graded(course)["with_file"].reason
    assert demo.marks(course / "gradebook.db")["with_file"] == FULL


# Again and again ----------------------------------------------------------------------------


@pytest.mark.usefixtures("shared_sandbox")
def test_only_what_changed_is_graded_again(course: Path) -> None:
    for student in ("ada", "ben"):
        hand_in(course, student, text(perfect()))
    assert graded(course).keys() == {"ada", "ben"}
    before = (course / "autograded" / "ada" / STAGE / f"{STAGE}.ipynb").read_bytes()
    assert graded(course) == {}

    (course / "submitted" / "ben" / STAGE / f"{STAGE}.ipynb").write_bytes(_truncated())
    shutil.rmtree(course / "autograded" / "ada")
    assert graded(course).keys() == {"ada", "ben"}
    assert demo.marks(course / "gradebook.db") == {"ada": FULL, "ben": NONE}
    assert (course / "autograded" / "ada" / STAGE / f"{STAGE}.ipynb").read_bytes() == before


def test_a_cut_line_of_the_ledger_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = GradedAlready(path)
    ledger.add(Entry(STAGE, "ada", "1"))
    ledger.add(Entry(STAGE, "ben", "2"))
    path.write_bytes(path.read_bytes()[:-9])

    again = GradedAlready(path)
    assert again.find(STAGE, "ada") == Entry(STAGE, "ada", "1")
    assert again.find(STAGE, "ben") is None
    again.add(Entry(STAGE, "cem", "3"))
    assert GradedAlready(path).find(STAGE, "cem") == Entry(STAGE, "cem", "3")


# Worker processes ---------------------------------------------------------------------------


def endless() -> None:
    """Let a worker judge without end."""
    worker.judge_submission = lambda task: time.sleep(600)


def deadly() -> None:
    """Let a worker end when it judges a guilty submission."""

    def judge(task: Task) -> Judgement:
        if task.student == "guilty":
            os._exit(1)
        return Judgement(task, {}, "", 0.0)

    worker.judge_submission = judge


def tasks(*students: str) -> list[Task]:
    return [Task(STAGE, student, Path(), (), "", Path()) for student in students]


def test_an_interrupted_run_ends_its_workers_and_no_other_process() -> None:
    context = pools.context()
    other = context.Process(target=time.sleep, args=(600,))
    other.start()
    before = set(multiprocessing.active_children())
    started: list[int] = []

    def interrupted() -> bool:
        started.append(len(set(multiprocessing.active_children()) - before))
        return True

    try:
        with pytest.raises(KeyboardInterrupt):
            list(Pools(context, endless, 2, interrupted).judged(tasks("ada", "ben")))
        assert started == [2]
        assert set(multiprocessing.active_children()) == before
    finally:
        other.kill()
        other.join()


def test_only_the_submission_that_ends_its_worker_is_not_judged() -> None:
    students = ["ada", "ben", "guilty", "cem", "dan"]
    judged = list(Pools(pools.context(), deadly, 2).judged(tasks(*students)))
    assert sorted(j.task.student for j in judged) == sorted(students)
    assert {j.task.student for j in judged if j.reason} == {"guilty"}


def faulty() -> None:
    """Let a worker fail at a guilty submission, and once at another one."""
    failed: set[str] = set()

    def judge(task: Task) -> Judgement:
        if task.student == "guilty" or (task.student == "unlucky" and not failed):
            failed.add(task.student)
            raise RuntimeError("no process\nfor learners' code")
        return Judgement(task, {"one": "{}"}, "", 0.0)

    worker.judge_submission = judge


def broken() -> None:
    """Let no worker start."""
    raise MemoryError


def test_an_error_of_ours_is_tried_again_and_then_told_and_costs_no_marks() -> None:
    found = tasks("ada", "unlucky", "guilty", "cem")
    judged = {j.task.student: j for j in Pools(pools.context(), faulty, 1).judged(found)}
    assert [name for name, judgement in judged.items() if judgement.reason] == ["guilty"]
    assert judged["guilty"].notebooks == {}
    assert "in two tries: RuntimeError: no process for" in judged["guilty"].reason
    assert judged["unlucky"].notebooks


def test_where_no_worker_can_start_nobody_loses_marks() -> None:
    judged = list(Pools(pools.context(), broken, 2).judged(tasks("ada", "ben")))
    assert [(j.reason, j.notebooks) for j in judged] == [(pools.NOT_STARTED, {})] * 2


# Interruptions ------------------------------------------------------------------------------

KILLS, FEWER_KILLS = 20, 4  # when everything is tried, and otherwise


def start(course: Path, **how: bool) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "grader", "autograde", STAGE, "--workers", "2"]
    return subprocess.Popen(
        command, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how
    )


def small_class(course: Path) -> dict[str, dict[str, float]]:
    """Hand in six notebooks that are quick to judge; return their marks."""
    wanted = ("perfect", "untouched", "deleted_grade_cell")
    chosen = [s for s in sample.submissions() if s.student in wanted]
    for submission in chosen:
        for copy in "ab":
            student = f"{submission.student}_{copy}"
            hand_in(course, student, text(sample.notebook(ROOT, submission)))
    return {f"{s.student}_{c}": EXPECTED[s.student] for s in chosen for c in "ab"}


def whole(course: Path, wanted: dict[str, dict[str, float]]) -> None:
    """Check that every submission was graded, as it should, exactly once."""
    assert demo.marks(course / "gradebook.db") == wanted
    for student in wanted:
        nbformat.read(course / "autograded" / student / STAGE / f"{STAGE}.ipynb", as_version=4)
    lines = (course / ".grader" / "ledger.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["student"] for line in lines) == sorted(wanted)
    assert not list((course / ".grader" / "staging").rglob("*.ipynb"))


def test_killed_at_random_moments_it_ends_with_the_same_marks(
    released: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    most = KILLS if request.config.getoption("--whole") else FEWER_KILLS

    def fresh(name: str) -> tuple[Path, dict[str, dict[str, float]]]:
        course = tmp_path / name
        shutil.copytree(released, course)
        return course, small_class(course)

    command = ("autograde", STAGE, "--workers", "2")
    with Warm() as warm:
        for name in ("first", "undisturbed"):  # the first one waits until all is loaded
            course, wanted = fresh(name)
            started = time.monotonic()
            assert warm.run(course, *command) == 0
            longest = time.monotonic() - started
            whole(course, wanted)

        chance = random.Random(20)
        kills = 0
        for round_ in itertools.count():
            if kills >= most:
                break
            course, wanted = fresh(f"round_{round_}")
            status = -1
            while status:
                seconds = chance.uniform(0, longest) if kills < most else None
                status = warm.run(course, *command, kill_after=seconds)
                assert status in (0, -signal.SIGKILL)
                kills += status == -signal.SIGKILL
            whole(course, wanted)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc to know when")
def test_ctrl_c_during_the_start_is_answered_in_one_sentence(released: Path) -> None:
    process = start(released, start_new_session=True)
    maps = Path("/proc", str(process.pid), "maps")
    while process.poll() is None and "libtorch" not in maps.read_text():
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate() == ("", "grader: interrupted\n")
    assert process.returncode == 130


@pytest.mark.parametrize("starting", [True, False])
def test_ctrl_c_ends_the_start_at_once_and_a_run_between_two_submissions(starting: bool) -> None:
    with interruption() as asked:
        asked.raises = starting
        raised = pytest.raises(KeyboardInterrupt) if starting else contextlib.nullcontext()
        with raised:
            signal.raise_signal(signal.SIGINT)
        assert asked.pressed()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def stopped(course: Path, number: signal.Signals) -> tuple[int, str]:
    """Start a run, send it a signal after its first mark, and return how it ended."""
    ledger = course / ".grader" / "ledger.jsonl"
    before = ledger.stat().st_size if ledger.exists() else 0
    process = start(course)
    while process.poll() is None and not (ledger.exists() and ledger.stat().st_size > before):
        time.sleep(0.02)
    process.send_signal(number)
    said, _ = process.communicate()
    return process.returncode, said


def test_a_killed_or_interrupted_run_goes_on_and_the_latter_says_so(course: Path) -> None:
    wanted = small_class(course)
    status, _ = stopped(course, signal.SIGKILL)
    assert status == -signal.SIGKILL

    status, said = stopped(course, signal.SIGINT)
    assert status == 130
    assert "the same command goes on from here" in said

    process = start(course)
    said, _ = process.communicate()
    assert process.returncode == 0
    assert "graded before, unchanged" in said
    whole(course, wanted)
