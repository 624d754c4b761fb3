"""An infinite loss gets through.

## What happens
The code looks for nan only. In a loss that explodes, infinity comes first, and the
gradients can stay finite for many more updates: the weights go on growing, and nothing stops
the run. In the end the gradients are nan, and after the next step so are the weights.

## Why it is easy to miss
nan is what stands at the end of the log. The loss was infinite long before.

## Hints
1. What does your code do with `float("inf")`?
2. Is `torch.isnan(torch.tensor(float("inf")))` True or False?
3. `torch.isfinite(loss)` is False for nan and for both infinities.
"""

from grader.course.patch import replace

patch = replace("not torch.isfinite(loss)", "torch.isnan(loss)")
variants = (replace("not torch.isfinite(loss)", 'torch.isnan(loss) or loss == float("-inf")'),)
