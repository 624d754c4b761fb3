"""What is said of pairs that save and load: nothing but files is carried over."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from torch import nn

from grader.course.catalogue import exercise
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.judge import wire
from grader.judge.host.marking import Rules, mark
from grader.judge.host.rerun import NotReached, Rerun
from grader.judge.host.sandbox import Sandbox
from grader.observe.run import Run
from grader.scenes.draws import Play
from tests.tools.hostile_run import name_of, perfect, points, worth

pytestmark = pytest.mark.xdist_group("judge")

STAGE = "10_lifecycle"
FULL = exercise(f"{STAGE}/checkpoint")
SAVE, LOAD = compiled(FULL, source_of(FULL))


def broken(save: Any, load: Any) -> list[str]:
    return [p.text.partition(":")[0] for p in judge(FULL, (save, load)).promises if not p.kept]


def loads_and(more: Callable[[Any, Any, Any], None]) -> Any:
    def load(path: Any, *parts: Any) -> Any:
        epoch = LOAD(path, *parts)
        more(*parts)
        return epoch

    return load


def test_a_run_whose_optimizer_holds_other_parameters_does_not_go_on() -> None:
    def renew(model: Any, *_: Any) -> None:
        model[0].weight = nn.Parameter(model[0].weight.detach().clone())

    assert broken(SAVE, loads_and(renew)) == [
        "A resumed run equals an uninterrupted one",
        "With Adam too a resumed run equals an uninterrupted one, learning rates included.",
    ]


def test_a_schedule_of_another_optimizer_does_not_go_on() -> None:
    def move(_: Any, optimizer: Any, scheduler: Any) -> None:
        scheduler.optimizer = copy.deepcopy(optimizer)

    assert broken(SAVE, loads_and(move)) == [
        "The learning rate goes on according to the schedule.",
        "With Adam too a resumed run equals an uninterrupted one, learning rates included.",
    ]


def test_a_mode_that_is_left_behind_changes_the_run() -> None:
    def save(path: Any, model: Any, *rest: Any) -> None:
        SAVE(path, model.eval(), *rest)

    assert broken(save, LOAD) == [
        "Saving writes a file under the path given, and leaves the run alone."
    ]


def test_a_state_that_cannot_go_on_ends_the_run() -> None:
    def spoil(_: Any, __: Any, scheduler: Any) -> None:
        scheduler.last_epoch = "three"

    verdict = judge(FULL, (SAVE, loads_and(spoil)))
    assert verdict.kind == "crash"
    assert "TypeError" in verdict.exception
    assert verdict.clinic is not None
    assert verdict.clinic.slug == "used_otherwise"


def test_what_is_kept_under_its_path_is_gone_in_practice_too() -> None:
    kept: dict[str, Any] = {}

    def save(path: Any, *parts: Any) -> None:
        SAVE(path, *parts)
        kept[str(path)] = [copy.deepcopy(part.state_dict()) for part in parts[:-1]]

    def load(path: Any, *parts: Any) -> Any:
        for part, state in zip(parts, kept[str(path)], strict=True):
            part.load_state_dict(state)

    verdict = judge(FULL, (save, load))
    assert verdict.kind == "crash"
    assert "KeyError" in verdict.exception


class Script:
    """Stands for the talk with a child: it is asked these questions, cell by cell."""

    def __init__(self, *cells: list[str], end: type[Exception] | None = None) -> None:
        self.cells = list(cells)
        self.end = end
        self.told: list[str] = []

    def cell(self, source: str, figures: bool, seconds: float, question: Any) -> Any:
        assert not figures
        self.told.append(source)
        for asked in self.cells.pop(0):
            question({"event": "judge", "exercise": asked})
        if self.end is not None:
            raise self.end
        return [], False

    def done(self) -> None:
        self.told.append("done")

    def play(self, *_: Any) -> Run:
        self.told.append("play")
        return Run(())

    def close(self) -> None:
        self.told.append("closed")


def rerun(script: Script) -> Rerun:
    start: Any = lambda: script  # noqa: E731
    return Rerun(start, ["first", "last"], "mine", 1.0)


def test_cells_are_run_once_more_up_to_the_question() -> None:
    script = Script(["other", "mine"], ["other", "mine", "other"])
    again = rerun(script)
    assert script.told == []
    for _ in range(2):
        again.play("scene", Play({}), 0, False)
    again.close()
    assert script.told == ["first", "done", "done", "last", "done", "play", "play", "closed"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (Script(["mine"], ["other"]), "it ended early"),
        (Script([], [], end=wire.Gone), "it ended early"),
        (Script([], [], end=wire.TooLate), "it ran too long"),
        (Script([], [], end=wire.Malformed), "it sent something else"),
    ],
    ids=["asks nothing", "gone", "late", "malformed"],
)
def test_why_a_second_child_was_of_no_use(script: Script, why: str) -> None:
    again = rerun(script)
    with pytest.raises(NotReached, match=why):
        again.play("scene", Play({}), 0, False)
    again.close()
    assert script.told[-1] == "closed"


def test_cells_that_read_a_file_find_it_the_second_time(sandbox: Sandbox) -> None:
    notebook = perfect(STAGE)
    source = "import pathlib\nassert pathlib.Path('data/x.txt').read_text() == 'x'\n"
    cell = next(c for c in notebook.cells if name_of(c) == "checkpoint")
    cell.source = source + "pathlib.Path('data/x.txt').unlink()\n" + cell.source
    mark(notebook, sandbox, Rules(seed=lambda _: 7), {"data/x.txt": b"x"})
    assert points(notebook) == worth(STAGE)


def test_a_second_process_that_ends_costs_its_exercise_alone(sandbox: Sandbox) -> None:
    notebook = perfect(STAGE)
    cell = next(c for c in notebook.cells if name_of(c) == "checkpoint")
    cell.source += "\n\nimport os\ncheckpoint = (save_checkpoint, lambda *_: os._exit(0))"
    mark(notebook, sandbox, Rules(seed=lambda _: 7))
    assert points(notebook) == worth(STAGE) | {"checkpoint": 0.0}
    shown = next(c for c in notebook.cells if name_of(c) == "grade_checkpoint").outputs
    assert "That process did not do its part: it ended early." in " ".join(
        shown[0].data["text/plain"].split()
    )
