"""The weights that the optimizer holds have no gradients to step with.

## What happens
Without `loss.backward()` every `.grad` stays None. `optimizer.step()` skips parameters
whose gradient is None, and no weight moves. It is the same when `backward()` is called, but
its way does not lead to the weights that the optimizer holds: from a tensor that was made
anew or detached, or into a copy of the model; or when what it filled is emptied before
`step()` can use it. A line `loss.backward` without `()` names the
method and does not call it.

## Why it is easy to miss
`step()` does not complain about missing gradients: for it, a parameter without one is
simply not part of this update.

## Hints
1. Print a weight's `.grad` before `optimizer.step()`. What is it?
2. Which call turns a loss into gradients?
3. Call `loss.backward()` after computing the loss and before `optimizer.step()`, on the
   tensor that `loss_fn` returned for the model that was handed over.
"""

from grader.course.patch import drop

patch = (
    drop("loss.backward()")
    | drop("(loss * len(x) / seen).backward()")
    | drop("scaler.scale(loss).backward()")
)
