"""The scaler that was given is not used.

## What happens
This is an ordinary step in which nothing is scaled. The scaler never learns whether
gradients were infinite, its scale never changes, and under autocast with float16 small
gradients become 0 before they reach a weight.

## Why it is easy to miss
In float32 nothing needs a scale, so all weights come out right until the first infinite
gradient.

## Hints
1. Which of your lines mention `scaler`?
2. Which two calls of an ordinary step does the scaler replace, and which two come in
   addition?
3. Write `scaler.scale(loss).backward()` for the backward pass and `scaler.step(optimizer)` for
   the step; between them, before the clipping, `scaler.unscale_(optimizer)`, and at the end
   `scaler.update()`.
"""

from grader.course.patch import drop, replace

patch = (
    replace("scaler.scale(loss).backward()", "loss.backward()")
    + drop("scaler.unscale_(optimizer)", "scaler.update()")
    + replace("scaler.step(optimizer)", "optimizer.step()")
)
