"""The smallest gain is taken as a share of the best loss.

## What happens
`best * (1 - min_delta)` asks for a gain of min_delta times the best loss. Where the best loss is
below 1 smaller gains count than were asked for, and where it is above 1 only larger ones do.

## Why it is easy to miss
With the default of 0.0, or a best loss near 1, there is no difference. And schedulers of PyTorch
do measure their threshold this way by default.

## Hints
1. With a best of 4.0 and a min_delta of 0.5, is 3.0 an improvement in your code?
2. Is min_delta a share, or a difference between two losses?
3. In the comparison, subtract it: `val_loss < self.best - self.min_delta`.
"""

from grader.course.patch import replace

patch = replace("self.best - self.min_delta", "self.best * (1 - self.min_delta)")
