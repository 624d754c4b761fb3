"""A loss of minus infinity gets through.

## What happens
The code looks for nan, or for nan and plus infinity. A loss that is the log of something can fall
to minus infinity, for example the log of 0, and its gradients are just as useless.

## Why it is easy to miss
Most losses are never negative.

## Hints
1. What does your code do with `float("-inf")`?
2. How many infinities are there?
3. `torch.isfinite` and `math.isfinite` are False for nan and for both infinities.
"""

from grader.course.patch import replace

CHECK = "not torch.isfinite(loss)"

patch = replace(CHECK, 'torch.isnan(loss) or loss == float("inf")') | replace(
    "math.isfinite(final)", "not math.isnan(final)"
)
variants = (replace(CHECK, "loss.isnan() or loss.isposinf()"),)
