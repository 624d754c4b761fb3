"""The learner's functions."""

from __future__ import annotations

import re

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import grader
from grader import board, check, explain, grade, hint, misuse, notebook, predict
from grader.progress.attempts import Attempts
from grader.verdict import MIME


@pytest.fixture(autouse=True)
def _fresh_session(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook._last.clear()
    notebook._rungs.clear()
    notebook._hinted.clear()
    notebook._say_unprotected.cache_clear()
    monkeypatch.setattr(notebook.progress, "ATTEMPTS", Attempts())


def test_vocabulary_is_exactly_this() -> None:
    assert sorted(grader.__all__) == grader.__all__
    with pytest.raises(AttributeError, match="no attribute 'solve'"):
        _ = grader.solve


def test_grade_returns_the_points_earned(capsys: pytest.CaptureFixture[str]) -> None:
    assert grade("00_start/hello", lambda x: 2 * x + 1, points=3) == 3.0
    assert grade("00_start/hello", lambda x: 2 * (x + 1), points=4) == 0.0
    assert "The sum is doubled" in capsys.readouterr().out


def test_in_practice_a_graded_cell_shows_one_line_and_no_number() -> None:
    shell = InteractiveShell.instance()
    shell.user_ns.update(grade=grade, hello=lambda x: 2 * (x + 1))
    with capture_output() as shown:
        result = shell.run_cell('grade("00_start/hello", hello, points=3)').result
    (line,) = shown.outputs
    assert line.data["text/plain"].replace("\n", " ") == (
        "✗ Not yet · The sum is doubled, not only x. 1 of 2 promises kept · would earn 0 of 3 "
        'points. `check("00_start/hello", hello)` shows the card.'
    )
    assert line.data[MIME]["kind"] == "named"
    assert "0.0" not in shown.stdout
    assert (result, isinstance(result, float)) == (0.0, True)


def test_nbgrader_gets_card_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    InteractiveShell.instance()  # `display` prints text where there is none
    with capture_output() as shown:
        assert type(grade("00_start/hello", lambda x: 2 * x + 1, points=3)) is float
    assert "The promises, one by one" in shown.outputs[0].data["text/html"]


def test_idle_code_earns_nothing_for_leaving_things_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    points = grade("08_validate/evaluate", lambda *_: {"loss": 0.0, "accuracy": 0.0}, points=5)
    assert points == 0.0
    assert capsys.readouterr().err == ""


def test_grading_outside_the_sandbox_is_said_once_and_changes_no_marks(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert grade("00_start/hello", lambda x: 2 * x + 1, points=3) == 3.0
    assert "Note for the instructor" not in "".join(capfd.readouterr())
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for said in (True, False):
        assert grade("00_start/hello", lambda x: 2 * x + 1, points=3) == 3.0
        shown, logged = capfd.readouterr()
        assert ("graded outside the judge's sandbox" in " ".join(shown.split())) == said
        assert (notebook.UNPROTECTED in logged) == said


def test_grade_refuses_points_that_are_not_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        grade("00_start/hello", abs, points=0)


def test_hints_go_from_rung_to_rung_and_start_anew_with_another_mistake() -> None:
    check("00_start/hello", lambda x: 2 * (x + 1))
    assert "Hint 1 of 3" in str(hint("00_start/hello"))
    assert "Hint 2 of 3" in str(hint("00_start/hello"))
    check("00_start/hello", lambda x: 2 * x)
    assert "Hint 1 of 3" in str(hint("00_start/hello"))
    check("00_start/hello", lambda x: 2 * x + 1)
    assert "nothing to hint at" in str(hint("00_start/hello"))


def test_hint_without_a_check_helps_to_start() -> None:
    assert "Hint 1 of 3" in str(hint("07_epoch/make_loader"))


def test_predict_asks_for_an_answer_first_and_explains_after() -> None:
    assert "Choose" in str(predict("01_loop/prediction_1", ""))
    told = str(predict("01_loop/prediction_1", " a "))
    assert "You chose A (“falls as usual”). It is C (“stays exactly the same”)." in told
    assert "First loss" in told
    assert "You chose C (“stays exactly the same”): right." in str(
        predict("01_loop/prediction_1", "C")
    )


def test_questions_that_are_asked_together_are_answered_together() -> None:
    told = str(predict("01_loop/recall", "B", "", "a"))
    assert "You chose B (“what your code did, number by number”): right." in told
    assert 'recall_2\n\nChoose "A", "B" or "C" first' in told
    assert "You chose A (“it changes it”): right." in told
    assert "recall_2" in str(predict("01_loop/recall", "B"))
    assert "asks 3 questions, and got 4 answers" in str(predict("01_loop/recall", *"BBAA"))


def test_digits_are_images_and_what_they_are() -> None:
    images, labels = grader.digits()
    assert images.shape == (1797, 64)
    assert (images.min(), images.max()) == (0, 1)
    assert set(labels.tolist()) == set(range(10))


def test_digits_are_learnt_while_one_watches() -> None:
    told = grader.watch_digits()
    assert "about 6 in 100 of 297 images" in str(told)
    assert "about 9 in 10 are" in str(told).replace("\n", " ")
    assert "<img " in told.html


def test_not_written_yet_is_said_so() -> None:
    def hello(x):
        raise NotImplementedError

    shown = check("00_start/hello", hello)
    assert "not written yet" in str(shown)
    assert shown._repr_mimebundle_()[MIME]["kind"] == "contract"


def test_calling_instead_of_handing_over_is_explained() -> None:
    assert "should be a function" in str(check("00_start/hello", 3.0))
    assert "should be a class" in str(check("07_epoch/RunningAverage", lambda: None))


def test_wrong_kind_of_result_is_told_in_words() -> None:
    told = str(check("07_epoch/train_one_epoch", lambda *_: {"loss": 1.0}))
    assert 'no key "accuracy"' in told


def test_board_and_explain() -> None:
    assert "Nothing has been checked" in str(board())
    check("00_start/hello", lambda x: 2 * x)
    assert "constant_forgotten" in str(board())
    assert "Why it is easy to miss" in str(explain("missing_zero_grad"))


@pytest.mark.parametrize(("call", "told"), [(check, "train_step"), (predict, "prediction_1")])
def test_typing_errors_are_answered_with_the_nearest(call, told: str) -> None:
    assert re.search(f"Did you mean.*{told}", str(call(f"01_lop/{told}", "x")))


def test_endless_code_is_stopped_and_warnings_are_not_held_against_anybody() -> None:
    def train_step(model, x, y, loss_fn, optimizer):
        while True:
            try:
                model(x)
            except Exception:
                continue

    told = " ".join(str(check("01_loop/train_step", train_step)).split())
    assert "did not come to an end" in told


def test_random_states_are_left_as_they_were() -> None:
    import random

    import torch

    torch.manual_seed(1)
    random.seed(1)
    before = torch.get_rng_state(), random.getstate()
    check("08_validate/fit", lambda *_: torch.manual_seed(5))
    assert torch.equal(before[0], torch.get_rng_state())
    assert before[1] == random.getstate()


def test_reset_gives_the_cell_back_below(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    class Shell:
        def set_next_input(self, text: str, replace: bool) -> None:
            written.append((text, replace))

    monkeypatch.setattr(notebook, "get_ipython", Shell)
    assert "as it was handed out" in str(grader.reset("01_loop/train_step"))
    ((text, replaced),) = written
    assert text.startswith("def train_step(model, x, y, loss_fn, optimizer):")
    assert not replaced
    assert "There is no exercise" in str(grader.reset("01_loop/train_stepp"))
    assert len(written) == 1


def test_hints_are_counted_with_the_attempt_that_follows_them() -> None:
    hint("00_start/hello")
    hint("00_start/hello")
    check("00_start/hello", lambda x: x)
    check("00_start/hello", lambda x: x)
    assert [attempt.hints for attempt in notebook.progress.ATTEMPTS.all()] == [2, 0]


def train_step(model, x, y, loss_fn, optimizer): ...


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: check(train_step), 'Say which exercise it is for: check("01_loop/train_step", '),
        (lambda: check("01_loop/train_step"), 'check is called like this: check("'),
        (lambda: check(), "check is called like this"),
        (lambda: check(3, 4), "check is called like this"),
        (lambda: hint(), 'hint is called like this: hint("01_loop/train_step")'),
        (lambda: hint(train_step), "hint is called like this"),
        (lambda: hint("missing_zero_grad"), 'Did you mean explain("missing_zero_grad")?'),
        (lambda: explain("01_loop/train_step"), 'Did you mean hint("01_loop/train_step")?'),
        (lambda: explain("missing_zero_gard"), 'Did you mean "missing_zero_grad"?'),
        (lambda: explain(None), "explain is called like this"),
        (lambda: predict("01_loop/prediction_1"), "predict is called like this"),
        (lambda: board(1), "board is called like this: board()"),
        (lambda: grader.loop_lab("AA"), "'AA' is no arrangement"),
    ],
)
def test_a_call_that_cannot_be_answered_gets_one_sentence(call, told: str) -> None:
    assert told in " ".join(str(call()).split())


def test_what_earns_points_still_fails_where_it_cannot_be_understood() -> None:
    with pytest.raises(ValueError, match="no exercise"):
        grade("01_loop/train_stepp", train_step, points=1)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('check("01_loop/train_step", train_step)', "Run the cell above that defines it"),
        ("train_step(1)", "NameError"),
        ('check("01_loop/train_step", no_such_thing)', "NameError"),
        ('grade("01_loop/train_step", train_step, points=1)', "NameError"),
    ],
)
def test_a_check_before_its_cell_says_which_cell_to_run(
    cell: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = InteractiveShell()
    misuse.watch_for_names(shell)
    shell.run_cell("from grader import check, grade")
    assert shell.run_cell(cell, store_history=True).error_in_exec is not None
    shown = " ".join(capsys.readouterr().out.split())
    assert told in shown
    assert ("Traceback" in shown) == (told == "NameError")
