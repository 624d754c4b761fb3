"""A loss that is nan is not taken for what it is: no improvement.

## What happens
A nan is no improvement, and a call with one is like every call without: it adds to the count
where calls are counted, and its weights are not kept. Here it is otherwise. A comparison such as
`not val_loss >= best` is true for nan, which makes nan the best loss; or nan is passed over, or
starts the count again.

## Why it is easy to miss
For numbers, "not greater or equal" and "lower" are the same.

## Hints
1. What are `nan < 1.0` and `nan >= 1.0`?
2. What does your code do when the loss is nan, and what when it is merely no better?
3. Ask for what you want: `val_loss < best`, without `not`; nan then goes the way of every loss
   that is no better.
"""

from grader.course.patch import replace

# Together with `<=` it is one comparison.
EQUAL_TOO = replace(
    "val_loss <= self.best - self.min_delta", "not val_loss > self.best - self.min_delta"
) | replace("val_loss <= self.best", "not val_loss > self.best")

patch = replace(
    "val_loss < self.best - self.min_delta", "not val_loss >= self.best - self.min_delta"
) | (replace("val_loss < self.best", "not val_loss >= self.best") | EQUAL_TOO)
