"""Nothing can be better than infinity.

## What happens
The best loss starts at infinity, and a loss counts as better when it is *greater*. None
is, so there is never an improvement: patience runs out at once, and no weights are kept.

## Why it is easy to miss
Infinity is the right start for a loss, and greater is the right comparison for an
accuracy. Only together they do not work.

## Hints
1. What is `1.0 > float("inf")`?
2. Which losses can be an improvement over your start value?
3. For a loss: start with `float("inf")` and compare with `<`.
"""

from grader.course.patch import replace

patch = replace(
    "val_loss < self.best - self.min_delta", "val_loss > self.best + self.min_delta"
) | replace("val_loss < self.best", "val_loss > self.best")
