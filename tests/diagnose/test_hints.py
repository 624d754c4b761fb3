"""Hints fit what is wrong now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader import check, hint, notebook
from grader.course.catalogue import exercise, exercises
from grader.diagnose.hints import LINE_BY_LINE, finding, ladder
from grader.diagnose.judge import judge
from grader.diagnose.programs import compiled, source_of
from grader.verdict import NOT_TRIED, Clinic, Verdict

STEP, REPAIR = "01_loop/train_step", "13_capstone/repair_4"
CLINIC = Clinic("graph_freed", "Title.", "Means.", "Cause.", "Write it there.")


@pytest.fixture(autouse=True)
def _fresh_session() -> None:
    notebook._last.clear()
    notebook._rungs.clear()


def edited(address: str, old: str, new: str) -> Verdict:
    asked = exercise(address)
    assert old in source_of(asked)
    return judge(asked, compiled(asked, source_of(asked).replace(old, new)))


def test_a_new_finding_without_a_name_begins_the_ladder_anew() -> None:
    asked = exercise(STEP)
    source = source_of(asked)
    for factor in ("0.37", "0.37", "1.01 * 0.9"):
        check(
            STEP,
            compiled(asked, source.replace("loss.backward()", f"({factor} * loss).backward()")),
        )
        hint(STEP)
    assert notebook._rungs[STEP] == 3, "the same promise is broken in the same place"
    check(STEP, compiled(asked, source.replace("loss.item()", "loss.item() + 1e-2 * 7")))
    assert "Hint 1 of" in str(hint(STEP))


def test_numbers_and_lines_are_no_new_finding_and_an_exception_is() -> None:
    first = edited(STEP, "loss.backward()", "(0.37 * loss).backward()")
    again = edited(STEP, "loss.backward()", "(0.38 * loss).backward()")
    assert finding(first) == finding(again)
    raised = replace(first, kind="crash", exception="TypeError: x")
    assert finding(raised) == finding(replace(raised, exception="TypeError: y"))
    assert finding(raised) != finding(replace(raised, exception="ValueError: x"))


def test_without_a_name_the_first_hint_says_which_promise_to_look_at() -> None:
    told = edited(STEP, "loss.item()", "loss.item() + 0.07")
    broken = next(p for p in told.promises if not p.kept)
    assert ladder(exercise(STEP), told)[0].startswith(f"Look at this promise first. {broken.text}")


def test_a_promise_that_was_tried_comes_before_one_that_could_not_be() -> None:
    told = edited(STEP, "loss.item()", "loss.item() + 0.07")
    first, *others = told.promises
    told = replace(told, promises=(replace(first, kept=False, detail=f"{NOT_TRIED}x"), *others))
    assert first.text not in ladder(exercise(STEP), told)[0]


def test_a_known_exception_gives_its_own_hints() -> None:
    told = edited(STEP, "loss.item()", "loss.item() + 0.07")
    hints = ladder(exercise(STEP), replace(told, kind="crash", clinic=CLINIC))
    assert hints[1:3] == ("The usual cause: Cause.", "Write it there.")


def test_a_repair_gets_hints_on_what_is_wrong_now() -> None:
    asked = exercise(REPAIR)
    told = edited(REPAIR, "return total_loss / seen", "return total_loss / seen + 0.07")
    assert told.mistakes == ()
    hints = ladder(asked, told)
    assert not set(hints) & set(asked.hints)
    assert told.table[0].label in hints[1]
    assert hints[-1] == LINE_BY_LINE
    assert ladder(asked, None) == asked.hints


def test_every_exercise_of_the_clinic_is_known_as_a_repair() -> None:
    repairs = {address for address, known in exercises().items() if known.is_repair}
    assert repairs == {a for a in exercises() if "/repair_" in a}


def test_a_pass_says_what_comes_next() -> None:
    for name, expected in (
        ("STEP_ORDER", "Next: `train_step`."),
        ("train_step", "Next: `train_steps`."),
        ("train_steps", "All 3 exercises of this stage pass: its code is done."),
    ):
        asked = exercise(f"01_loop/{name}")
        right = "DBCEA" if name == "STEP_ORDER" else compiled(asked, source_of(asked))
        assert expected in str(check(asked.address, right))
    notebook._last.clear()
    assert "`board()` shows which of them pass" in str(check("01_loop/train_steps", right))
