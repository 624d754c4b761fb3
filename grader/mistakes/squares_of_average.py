"""v averages the squares of m instead of those of the gradients.

## What happens
m is an average in which changing signs cancel. Its squares are smaller than those of the
gradients, so the steps become too long.

## Why it is easy to miss
Both are about gradients, and m was computed one line above.

## Hints
1. After the first call, what is v divided by 1 - beta2, and what should it be?
2. Which quantity does the formula square?
3. In the line that renews v, square the gradient, not m: `v.copy_(beta2 * v + (1 - beta2) *
   p.grad**2)`.
"""

from grader.course.patch import replace

patch = replace("p.grad**2", "m**2")
