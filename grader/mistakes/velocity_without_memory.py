"""The velocity holds the last gradient, and nothing of what came before.

## What happens
What is stored at a call is the gradient alone. The velocity should be momentum times the old
velocity plus the gradient, so that every earlier gradient still has a part in it. Here a gradient
is forgotten after one call or two.

## Why it is easy to miss
From a velocity of 0 the first call is right.

## Hints
1. Call your function three times with the same gradient. Does the velocity grow?
2. Which line writes into the velocity, and what does it write?
3. Store the sum of both: `v.copy_(momentum * v + p.grad)`, then move p by `lr * v`.
"""

from grader.course.patch import drop, replace

patch = drop("v.copy_(momentum * v + p.grad)") + replace(
    "p -= lr * v", "p -= lr * (momentum * v + p.grad)\nv.copy_(p.grad)"
)
variants = (replace("momentum * v + p.grad", "p.grad"),)
