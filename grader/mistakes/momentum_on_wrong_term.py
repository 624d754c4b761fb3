"""The factor momentum stands before the wrong term.

## What happens
Momentum says how much of the *old velocity* is kept. Before the gradient it does something
else: the old velocity is never forgotten, or the new gradient is weakened.

## Why it is easy to miss
The same letters stand in the formula, in another order, and at a first call the difference is
only a factor.

## Hints
1. With momentum 0 your function should be plain SGD. Is it?
2. What does momentum multiply in the formula?
3. In the line that renews the velocity, let momentum multiply the old velocity alone:
   `v.copy_(momentum * v + p.grad)`.
"""

from grader.course.patch import replace

patch = replace("momentum * v + p.grad", "v + momentum * p.grad")
variants = (
    replace("momentum * v + p.grad", "momentum * (v + p.grad)"),
    replace("momentum * v + p.grad", "(1 - momentum) * v + momentum * p.grad"),
    replace("momentum * v + p.grad", "(1 - momentum) * v + p.grad"),
)
