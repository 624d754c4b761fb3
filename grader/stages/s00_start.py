"""00_start: how this course works."""

from __future__ import annotations

import torch

from grader.course.exercise import Exercise, Outcome, Probe, Promise, Question, Stage
from grader.course.returns import TensorOf
from grader.observe.recorder import NUMPY_RETURNED, RETURN
from grader.scenes.functions import draw as functions
from grader.scenes.functions.play import ARGUMENT, EXACTLY

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
                functions.apply,
                {
                    "arguments": (3.0, [1.0, -2.0, 0.5], [[0.0, 4.0, 1.5], [2.5, -1.0, 7.0]]),
                    "uneven": ([[[0.1, -0.3], [0.7, 0.2]], [[-0.6, 0.3], [0.9, -0.1]]],),
                },
                about="one number, a vector, a matrix, and three dimensions",
            ),
        ),
        promises=(
            Promise(
                "The result is 2x + 1 for every element, a tensor.",
                items=(RETURN, NUMPY_RETURNED),
                weight=3,
                says=(
                    "Return 2x +",
                    "Tensor of the same",
                ),
            ),
            Promise(
                "The argument is left as it was.",
                items=(ARGUMENT, EXACTLY),
                side=True,
                says=("The argument is left",),
            ),
        ),
        returns=TensorOf(),
        describes=("x: Tensor of any",),
    ),
)


def _shape() -> Outcome:
    x = torch.arange(6.0).reshape(2, 3)
    result = 2 * x + 1
    return Outcome("B", (f"The shape of the result is {tuple(result.shape)}.",))


def _alias() -> Outcome:
    x = torch.tensor([1.0, 2.0])
    y = x
    y += 1
    return Outcome("B", (f"x was [1.0, 2.0] and is now {x.tolist()}.",))


questions = {
    "recall_1": Question(
        {
            "A": "That is what `* 2` does to a Python list; a tensor does arithmetic.",
            "B": "Arithmetic with a tensor is done for each element.",
            "C": "Numbers and tensors may be mixed.",
        },
        answer="B",
    ),
    "recall_2": Question(
        {
            "A": "The first number counts rows, the second what each row holds.",
            "B": "That would be `torch.zeros(3, 4)`.",
            "C": "There are 12 numbers, but they are arranged in two dimensions.",
        },
        answer="A",
    ),
    "recall_3": Question(
        {
            "A": "A missing `return` is allowed.",
            "B": "Python does not make up a number.",
            "C": "Without `return` a function gives `None`, a frequent reason for odd errors later on.",
        },
        answer="C",
    ),
    "prediction_1": Question(
        {
            "A": "An empty shape belongs to a single number; nothing here sums the elements up.",
            "B": "The operation is done for each element, and the shape stays.",
            "C": "No dimension is lost in elementwise arithmetic.",
        },
        experiment=_shape,
    ),
    "prediction_2": Question(
        {
            "A": "`y = x` makes no copy: both names stand for the same tensor.",
            "B": "Both names stand for one tensor, and `+=` writes into it.",
            "C": "The tensor is the same, but 1 is added only once.",
        },
        experiment=_alias,
    ),
    "understanding_1": Question(
        {
            "A": "All promises must be kept for that.",
            "B": "Each promise is one rule, and the card says which one is not kept.",
            "C": "Lines are not counted; what the code does is.",
        },
        answer="B",
    ),
    "understanding_2": Question(
        {
            "A": "`check` runs your code.",
            "B": "`explain` tells everything about a mistake at once.",
            "C": "`hint` gives one hint at a time.",
        },
        answer="C",
    ),
    "understanding_3": Question(
        {
            "A": "PyTorch knows nothing of the names you use.",
            "B": "A kernel keeps every definition it has run until it is restarted.",
            "C": "Saving the file has no effect on the running kernel.",
        },
        answer="B",
    ),
}
