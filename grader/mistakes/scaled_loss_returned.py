"""What is returned is the scaled loss.

## What happens
`scaler.scale(loss)` is the loss times a large number that changes during training. It
is there for the backward pass only. Reported as the loss, its curve shows jumps by a
factor of two whenever the scale changes.

## Why it is easy to miss
The scaled loss falls and rises with the real one as long as the scale stays the same.

## Hints
1. By which factor does your value differ from `loss_fn(model(x), y)`?
2. Which name stands for the scaled loss in your code, and where is it used last?
3. Give the scaled loss a name of its own, or none: `scaler.scale(loss).backward()`, and
   return `loss.item()`.
"""

from grader.course.patch import replace

patch = replace("loss = loss_fn(_A, _B)", "loss = scaler.scale(loss_fn(_A, _B))") + replace(
    "scaler.scale(loss).backward()", "loss.backward()"
)
