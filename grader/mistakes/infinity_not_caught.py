"""An infinite loss gets through.

## What happens
The code looks for nan only. In a loss that explodes, infinity comes first: the next
`backward()` then fills the gradients with nan, and the step after that the weights.

## Why it is easy to miss
nan is what one sees in the log, a few updates after the damage was done.

## Hints
1. What does your code do with `float("inf")`?
2. Is `torch.isnan(torch.tensor(float("inf")))` True or False?
3. `torch.isfinite(loss)` is False for nan and for both infinities.
"""

from grader.course.patch import replace

patch = replace("not torch.isfinite(loss)", "torch.isnan(loss)")
variants = (replace("not torch.isfinite(loss)", 'torch.isnan(loss) or loss == float("-inf")'),)
