"""The same batch is used again and again.

## What happens
The model sees the same few examples in every step, and the others never. In a loop
`next(iter(loader))` starts a new pass each time and takes its first batch; an index that stays
the same does it too.

## Why it is easy to miss
The loop runs as often as it should, and the loss falls very fast.

## Hints
1. Print the first label of every batch. Do they change?
2. Which line of yours says which batch is taken, and what changes in it from step to step?
3. Loop with `for x, y in loader:`, which walks through it once.
"""

from grader.course.patch import before, unless, where

# With one full batch and a short one, a validation cannot tell it from a last batch left out.
ENOUGH_BATCHES = where("loss.backward()") | unless("scheduler.step()")

patch = ENOUGH_BATCHES + before(
    "x, y = x.to(device), y.to(device)", "x, y = next(iter(loader))"
) | (
    where("for x, y in loader:\n    ...")
    + where("losses.append(loss.item())")
    + before("optimizer.zero_grad()", "x, y = loader[0]")
)
