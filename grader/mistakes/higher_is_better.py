"""Higher counts as better, although it is a loss.

## What happens
The comparison is made for a metric such as accuracy. For a loss it is the wrong way round: what
keeps the best weights keeps the worst, and what stops does so when training goes well.

## Why it is easy to miss
The same code is right for an accuracy.

## Hints
1. Feed 2.0 and then 1.0. Which one does your code call better?
2. Is a loss good when it is high or when it is low?
3. Compare with `<` and start with `float("inf")`.
"""

from grader.course.patch import replace

START = replace('self.best = float("inf")', 'self.best = float("-inf")')

patch = (
    START
    + replace("val_loss < self.best - self.min_delta", "val_loss > self.best + self.min_delta")
    | START + replace("val_loss < self.best", "val_loss > self.best")
    | replace(
        'best, best_state, waited = float("inf"), None, 0',
        'best, best_state, waited = float("-inf"), None, 0',
    )
    + replace('val["loss"] < best', 'val["loss"] > best')
)
