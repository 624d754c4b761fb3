"""The smallest gain that counts is ignored.

## What happens
`min_delta` says by how much a loss must be lower to count. Here any gain counts, so a
loss that creeps down by next to nothing keeps training going.

## Why it is easy to miss
With the default of 0.0 there is no difference.

## Hints
1. Which line of your code uses `min_delta`?
2. With a best of 1.0 and a min_delta of 0.25, which losses are an improvement?
3. In the comparison, ask for a loss below the best by more than min_delta: `val_loss <
   self.best - self.min_delta`.
"""

from grader.course.patch import replace

patch = replace("self.best - self.min_delta", "self.best")
