"""The gradients are emptied for every micro-batch, so only the last one counts.

## What happens
`zero_grad()` stands inside the loop. What a micro-batch has added to `.grad` is thrown away
before the next one adds its own, and `step()` finds the gradient of the last one alone.

## Why it is easy to miss
In a usual training loop that place is right: there, every batch makes its own update. And
the loss still falls, as it does when training on a part of the data.

See also: `zero_grad_once_per_epoch`.

## Hints
1. At the moment of `step()`, the gradients of which micro-batches are in `.grad`?
2. Gradients have to be emptied once per update. How many updates does one call make?
3. Move `optimizer.zero_grad()` out of the loop, in front of it.
"""

from grader.course.patch import before, drop, where

patch = (
    where("(loss * len(x) / seen).backward()")
    + drop("optimizer.zero_grad()")
    + before("prediction = model(x)", "optimizer.zero_grad()")
)
