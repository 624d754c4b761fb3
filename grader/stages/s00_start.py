"""00_start: how this course works."""

from __future__ import annotations

from grader.contract import TensorOf
from grader.exercise import Clause, Exercise, Probe, Stage

stage = Stage("How this course works", minutes=20, difficulty="gentle")


def hello(x):  # type: ignore[no-untyped-def]  # noqa: D103
    return 2 * x + 1


exercises = (
    Exercise(
        name="hello",
        hints=(
            "What does the docstring ask for, in one formula?",
            "Tensors take part in arithmetic like numbers: `2 * x` doubles every element.",
            "`return 2 * x + 1`",
        ),
        reference=hello,
        probes=(
            Probe(
                "shapes",
                "objects:apply",
                {"arguments": (3.0, [1.0, -2.0, 0.5], [[0.0, 4.0, 1.5], [2.5, -1.0, 7.0]])},
                about="one number, a vector and a matrix",
            ),
        ),
        clauses=(
            Clause("The result is 2x + 1 for every element.", items=("return",), weight=3),
            Clause("The argument is left as it was.", items=("arguments",), side=True),
        ),
        returns=TensorOf(),
    ),
)
