"""The learning rate is part of the velocity.

## What happens
Gradients are multiplied by lr before they are added up. What the velocity remembers then
depends on the lr of the call in which it was gathered, and a change of lr takes effect late.

## Why it is easy to miss
With the same lr at every call the parameters move alike, and some books write it this way.

## Hints
1. Divide your velocity by the expected one. What is the quotient?
2. What happens to the next step when lr becomes a tenth?
3. Keep lr out of the velocity: v = momentum · v + g, then p = p - lr · v.
"""

from grader.course.patch import replace

VELOCITY = "v.copy_(momentum * v + p.grad)"

patch = replace(VELOCITY, "v.copy_(momentum * v + lr * p.grad)") + replace("p -= lr * v", "p -= v")
variants = (
    replace(VELOCITY, "v.copy_(momentum * v + lr * p.grad)"),
    replace(VELOCITY, "v.copy_(lr * (momentum * v + p.grad))") + replace("p -= lr * v", "p -= v"),
)
