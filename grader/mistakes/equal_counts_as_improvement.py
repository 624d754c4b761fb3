"""An equal loss counts as an improvement.

## What happens
The comparison lets a loss pass that is not lower. A loss that stands still then counts as
progress each time: where patience is counted it starts again, and where weights are kept
later ones replace those that were as good.

## Why it is easy to miss
Losses are rarely exactly equal, so most runs come out the same.

## Hints
1. Feed the same loss again and again. When does your code give up?
2. Which comparison is strict?
3. In the comparison with the best loss, write `<` instead of `<=`.
"""

from grader.course.patch import replace

DELTA = "val_loss < self.best - self.min_delta"

patch = replace(DELTA, "val_loss <= self.best - self.min_delta") | replace(
    "val_loss < self.best", "val_loss <= self.best"
)
