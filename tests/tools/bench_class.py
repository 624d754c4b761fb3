"""How long a class takes: nbgrader alone, the judge, and the cells without anything around them.

    python -m tests.tools.bench_class [--copies 14]

Start-up is not counted. Everything is measured in one run, since only ratios mean anything;
nbgrader alone before and after the judge, since a machine may be slower for some minutes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import nbformat
import torch

from grader.classroom.authoring.build import ROOT
from grader.classroom.demo import demo, sample
from grader.classroom.demo.sample import Submission
from grader.classroom.grading.autograde import grade
from grader.classroom.grading.course import Course
from grader.classroom.grading.worker import Task
from grader.course import catalogue
from grader.diagnose.runs import run_probe
from grader.judge.host.marking import Rules, mark
from grader.judge.host.sandbox import Sandbox
from tests.tools.stages_of_time import stages_of_time

STAGES = ("07_epoch", "08_validate")
ALONE = 6  # submissions that nbgrader grades alone, before and after
COPIES = 14
LOOKS = 4  # at the memory, in each class of 40
WRONG_08 = {
    "evaluate": ("missing_eval_mode", "graph_in_validation", "mean_of_batch_means"),
    "fit": ("train_mode_set_once", "missing_zero_grad", "validates_on_training_data"),
}
NOT_07 = {"infinite_loop", "endless_cell", "renamed_notebook"}  # they would wait for time limits


def members() -> list[Submission]:
    """Return the class: 40 submissions, right and wrong, half of them for each stage."""
    seventh = [s for s in sample.submissions() if s.student not in NOT_07]
    wrong = [(cell, slug) for cell, slugs in WRONG_08.items() for slug in slugs]
    eighth = [
        Submission("perfect", {}, stage=STAGES[1]),
        *(Submission(slug, {cell: (slug,)}, stage=STAGES[1]) for cell, slug in wrong),
    ]
    both = [*islice(cycle(seventh), 20), *islice(cycle(eighth), 20)]
    named = [replace(s, student=f"{s.student}_{number}") for number, s in enumerate(both)]
    return [s for pair in zip(named[:20], named[20:], strict=True) for s in pair]


def main() -> None:
    """Measure, print and write."""
    from tests.tools.bench import write

    torch.set_num_threads(1)  # or what is forked from here hangs
    parser = argparse.ArgumentParser()
    parser.add_argument("--copies", type=int, default=COPIES, help="of the class of 40")
    copies = parser.parse_args().copies
    with tempfile.TemporaryDirectory() as folder:
        before = nbgrader_alone(Path(folder, "before"))
        judged = with_judge(Path(folder, "judged"), copies)
        alone = (before + nbgrader_alone(Path(folder, "after"))) / 2
        spent = stages_of_time(*of_each_kind(Path(folder, "stages")))
    total = sum(spent.values())
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"{stage:<20} {1000 * seconds:6.0f} ms  {seconds / total:4.0%}", flush=True)
    floor = without_anything()
    results = judged | {
        "nbgrader_s_per_submission": alone,
        "ratio": alone / judged["judge_s_per_submission"],
        "floor_ratio": floor,
    }
    for name, value in results.items():
        print(f"{name:<32} {value:.4g}")
    write(results)


def nbgrader_alone(folder: Path) -> float:
    """Return nbgrader's seconds for a submission, with a fresh kernel for each."""
    demo.release(folder, stages=STAGES)
    chosen = members()[: ALONE + 1]
    for submission in chosen:
        hand_in(folder, submission, submission.student)
    config = demo.settings(folder, judge=False)
    api = demo.NbGraderAPI(config=config)
    taken = []
    for submission in chosen:
        started = time.perf_counter()
        demo.checked(api.autograde(submission.stage, submission.student), "autograde")
        taken.append(time.perf_counter() - started)
    return statistics.mean(taken[1:])  # the first one loads nbgrader


