"""``grader autograde --dask``: the same marks, whichever workers end."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from grader.__main__ import main
from grader.classroom.elsewhere import cluster as grading
from grader.classroom.elsewhere import judge_process, scheduler
from grader.classroom.elsewhere.cluster import Cluster
from grader.classroom.elsewhere.places import Places, Run
from grader.classroom.elsewhere.scheduler import ClusterTrouble, Scheduler, connected
from grader.classroom.grading.course import Course
from grader.classroom.grading.worker import Judgement, Task
from grader.judge.host.sandbox import Isolation
from tests.classroom import pretended_judge, tiny
from tests.tools.dask_processes import Started, cluster

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.timeout(1200)]
FINE = [f"fine{number}" for number in range(8)]


def task(student: str) -> Task:
    return Task("one", f"student_{student}_end", Path(), (), "", Path())


def ran(judged: Any) -> dict[str, Judgement]:
    """Return judgements by student, of whom each has one."""
    found = list(judged)
    names = [re.sub("student_|_end", "", judgement.task.student) for judgement in found]
    assert len(set(names)) == len(names)
    return dict(zip(names, found, strict=True))


# What goes wrong on workers ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the pretended judge answers."""
    folder = tmp_path_factory.mktemp("answers")
    isolation = Isolation({"bubblewrap": "off (pretended)"}, ())
    (folder / "isolation.pickle").write_bytes(pickle.dumps(isolation))
    for student in (*FINE, "once_deadly", "unlucky"):
        made = Judgement(task(student), {"one": student}, "", 0.5)
        (folder / f"{student}.pickle").write_bytes(pickle.dumps(made))
    return folder


@pytest.fixture(scope="module")
def workers(answers: Path) -> Iterator[Started]:
    """Give two workers with a pretended judge."""
    own = {pretended_judge.FOLDER: str(answers)}
    with cluster(answers, 2, pretended_judge.__name__, **own) as started:
        yield started


class Heard(list[str]):
    """What was said, and the states of isolation that were told."""

    def __init__(self) -> None:
        super().__init__()
        self.isolation: list[Isolation] = []


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def judge(workers: Started, heard: Heard) -> Iterator[Cluster]:
    with connected(Scheduler(workers.address)) as (client, address):
        client.wait_for_workers(2)  # whatever an earlier test did to them
        yield Cluster(places(client, address, heard), None, lambda: False)


def places(client: Client, address: str, heard: Heard) -> Places:
    run = Run("course", f"run-{time.time()}", b"settings")
    return Places(client, address, run, heard.isolation.append, heard.append)


def test_workers_that_end_and_judges_that_fail_cost_nobody_else_a_mark(
    judge: Cluster, heard: Heard
) -> None:
    odd = ["once_deadly", "unlucky", "guilty", "faulty", "deadly"]
    judged = ran(judge.judged([task(name) for name in (*odd, *FINE)]))
    assert judged.keys() == {*odd, *FINE}
    for name in (*FINE, "once_deadly", "unlucky"):
        assert (judged[name].notebooks, judged[name].reason) == ({"one": name}, ""), name
        assert judged[name].task == task(name)
    told = "It could not be judged, in three tries on the cluster:"
    assert judged["faulty"].reason == f"{told} no process for learners' code."
    assert judged["deadly"].reason == f"{told} the worker ended that judged it."
    assert judged["guilty"].reason == f"{told} the process that judges ended while it judged."
    assert [judged[name].notebooks for name in ("faulty", "deadly", "guilty")] == [{}] * 3
    assert [found.weak for found in heard.isolation] == [["bubblewrap: off (off (pretended))"]]


def test_only_workers_that_pass_take_work(judge: Cluster, answers: Path, heard: Heard) -> None:
    workers = sorted(judge.places.client.nthreads())
    refusing, passing = (address.rpartition(":")[2] for address in workers)
    (answers / f"no-{refusing}").touch()
    (answers / "judged").unlink(missing_ok=True)
    try:
        assert ran(judge.judged(list(map(task, FINE)))).keys() == set(FINE)
        lines = (answers / "judged").read_text().splitlines()
        assert {line.split()[0] for line in lines} == {passing}
        (sentence,) = heard
        assert re.fullmatch(r"The worker tcp://\S+ takes no work: refuses\.", sentence)

        (answers / f"no-{passing}").touch()
        again = Cluster(places(judge.places.client, "tcp://x", heard), None, lambda: False)
        with pytest.raises(ClusterTrouble, match="No worker at tcp://x can judge: refuses"):
            list(again.judged([task("fine0")]))
    finally:
        for path in answers.glob("no-*"):
            path.unlink()


