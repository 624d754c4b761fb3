"""Each prediction is compared with the targets of all examples.

## What happens
Of (N, 1) and (N,) broadcasting makes an N by N table, in which every prediction meets every
target. The best a model can do then is to predict their mean.

## Why it is easy to miss
At most PyTorch warns, the loss is one number as usual, and it falls for a while.

## Hints
1. Print the shapes of the two tensors that the loss compares. Are they equal?
2. What does broadcasting make of (N, 1) and (N,)?
3. Leave both as (N, 1), or squeeze both.
"""

from grader.course.patch import replace, where

patch = where("loss.backward()") + replace(
    "loss = loss_fn(_A, _B)", "loss = loss_fn(_A, _B.squeeze(-1))"
)
patch |= replace("x @ w + b - y", "x @ w.unsqueeze(1) + b - y")
variants = (
    where("loss.backward()")
    + replace("loss = loss_fn(_A, _B)", "loss = loss_fn(_A.squeeze(-1), _B)"),
    replace("x @ w + b - y", "x @ w.unsqueeze(1) + b - y")
    + replace("dw = 2 * (x.T @ error) / len(x)", "dw = 2 * (x.T @ error).mean(dim=1)")
    + replace("db = 2 * error.sum() / len(x)", "db = 2 * error.mean()"),
)
