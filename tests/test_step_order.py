"""Every order of four or five lines is judged as the rule of the training step says."""

from __future__ import annotations

import itertools

import pytest

from grader.course.catalogue import exercise, mistakes
from grader.diagnose.judge import judge

ORDERS = ["".join(o) for n in (4, 5) for o in itertools.permutations("ABCDEF", n)]


def trains(order: str) -> bool:
    """Return whether an order trains: D before B before E before A, and C not in the last gap."""
    at = {letter: order.find(letter) for letter in "ABCDEF"}
    complete = all(letter in order for letter in "ABCDE")
    return complete and at["D"] < at["B"] < at["E"] < at["A"] and not at["E"] < at["C"] < at["A"]


def test_exactly_the_orders_that_train_pass() -> None:
    known = mistakes()  # without them, nothing is searched for a name that nobody asks for
    verdicts = {o: judge(exercise("01_loop/STEP_ORDER"), o, without=known) for o in ORDERS}
    assert [o for o in ORDERS if verdicts[o].passed] == [o for o in ORDERS if trains(o)]


@pytest.mark.parametrize(
    ("order", "slugs"),
    [
        ("DBEA", ("missing_zero_grad",)),
        ("DBECA", ("zero_grad_after_backward",)),
        ("CDBE", ("missing_step",)),
        ("CDBA", ("missing_backward",)),
        ("CDBAE", ("step_before_backward",)),
        ("CDBFEA", ("item_before_backward",)),
        ("CDB", ("missing_backward", "missing_step")),
    ],
)
def test_wrong_orders_are_named(order: str, slugs: tuple[str, ...]) -> None:
    verdict = judge(exercise("01_loop/STEP_ORDER"), order)
    assert verdict.kind == "named"
    assert tuple(sorted(verdict.slugs)) == slugs


def test_line_that_stops_is_shown_by_its_place_in_the_answer() -> None:
    place = judge(exercise("01_loop/STEP_ORDER"), "CDEBA").place
    assert place is not None
    assert (place.line, place.text) == (3, "loss.backward()")
