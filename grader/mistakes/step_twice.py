"""The optimizer steps twice for each backward pass.

## What happens
The second `step()` uses the same gradients again, although they belong to the weights
before the first one. With plain SGD this doubles the learning rate; with momentum or
Adam it also distorts their running averages.

## Why it is easy to miss
The loss falls, with a small learning rate even faster than it should.

## Hints
1. How often does `optimizer.step()` run for one `loss.backward()`?
2. After the first update, do the gradients in `.grad` still belong to the current
   weights?
3. Keep one `optimizer.step()` per batch.
"""

from grader.course.patch import after

patch = after("optimizer.step()", "optimizer.step()") | after(
    "scaler.step(optimizer)", "optimizer.step()"
)
