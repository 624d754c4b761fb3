"""The inputs are not turned for the product with the errors.

## What happens
dw has one entry per input, each a sum over the examples. In `x @ error` the product sums
over the inputs instead. As a rule the sizes do not fit and it stops: size mismatch.

## Why it is easy to miss
With as many examples as inputs the sizes fit by accident, and only the numbers are wrong.

## Hints
1. Write the shapes of both sides of `@` next to each other. Over which of them do you
   want to sum?
2. error has the shape (N,). Which dimension of x has to meet it?
3. In the line of dw, let the examples meet each other: `x.T @ error`, or `error @ x`.
"""

from grader.course.patch import replace

patch = replace("x.T @ error", "x @ error")