def with_judge(folder: Path, copies: int) -> dict[str, float]:
    """Return seconds for a submission with two workers, and how memory grows."""
    demo.release(folder, stages=STAGES)
    chosen = members()
    for copy in range(copies):
        for submission in chosen:
            hand_in(folder, submission, f"{submission.student}_{copy:02}")
    course = Course(demo.settings(folder))
    tasks = [t for stage in STAGES for t in course.plan(stage, course.students(stage)).tasks]
    tasks.sort(key=lambda task: (task.student[-2:], task.student))
    moments: list[float] = []
    memory: list[float] = []
    typical: list[float] = []

    def tell(entry: Any) -> None:
        assert not entry.reason, entry
        moments.append(time.perf_counter())
        if len(moments) % (len(chosen) // LOOKS) == 0:
            memory.append(resident_mb())
        if len(moments) % len(chosen) == 0:
            typical.append(statistics.median(memory[-LOOKS:]))
            print(f"until {len(moments):>4} submissions {typical[-1]:.0f} MB", flush=True)

    started = time.perf_counter()
    grade(course, tasks, 2, tell)
    first = moments[len(chosen) - 1] - moments[0]
    return {
        "start_up_s": moments[0] - started,
        "judge_first_40_s_per_submission": first / (len(chosen) - 1),
        "judge_s_per_submission": (moments[-1] - moments[0]) / (len(moments) - 1),
        # The first class is the first of its kind for each process: references are run and kept.
        "rss_growth_mb": typical[-1] - typical[min(1, copies - 1)],
        "submissions": len(moments),
    }


def of_each_kind(folder: Path) -> tuple[Course, list[Task]]:
    """Return a course and the class of 40, to be graded one after another."""
    demo.release(folder, stages=STAGES)
    for submission in members():
        hand_in(folder, submission, submission.student)
    course = Course(demo.settings(folder))
    return course, [t for stage in STAGES for t in course.plan(stage, course.students(stage)).tasks]


def hand_in(folder: Path, submission: Submission, student: str) -> None:
    place = folder / "submitted" / student / submission.stage
    place.mkdir(parents=True)
    made = sample.notebook(ROOT, submission)
    nbformat.write(made, place / f"{submission.stage}.ipynb")


def resident_mb() -> float:
    """Return the memory of this process and of all that it started; what is shared counts once.

    That includes learners' processes, of which there are none, one or two at a time.
    """
    mine = os.getpid()
    parents = {}
    sizes = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
            smaps = (path / "smaps_rollup").read_text()
        except (OSError, ValueError):
            continue
        sizes[int(path.name)] = int(smaps.split("Pss:")[1].split()[0]) / 1024
    return sum(size for pid, size in sizes.items() if _descends(pid, mine, parents))


def _descends(pid: int, ancestor: int, parents: dict[int, int]) -> bool:
    while pid and pid != ancestor:
        pid = parents.get(pid, 0)
    return pid == ancestor


def without_anything() -> float:
    """Return how much longer the judge takes than the cells and the probes alone."""
    chosen = [sample.notebook(ROOT, submission) for submission in members()[::4]]
    with Sandbox() as sandbox:
        rules = Rules(seed=lambda address: 5)
        for made in chosen:  # once to warm up
            mark(made, sandbox, rules)
        judged = timed(lambda: [mark(made, sandbox, rules) for made in chosen])
    bare = timed(lambda: [in_a_fork(made.cells) for made in chosen])
    return judged / bare


def timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_a_fork(cells: Sequence[Any]) -> None:
    """Run a notebook's cells and its probes in a fork of this process, which is warm."""
    pid = os.fork()
    if pid == 0:
        try:
            bare(cells)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def bare(cells: Sequence[Any]) -> None:
    import grader
    from grader.judge.guest import child

    for name in ("check", "predict", "hint", "explain", "board"):
        setattr(grader, name, lambda *_, **__: None)
    grader.grade = only_probes  # type: ignore[assignment]
    for cell in cells:
        if cell.cell_type == "code":
            child.run_cell(cell.source)


def only_probes(address: str, subject: Any, points: float) -> float:
    for probe in catalogue.exercise(address).probes:
        run_probe(probe, subject, 5)
    return 0.0


if __name__ == "__main__":
    main()
