"""A loss that is nan gets through.

## What happens
When infinity meets infinity, the result is nan: not a number. Every comparison with nan is
False, also `loss == nan`, so a test that compares finds nothing, and a test for infinity is
not a test for nan.

## Why it is easy to miss
A loss that explodes becomes large, then inf, then nan. Whoever looks in between sees inf.

## Hints
1. What does your code do with `float("nan")`?
2. What is `float("nan") == float("nan")`?
3. `math.isfinite` and `torch.isfinite` are False for nan as well as for both infinities.
"""

from grader.course.patch import replace

patch = replace("not torch.isfinite(loss)", "torch.isinf(loss)") | replace(
    "losses.append(final if _A else math.inf)", "losses.append(final)"
)
variants = (
    replace("not torch.isfinite(loss)", 'abs(loss) == float("inf")'),
    replace("not torch.isfinite(loss)", 'loss == float("nan") or torch.isinf(loss)'),
    replace("not torch.isfinite(loss)", 'loss == float("nan") or loss == float("inf")'),
)
