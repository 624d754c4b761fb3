"""Gains that are too small to count move the best loss all the same.

## What happens
The best loss follows every lower value, also those that are within `min_delta`. Many
small gains then never add up to an improvement, although together they are a large one.

## Why it is easy to miss
With the default of 0.0 there is no difference.

## Hints
1. With a min_delta of 0.25, feed 1.0, 0.9 and 0.7. Is 0.7 an improvement over 1.0?
2. In which of the two branches may `best` change?
3. Assign `best` only where the loss is an improvement.
"""

from grader.course.patch import after

patch = after(
    "if val_loss < self.best - self.min_delta:\n    ...\nelse:\n    ...",
    "self.best = min(self.best, val_loss)",
)
