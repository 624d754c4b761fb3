"""v averages the gradients without squaring them.

## What happens
v is there to measure the size of the gradients, whatever their sign. An average of the
gradients themselves may be negative, and its root is nan; an average of their absolute
values is a size, but its root is not.

## Why it is easy to miss
The lines for m and v look alike, and one is easily copied from the other.

## Hints
1. Is any entry of your v negative, or any parameter nan?
2. What does v average in the formula?
3. In the line that renews v, square the gradient: `v.copy_(beta2 * v + (1 - beta2) *
   p.grad**2)`.
"""

from grader.course.patch import replace

patch = replace("p.grad**2", "p.grad")
variants = (replace("p.grad**2", "p.grad.abs()"),)
