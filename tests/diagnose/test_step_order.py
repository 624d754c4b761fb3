"""Every order of four or five lines is judged as the rule of the training step says."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from grader.course.catalogue import exercise, mistakes
from grader.course.exercise import Exercise, Promise
from grader.diagnose.judge import judge

ORDERS = ["".join(o) for n in (4, 5) for o in itertools.permutations("ABCDEF", n)]


def trains(order: str) -> bool:
    """Return whether an order trains: D before B before E before A, and C not in the last gap."""
    at = {letter: order.find(letter) for letter in "ABCDEF"}
    complete = all(letter in order for letter in "ABCDE")
    return complete and at["D"] < at["B"] < at["E"] < at["A"] and not at["E"] < at["C"] < at["A"]


def test_exactly_the_orders_that_train_pass() -> None:
    asked = exercise("01_loop/STEP_ORDER")
    first = [probe for probe in asked.probes if probe.name == "sgd"]
    first_alone = replace(asked, probes=tuple(first), promises=_judged_on("sgd", asked))
    left = [order for order in ORDERS if _passes(first_alone, order)]
    assert [o for o in left if _passes(asked, o)] == [o for o in ORDERS if trains(o)]


def _judged_on(name: str, asked: Exercise) -> tuple[Promise, ...]:
    return tuple(p for p in asked.promises if not p.probes or name in p.probes)


def _passes(asked: Exercise, order: str) -> bool:
    # Without the known mistakes nothing is searched for a name that nobody asks for.
    return judge(asked, order, without=mistakes()).passed


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
