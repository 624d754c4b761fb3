"""The measurement of what can be told apart is made again where something changed, only there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.catalogue import exercises
from grader.course.exercise import Exercise
from grader.diagnose.atlas import digest
from grader.diagnose.programs import candidates
from tests.tools import matrix

MODULE = '''
"""A text."""
import math
def double(x):
    """Return more."""
    return 2 * x  # twice
def half(x):
    return x / 2
'''


@pytest.fixture
def exercise() -> Exercise:
    return exercises()["03_loss/mse"]


@pytest.fixture
def rewritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that are measured from now on, in place of measuring them."""
    monkeypatch.setattr(matrix, "GOLDEN", tmp_path)
    monkeypatch.setattr(matrix, "MEASURED", tmp_path / "measured.json")
    done: list[str] = []
    monkeypatch.setattr(matrix, "measure", lambda each: {"n": done.append(each.address)})
    monkeypatch.setattr(matrix, "is_stale", lambda _: False)
    return done


def changed(exercise: Exercise, **params: object) -> Exercise:
    first, *others = exercise.probes
    probe = replace(first, params={**first.params, **params})
    return replace(exercise, probes=(probe, *others))


def test_what_is_unchanged_is_not_measured_again(
    rewritten: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    matrix.main(["03_loss/mse"])
    matrix.main(["03_loss/mse", "02_forward/describe"])
    assert rewritten == ["03_loss/mse", "02_forward/describe"]
    told = capsys.readouterr().err
    assert "1 to measure, 1 unchanged" in told
    assert "1 of 1: 02_forward/describe ... done after 0:0" in told
    matrix.main(["03_loss/mse", "--all"])
    assert rewritten[2:] == ["03_loss/mse"]


def test_what_has_no_golden_file_is_measured(rewritten: list[str], exercise: Exercise) -> None:
    matrix.main([exercise.address])
    matrix.path_of(exercise).unlink()
    assert not matrix.unchanged(exercise)


def test_an_interrupted_measurement_is_made_again(
    rewritten: list[str], exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Exercise) -> None:
        raise KeyboardInterrupt

    matrix.main([exercise.address])
    monkeypatch.setattr(matrix, "measure", interrupted)
    with pytest.raises(KeyboardInterrupt):
        matrix.main([exercise.address, "--all"])
    assert not matrix.unchanged(exercise)


def test_nothing_is_measured_with_an_old_book(
    rewritten: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(matrix, "is_stale", lambda each: each.name == "mse")
    with pytest.raises(SystemExit):
        matrix.main(["02_forward/describe", "03_loss/mse"])
    assert f"{matrix.BOOKS} 03_loss/mse\n" in capsys.readouterr().err
    assert rewritten == []


def test_an_unknown_exercise_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        matrix.main(["03_loss/msa"])
    assert 'Did you mean "03_loss/mse"?' in capsys.readouterr().err


def test_probes_and_candidates_change_the_digest(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest.digest(exercise)
    assert digest.digest(replace(exercise)) == before
    assert digest.digest(replace(exercise, hints=("Another hint.",))) == before
    assert digest.digest(changed(exercise, another=1)) != before
    monkeypatch.setattr(digest, "candidates", lambda each: candidates(each)[1:])
    assert digest.digest(exercise) != before


def test_an_exercise_depends_on_its_own_scenes_and_on_what_compares() -> None:
    group, loss = exercises()["12_scale/mean_over_ranks"], exercises()["03_loss/mse"]
    scenes = set(digest.scenes(group))
    assert scenes == {"grader.scenes.groups.draw", "grader.scenes.groups.play"}
    code = {each.address: digest.code(digest.scenes(each)) for each in (group, loss)}
    own = digest.statements(digest.path_of("grader.scenes.groups.play").read_text("utf-8"))
    assert own <= code[group.address]
    assert not own <= code[loss.address]
    assert any(text.startswith("def equal(") for text in digest.code({"tests.tools.matrix"}))


def test_only_what_the_code_does_counts() -> None:
    assert digest.statements(MODULE) == digest.statements(
        "def half(x):\n    return x/2\ndef double(x):\n    return 2*x"
    )
    assert digest.statements(MODULE) != digest.statements(MODULE.replace("2 * x", "x + x"))
