"""The velocity is an average of gradients instead of a sum.

## What happens
With the factor 1 - momentum before the gradient, velocities, and with them all steps,
become smaller by that factor.

## Why it is easy to miss
Both forms exist in books, and Adam does use the average. The direction of every step is the same.

## Hints
1. By which factor are your velocities too small?
2. Which factor stands before the gradient in the formula, and which in your code?
3. `momentum * v + p.grad`, with the whole gradient.
"""

from grader.course.patch import replace

patch = replace("momentum * v + p.grad", "momentum * v + (1 - momentum) * p.grad")
