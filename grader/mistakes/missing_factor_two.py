"""The factor 2 of the square is left out.

## What happens
The derivative of error² is 2 · error. Without the 2 you have the gradient of half the
mean squared error: dw, db or both are half as long as with it.

## Why it is easy to miss
Many texts put a 1/2 in front of the loss so that the 2 goes away. The direction is right,
and a larger learning rate hides the rest.

## Hints
1. What is the quotient of your number and the expected one, entry by entry?
2. What is the derivative of z² with respect to z?
3. In the lines of dw and db, multiply by 2, which the square leaves behind when it is derived.
"""

from grader.course.patch import replace

patch = replace("2 * (x.T @ error)", "(x.T @ error)") + replace("2 * error.sum()", "error.sum()")
variants = (
    replace("2 * (x.T @ error)", "(x.T @ error)"),
    replace("2 * error.sum()", "error.sum()"),
)
