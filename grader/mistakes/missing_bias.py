"""The bias of a layer is left out.

## What happens
Without a bias a layer answers 0 to an input of zeros, whatever its weights are. Every
line or plane that it can draw goes through the origin. A plain tensor in place of a
parameter comes to the same: it stays as it was made.

## Why it is easy to miss
All shapes fit, and the weights can make up for a part of it.

## Hints
1. What does each of your layers answer to an input of zeros?
2. What does a Linear layer do after the product with its weight?
3. Add the bias behind the product: `+ b`, or `nn.Linear` without `bias=False`.
"""

from grader.course.patch import replace

patch = (replace("_A + b1", "_A") + replace("_A + b2", "_A")) | replace(
    "nn.Linear(_A, _B)", "nn.Linear(_A, _B, bias=False)"
)
patch |= replace("x @ w + b - y", "x @ w - y")
variants = (
    replace("_A + b1", "_A")
    | replace("nn.Linear(n_in, n_hidden)", "nn.Linear(n_in, n_hidden, bias=False)"),
    replace("_A + b2", "_A")
    | replace("nn.Linear(n_hidden, n_out)", "nn.Linear(n_hidden, n_out, bias=False)"),
)
