"""A frozen parameter keeps its old gradient.

## What happens
`requires_grad = False` stops new gradients. What is in `.grad` stays there, and an
optimizer that holds the parameter goes on moving it by that, step after step.

## Why it is easy to miss
`requires_grad` shows False, and on a new model `.grad` is None anyway.

## Hints
1. What is `.grad` of a parameter that was trained before it was frozen?
2. Which parameters does `optimizer.step()` move: those with `requires_grad`, or those
   with a gradient?
3. Beside the line that freezes a parameter, set `p.grad = None` as well.
"""

from grader.course.patch import drop

patch = drop("p.grad = None")
