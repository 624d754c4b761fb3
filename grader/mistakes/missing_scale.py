"""The backward pass starts from the loss itself, not from the scaled loss.

## What happens
Everything else in the code divides by the scale or waits for it, but no gradient was
ever multiplied by it. A scaler that has never scaled anything refuses to unscale; one that
has, divides gradients by the scale that never had it in them, and next to nothing is left.

## Why it is easy to miss
`loss.backward()` is in the fingers, and the line looks complete.

## Hints
1. On which tensor do you call `backward()`?
2. Which object knows the scale, and which of its methods multiplies by it?
3. Replace `loss.backward()` by `scaler.scale(loss).backward()`; the lines after it stay as
   they are.
"""

from grader.course.patch import replace, where

patch = where("scaler.step(optimizer)") + replace(
    "scaler.scale(loss).backward()", "loss.backward()"
)
variants = (
    where("scaler.step(optimizer)")
    + replace("scaler.scale(loss).backward()", "scaler.scale(loss)\nloss.backward()"),
)
