"""The smallest gain is added instead of subtracted.

## What happens
`val_loss < best + min_delta` is true for losses that are a little worse than the best.
They count as improvements, and the best loss moves up with them.

## Why it is easy to miss
With the default of 0.0 there is no difference.

## Hints
1. With a best of 1.0 and a min_delta of 0.25, is 1.1 an improvement in your code?
2. On which side of the best loss must a better one lie?
3. In the comparison, ask for a loss below the best by more than min_delta: `val_loss <
   self.best - self.min_delta`.
"""

from grader.course.patch import replace

patch = replace("self.best - self.min_delta", "self.best + self.min_delta")
