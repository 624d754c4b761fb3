"""The number of classes is guessed from the labels of one batch.

## What happens
A batch need not contain every class. When the last one is missing, the one-hot table
has too few columns, and the product with the scores stops: the sizes do not match.

## Why it is easy to miss
In a large batch all classes occur, so it fails once in a while, far into a run.

## Hints
1. How many columns has your one-hot table when the last class is not in the batch?
2. Which tensor always knows the number of classes?
3. Take it from the logits: `one_hot(labels, logits.shape[1])`.
"""

from grader.patch import replace

PICKED = "losses = -_A[torch.arange(len(labels)), labels]"

patch = replace(PICKED, "losses = -(torch.nn.functional.one_hot(labels) * _A).sum(dim=1)")
variants = (replace(PICKED, "losses = -(torch.eye(len(labels.unique()))[labels] * _A).sum(dim=1)"),)
