"""No gradients are computed, so the step has nothing to work with.

## What happens
Without `loss.backward()` every `.grad` stays None. `optimizer.step()` skips parameters
whose gradient is None, and no weight moves.

## Why it is easy to miss
`step()` does not complain about missing gradients: for it, a parameter without one is
simply not part of this update.

## Hints
1. Print a weight's `.grad` before `optimizer.step()`. What is it?
2. Which call turns a loss into gradients?
3. Call `loss.backward()` after computing the loss and before `optimizer.step()`.
"""

from grader.patch import drop

patch = drop("loss.backward()")
