"""``grader autograde --shard`` and ``grader merge``: the same gradebook, however it is shared."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import nbformat
import pytest

from grader.__main__ import main
from grader.classroom.elsewhere.shard import Share
from grader.classroom.grading import autograde, saver
from grader.classroom.grading.autograde import Judge
from grader.classroom.grading.course import Course
from grader.classroom.grading.worker import Judgement, Task
from grader.command import autograde as command
from tests.classroom import tiny

pytestmark = [pytest.mark.xdist_group("tiny"), pytest.mark.usefixtures("shared_sandbox")]
Say = Callable[..., tuple[int, str, str]]


def notebooks(course: Path) -> dict[str, str]:
    """Return what each graded notebook holds."""
    paths = sorted((course / "autograded").rglob("*.ipynb"))
    return {path.relative_to(course).as_posix(): path.read_text("utf-8") for path in paths}


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course of tiny assignments in which nothing is graded; do not write to it."""
    folder = tmp_path_factory.mktemp("shards") / "course"
    tiny.a_few(folder)
    return folder


@pytest.fixture
def course(handed_in: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(handed_in, folder)
    return folder


class Once:
    """What judges each submission once in all tests here, and then says the same again."""

    known: ClassVar[dict[str, Judgement]] = {}

    def __init__(self) -> None:
        self.asked: list[str] = []

    @contextlib.contextmanager
    def judging(self, course: Course, workers: int, warn: Any) -> Iterator[Judge]:
        def judged(tasks: Sequence[Task]) -> Iterator[Judgement]:
            self.asked += [task.student for task in tasks]
            if new := [task for task in tasks if _key(task) not in self.known]:
                with autograde.judging(course, workers, warn) as judge:
                    self.known.update((_key(made.task), made) for made in judge(new))
            yield from (replace(self.known[_key(task)], task=task) for task in tasks)

        yield judged


def _key(task: Task) -> str:
    return f"{task.stage} {task.student} {task.digest}"


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> Once:
    made = Once()
    monkeypatch.setattr(command, "judging", made.judging)
    return made


@pytest.fixture
def say(
    course: Path,
    once: Once,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Say:
    """Return what runs ``grader`` in the course, or another one: its status and what it says."""

    def run(*words: str, folder: Path = course) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        weak = ("--workers", "1", "--allow-weaker-isolation") if words[0] == "autograde" else ()
        try:
            status = main([*words, *weak])
        except SystemExit as error:  # argparse's
            status = int(str(error.code))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def whole(handed_in: Path, tmp_path: Path, say: Say) -> Path:
    """Return the same course, graded as ever."""
    folder = tmp_path / "whole"
    shutil.copytree(handed_in, folder)
    assert say("autograde", folder=folder)[0] == 0
    return folder


def test_1_3_and_7_shards_give_the_gradebook_of_a_whole_run(
    say: Say, whole: Path, course: Path
) -> None:
    wanted = tiny.rows(whole), notebooks(whole)
    assert len(notebooks(whole)) == tiny.A_FEW
    for of in (1, 3, 7):
        folder = course.parent / f"in_{of}"
        shutil.copytree(course, folder)
        for number in range(1, of + 1):
            status, said, _ = say("autograde", "--shard", f"{number}/{of}", folder=folder)
            assert status == 0, said
        assert tiny.rows(folder) == []
        status, said, _ = say("merge", folder=folder)
        assert (status, f"{tiny.A_FEW}  written" in said) == (0, True), said
        assert (tiny.rows(folder), notebooks(folder)) == wanted, of
        status, said, _ = say("merge", folder=folder)
        assert (status, f"{tiny.A_FEW}  in the gradebook already" in said) == (0, True), said
        assert f"{tiny.A_FEW}  graded before" in say("autograde", folder=folder)[1]


def test_what_changed_since_is_left_out_and_what_is_missing_is_told(
    say: Say, once: Once, course: Path
) -> None:
    assert say("autograde", "one", "--shard", "1/1")[0] == 0
    (shard,) = (course / ".grader" / "shards").iterdir()
    lines = (shard / "ledger.jsonl").read_text().splitlines()
    told = [json.loads(line)["student"] for line in lines]
    changed, damaged, gone, *right = told
    (course / "submitted" / changed / "one" / "more.txt").write_text("more")
    (shard / "judged" / damaged / "one" / "one.ipynb").write_text("{}")
    shutil.rmtree(course / "submitted" / gone / "one")
    (number,) = (n for n in (1, 2) if Share(n, 2).has("rich", "ben"))
    assert say("autograde", "rich", "--shard", f"{number}/2")[0] == 0

    status, said, _ = say("merge")
    assert status == 1
    assert f"1 left out: handed in again ({changed})" in said
    assert f"judge that shard again ({damaged})" in said
    assert f"1 left out: nothing was handed in here for this ({gone})" in said
    assert f"not here: the shard {3 - number}/2" in said
    assert "one: 2 submissions not graded yet" in said
    assert {student for stage, student, *_ in tiny.rows(course) if stage == "one"} == set(right)

    once.asked.clear()
    assert say("autograde", "one", "--shard", "1/1", "--student", changed)[0] == 0
    assert say("autograde", "one", "--shard", "1/1", "--student", changed)[0] == 0
    assert once.asked == [changed], "what was judged before is not judged again"


def test_an_older_judgement_does_not_come_after_a_newer_one(
    say: Say, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say("autograde", "one", "--student", "ada", "--shard", "1/1")[0] == 0
    assert say("autograde", "one", "--student", "ada")[0] == 0
    written: list[Any] = []
    monkeypatch.setattr(saver.Saver, "save", lambda self, judgement: written.append(judgement))
    status, said, _ = say("merge")
    assert (status, written) == (0, [])
    assert "1  in the gradebook already" in said


def test_bad_shards_and_foreign_ones_are_told_in_a_sentence_and_nothing_is_lost(
    say: Say, course: Path, tmp_path: Path
) -> None:
    for words, told in (
        (("autograde", "--shard", "4/3"), "there is no part 4 of 3: give 1/3 to 3/3"),
        (("autograde", "--shard", "0/3"), "there is no part 0 of 3"),
        (("autograde", "--shard", "1/0"), "there is no part 1 of 0"),
        (("autograde", "--shard", "half"), "'half' is no part of a class: give one such as 2/7"),
        (("autograde", "--shard", "1/2", "--dask", "tcp://127.0.0.1:1"), "not allowed with"),
        (("autograde", "--shard", "1/2", "--compare"), "--compare judges on this machine"),
        (("merge",), "There is no shard in"),
        (("merge", str(tmp_path / "nowhere")), "There is no shard in"),
    ):
        status, out, said = say(*words)
        assert (status, out) == (2, ""), words
        assert told in said

    foreign = tmp_path / "foreign"
    shutil.copytree(course, foreign)
    (foreign / ".grader_secret").write_text("8" * 64)
    assert say("autograde", "one", "--student", "ada", "--shard", "1/1", folder=foreign)[0] == 0
    assert say("autograde", "one", "--shard", "1/1")[0] == 0
    status, out, said = say("merge", str(course), str(foreign))
    assert (status, out, tiny.rows(course)) == (2, "", [])
    assert "was judged for another course, or with another secret" in said
    (foreign / ".grader" / "shards" / "1-of-1" / "shard.json").write_text("{")
    assert "holds no shard." in say("merge", str(foreign))[2]
    assert say("merge", str(course))[0] == 0
    assert tiny.rows(course)


def test_an_interrupted_merge_goes_on(
    say: Say, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say("autograde", "one", "--shard", "1/1")[0] == 0
    kept = saver.Saver.save

    def interrupted(self: Any, judgement: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return kept(self, judgement)

    with monkeypatch.context() as patch:
        patch.setattr(saver.Saver, "save", interrupted)
        status, said, _ = say("merge")
    assert (status, len(notebooks(course))) == (130, 1)
    assert "1  written into the gradebook" in said
    assert "Interrupted: the same command goes on from here." in said
    status, said, _ = say("merge")
    assert (status, "1  in the gradebook already" in said) == (0, True)
    assert len(notebooks(course)) == len(tiny.CLASS["one"]) + 3


def test_what_could_not_be_graded_is_told_by_every_merge(say: Say, course: Path) -> None:
    (course / "submitted" / "ada" / "one" / "one.ipynb").write_text("{")
    assert say("autograde", "one", "--shard", "1/1")[0] == 1
    for told in ("saved, with a note of why", "not graded as they should be before"):
        status, said, _ = say("merge")
        assert (status, told in said) == (1, True), said


def test_shares_are_disjoint_complete_and_even() -> None:
    class_of_many = [("07_epoch", f"s{number:05}") for number in range(1000)]
    for of in (1, 3, 7):
        parts = [[s for s in class_of_many if Share(n, of).has(*s)] for n in range(1, of + 1)]
        assert sorted(place for part in parts for place in part) == class_of_many
        assert all(len(part) > 0.7 * 1000 / of for part in parts)


def test_what_a_shard_keeps_is_a_notebook_for_each(say: Say, course: Path) -> None:
    assert say("autograde", "rich", "--shard", "1/1")[0] == 0
    (path,) = (course / ".grader" / "shards").rglob("*.ipynb")
    assert path.parts[-3:] == ("ben", "rich", "rich.ipynb")
    assert nbformat.read(path, as_version=4).cells
