"""A loss that has risen counts as an improvement too.

## What happens
The absolute value of a difference tells how far apart two losses are, not which of them is lower. A
loss that is much worse becomes the new best one and sets the waiting back to zero, so training
goes on while the model gets worse.

## Why it is easy to miss
As long as the loss falls, and then hardly moves, it stops at the right time.

## Hints
1. With a best of 1.0 and a min_delta of 0.1, what does your object make of a loss of 2.0?
2. What does `abs` take away from a difference?
3. In the comparison, leave `abs` out and ask for a lower loss: `val_loss < self.best -
   self.min_delta`.
"""

from grader.course.patch import replace

patch = replace(
    "val_loss < self.best - self.min_delta", "abs(val_loss - self.best) > self.min_delta"
)
