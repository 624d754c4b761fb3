"""Autograd is asked for the derivative, and f is tried nowhere else.

## What happens
The exact derivative is not the central difference: with a step of 0.1 the two differ. A
check of autograd that asks autograd also checks nothing.

## Why it is easy to miss
With a tiny eps the numbers agree.

## Hints
1. At how many different points do you evaluate f?
2. What is a numeric gradient good for, if autograd is what it is compared with?
3. Evaluate f with an entry moved up and moved down by eps, and divide the difference by
   `2 * eps`.
"""

from grader.course.patch import replace

patch = replace(
    "flat, result = w.view(-1), gradient.view(-1)",
    """
v = w.clone().requires_grad_()
f(v).backward()
return v.grad
""",
)
