"""What promises weigh in a course: read from its own file, and refused in a sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.config import BadSetting
from grader.classroom.steps.weights import course_weights, weighed
from grader.command import points
from grader.course.catalogue import exercise, stages
from grader.diagnose.judge import judge

STEP = "01_loop/train_step"
MOVES, NUMBER, *_ = (promise.text for promise in exercise(STEP).promises)
ALL_ZERO = "\n".join(f"{points.quoted(p.text)} = 0" for p in exercise(STEP).promises)

BAD = {
    "no exercise": ('["01_loop/train_stp"]\n', 'Did you mean "01_loop/train_step"?'),
    "no promise": (f'["{STEP}"]\n"It returns the loss." = 1\n', 'has no promise "It returns'),
    "below 0": (f'["{STEP}"]\n"{NUMBER}" = -1\n', "weighs -1; a weight is a number of at least 0"),
    "a word": (f'["{STEP}"]\n"{NUMBER}" = "two"\n', "weighs 'two'"),
    "true": (f'["{STEP}"]\n"{NUMBER}" = true\n', "weighs True"),
    "nan": (f'["{STEP}"]\n"{NUMBER}" = nan\n', "weighs nan"),
    "endless": (f'["{STEP}"]\n"{NUMBER}" = inf\n', "weighs inf"),
    "all 0": (f'["{STEP}"]\n{ALL_ZERO}\n', "all weights are 0; one has to be more"),
    "no heading": (f'"{STEP}" = 3\n', "as a heading"),
    "no toml": ("train_step: 3\n", "cannot be read"),
}


@pytest.mark.parametrize("kind", BAD)
def test_weights_that_are_none_are_refused_in_one_sentence(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "promise_weights.toml"
    content, told = BAD[kind]
    path.write_text(content)
    with pytest.raises(BadSetting) as caught:
        course_weights(path)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_course_without_the_file_keeps_all_weights(tmp_path: Path) -> None:
    assert course_weights(tmp_path / "promise_weights.toml") == {}
    assert weighed(exercise(STEP), {}) is exercise(STEP)


def forgets(model: Any, x: Any, y: Any, loss_fn: Any, optimizer: Any) -> float:
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return float(loss.item())


def test_points_follow_the_weights_of_the_course(tmp_path: Path) -> None:
    path = tmp_path / "promise_weights.toml"
    path.write_text(f'["{STEP}"]\n"{MOVES}" = 0\n')
    own = weighed(exercise(STEP), course_weights(path))
    assert own is weighed(exercise(STEP), course_weights(path))
    assert judge(own, forgets, points=4.0).points == 4.0
    assert judge(exercise(STEP), forgets, points=4.0).points < 3.0


@pytest.mark.parametrize("stage", list(stages()))
def test_what_is_listed_is_what_a_course_can_say(stage: str, tmp_path: Path) -> None:
    told = points.text(stage)
    path = tmp_path / "promise_weights.toml"
    path.write_text(told, "utf-8")
    weights = course_weights(path)
    assert weights == tomllib.loads(told)
    assert all(address.startswith(f"{stage}/") for address in weights)
    for address in weights:
        listed = {promise.text: promise.weight for promise in exercise(address).promises}
        assert weights[address] == listed


@pytest.mark.parametrize("name", ["14_stage", "01_loop/nothing"])
def test_points_of_nothing_are_told_in_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match="There is no"):
        points.text(name)
