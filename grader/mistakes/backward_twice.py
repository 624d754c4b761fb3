"""Each batch's gradients count twice.

## What happens
A second `backward()` adds the same gradients again, so `.grad` holds twice what it should; so
it does where the loss itself was doubled. SGD then makes steps of twice the size.

## Why it is easy to miss
`retain_graph=True` was added because of an error message, and it made the message go
away. Adam divides by the gradient's own size, so there the factor of two all but
disappears.

## Hints
1. How many backward passes does one batch make in your code?
2. What does `backward()` do with a gradient that is already in `.grad`?
3. Call `loss.backward()` once per batch, without `retain_graph=True`.
"""

from grader.course.patch import replace

patch = replace("loss.backward()", "loss.backward(retain_graph=True)\nloss.backward()") | replace(
    "scaler.scale(loss).backward()",
    "scaler.scale(loss).backward(retain_graph=True)\nscaler.scale(loss).backward()",
)
