"""A gradient of zero is treated as if there were none.

## What happens
A gradient that is zero everywhere is a statement: here the loss is flat. Momentum glides on
over such a place, and the averages of Adam shrink. Skipped, both stand still.

## Why it is easy to miss
For plain SGD skipping is the same as a step of zero.

## Hints
1. What happens to a parameter in motion when its gradient is zero for one step?
2. Which question does your `if` ask: whether there is a gradient, or whether it is not zero?
3. Ask `p.grad is not None`, and nothing about its entries.
"""

from grader.course.patch import replace, where

patch = where("v.copy_(_A)") + replace(
    "p.grad is not None", "p.grad is not None and bool(p.grad.any())"
)