def test_an_interruption_ends_the_waiting(judge: Cluster) -> None:
    asked = iter([False, False, True])
    with pytest.raises(KeyboardInterrupt):
        list(replace(judge, interrupted=lambda: next(asked)).judged(list(map(task, FINE))))


def test_without_workers_it_waits_and_says_so_and_a_scheduler_that_is_gone_is_told(
    heard: Heard, tmp_path: Path
) -> None:
    with cluster(tmp_path, 0) as started, Client(started.address) as client:
        waiting = iter([False, True])
        judge = Cluster(places(client, "tcp://x", heard), None, lambda: next(waiting))
        with pytest.raises(KeyboardInterrupt):
            list(judge.judged([task("fine0")]))
        assert heard == ["Waiting for workers at tcp://x."]
        started.scheduler.kill()
        started.scheduler.wait()
        judge = Cluster(places(client, "tcp://x", heard), None, lambda: False)
        with pytest.raises(ClusterTrouble, match="at tcp://x does not answer any more"):
            list(judge.judged([task("fine0")]))


# What machines have to have in common -----------------------------------------------------------


def test_a_machine_that_would_give_other_marks_says_in_what_it_differs(
    course: Path, tmp_path: Path
) -> None:
    found = Course(tiny.settings(course))
    wanted = judge_process.settings(found.config, course / "gradebook.db")
    assert judge_process.differs(wanted) == ""
    for change, told in (
        ({"versions": {"grader": "9"}}, "it has grader 0.1.0, torch "),
        ({"code": "0"}, "its grader is not the same as the one here"),
        ({"gradebook": tmp_path / "elsewhere" / "gradebook.db"}, "it does not see"),
        ({"key": "0"}, "the secret that it reads is not the course's"),
    ):
        assert judge_process.differs(replace(wanted, **change)).startswith(told)
    made, why = judge_process.answer(lambda: judge_process.started(replace(wanted, key="0"), None))
    assert (made, why) == (b"", "the secret that it reads is not the course's")


# The command ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster") / "course"
    tiny.a_few(folder)
    return folder


@pytest.fixture
def course(handed_in: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(handed_in, folder)
    return folder


Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(course: Path, *words: str) -> tuple[int, str, str]:
        monkeypatch.chdir(course)
        capsys.readouterr()
        status = main(["autograde", *words, "--allow-weaker-isolation"])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def test_no_scheduler_and_no_dask_are_told_in_a_sentence_and_nothing_is_lost(
    say: Say, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "CONNECT_SECONDS", 0.5)
    (tmp_path / "scheduler.json").write_text('{"address": 7')
    for words, told in (
        (("--dask", "tcp://127.0.0.1:9"), "No Dask scheduler answers at tcp://127.0.0.1:9: "),
        (("--dask", "nowhere at all"), "No Dask scheduler answers at nowhere at all: "),
        (("--dask", ""), "No Dask scheduler answers at : "),
        (("--dask-file", "none.json"), "none.json is no scheduler file: "),
        (("--dask-file", str(tmp_path / "scheduler.json")), "scheduler.json is no scheduler file"),
    ):
        status, _, said = say(course, *words)
        assert (status, told in said) == (2, True), said
        assert f"{tiny.A_FEW} submissions left." in said
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, _, said = say(course, "--dask", "tcp://127.0.0.1:9")
    assert (status, "install the course with its 'dask' extra" in said) == (2, True), said
    assert tiny.rows(course) == []
    assert not (course / ".grader" / grading.COPY).exists()


@pytest.mark.usefixtures("shared_sandbox")
def test_a_class_gets_the_marks_of_a_run_on_one_machine_although_a_worker_is_killed(
    say: Say, course: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(course, alone)
    assert say(alone)[0] == 0

    with cluster(tmp_path, 1) as started:
        killer = threading.Thread(target=_kill_one, args=(started, course), daemon=True)
        killer.start()
        status, said, _ = say(course, "--dask", started.address)
        killer.join()
    assert (status, f"{tiny.A_FEW}  graded and saved" in said) == (0, True), said
    assert tiny.rows(course) == tiny.rows(alone)
    assert not (course / ".grader" / grading.COPY).exists()
    assert f"{tiny.A_FEW}  graded before, unchanged" in say(course)[1]


def _kill_one(started: Started, course: Path) -> None:
    """Kill the only worker when the first marks are written."""
    (pid,) = started.pids().values()
    while not (course / ".grader" / "ledger.jsonl").exists():
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
