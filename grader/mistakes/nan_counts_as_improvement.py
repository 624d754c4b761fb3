"""A loss that is nan counts as an improvement.

## What happens
Every comparison with nan is false, so `not val_loss >= best` is true for it. From then on
the best loss is nan, and everything looks better than that.

## Why it is easy to miss
For numbers, "not greater or equal" and "lower" are the same.

## Hints
1. What are `nan < 1.0` and `nan >= 1.0`?
2. Which of your comparisons is true for nan?
3. Ask for what you want: `val_loss < best`, without `not`.
"""

from grader.course.patch import replace

# Together with `<=` it is one comparison.
EQUAL_TOO = replace(
    "val_loss <= self.best - self.min_delta", "not val_loss > self.best - self.min_delta"
) | replace("val_loss <= self.best", "not val_loss > self.best")

patch = replace(
    "val_loss < self.best - self.min_delta", "not val_loss >= self.best - self.min_delta"
) | (replace("val_loss < self.best", "not val_loss >= self.best") | EQUAL_TOO)
