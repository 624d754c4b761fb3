"""A loss that is nan does not count against patience.

## What happens
A nan is no improvement, so a call with one counts like every call without. Here it does not.
A comparison such as `not val_loss >= best` is true for nan, which makes nan the best loss;
or nan is passed over, or starts the count again.

## Why it is easy to miss
For numbers, "not greater or equal" and "lower" are the same.

## Hints
1. What are `nan < 1.0` and `nan >= 1.0`?
2. What becomes of the count in your code when the loss is nan?
3. Ask for what you want: `val_loss < best`, without `not`; in every other case count one more.
"""

from grader.course.patch import replace

# Together with `<=` it is one comparison.
EQUAL_TOO = replace(
    "val_loss <= self.best - self.min_delta", "not val_loss > self.best - self.min_delta"
) | replace("val_loss <= self.best", "not val_loss > self.best")

patch = replace(
    "val_loss < self.best - self.min_delta", "not val_loss >= self.best - self.min_delta"
) | (replace("val_loss < self.best", "not val_loss >= self.best") | EQUAL_TOO)
