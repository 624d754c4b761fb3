"""The number of classes is guessed from the labels of one batch.

## What happens
A batch need not contain every class. When some are missing, the number is too small: a
one-hot table has too few columns for the scores, and stops; an expected loss is too low.

## Why it is easy to miss
In a large batch all classes occur, so it fails once in a while, far into a run.

## Hints
1. What number do you get when the last class is not in the batch?
2. Which tensor always knows the number of classes?
3. Take it from the logits: `one_hot(labels, logits.shape[1])`, or from the argument
   `num_classes` where there is one.
"""

from grader.course.patch import replace, where

PICKED = "losses = -_A[torch.arange(len(labels)), labels]"

patch = replace(PICKED, "losses = -(torch.nn.functional.one_hot(labels) * _A).sum(dim=1)")
variants = (
    replace(PICKED, "losses = -(torch.eye(len(labels.unique()))[labels] * _A).sum(dim=1)"),
    where("measured = _A") + replace("math.log(num_classes)", "math.log(len(labels.unique()))"),
    where("measured = _A") + replace("math.log(num_classes)", "math.log(int(labels.max()) + 1)"),
)
