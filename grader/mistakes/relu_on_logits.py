"""A ReLU cuts off the model's negative scores before the loss.

## What happens
Scores below 0 become 0 and pass no gradient back. A class that the model rejects
clearly looks undecided, and those examples cannot correct it.

## Why it is easy to miss
A ReLU after every layer is a habit, and the last layer is a layer too.

See also: `relu_on_output`.

## Hints
1. What happens to a score of -3 on its way to the loss?
2. Which gradient flows back through a ReLU where its input is negative?
3. Hand the outputs to `loss_fn` as the model returns them.
"""

from grader.course.patch import replace

patch = replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.relu(), _B)")
variants = (replace("logits = model(x)", "logits = model(x).relu()"),)
