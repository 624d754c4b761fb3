"""The optimizer steps without asking the scaler.

## What happens
`scaler.step(optimizer)` looks whether a gradient is infinite or not a number, and
leaves the step out if so. `optimizer.step()` does not look: one overflow makes every
weight nan, for good.

## Why it is easy to miss
As long as nothing overflows, and if the gradients were unscaled before, both do the
same. The overflow comes later, when the scale has grown.

## Hints
1. What does your code do with a gradient that is infinite?
2. Which object knows about infinite gradients, and how does the optimizer get to know?
3. Replace `optimizer.step()` by `scaler.step(optimizer)`.
"""

from grader.course.patch import replace

patch = replace("scaler.step(optimizer)", "optimizer.step()")
