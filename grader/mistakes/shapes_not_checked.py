"""Tensors of different shapes are not refused.

## What happens
Between (N, 1) and (N,) broadcasting makes an N by N table, and its mean is a number
like any other. Comparing only the lengths, the numbers of dimensions or the numbers of
entries lets some of these pairs through.

## Why it is easy to miss
Nothing fails. A model trained in this way learns to predict the mean of all targets.

## Hints
1. What does your function return for shapes (5, 1) and (5,)?
2. Which property of the two tensors has to be equal, all of it?
3. Compare `prediction.shape != target.shape` first, and `raise ValueError(...)`.
"""

from grader.course.patch import drop, replace

SHAPES = "prediction.shape != target.shape"

patch = drop("if prediction.shape != target.shape: ...")
variants = (
    replace(SHAPES, "len(prediction) != len(target)"),
    replace(SHAPES, "prediction.ndim != target.ndim"),
    replace(SHAPES, "prediction.numel() != target.numel()"),
)
