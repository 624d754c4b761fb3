"""The chain rule stops before the inputs.

## What happens
The prediction is x · w + b. Moving w[j] by a little moves it by x[j] times as much, and
this inner derivative is the second factor of the chain rule. Without it dw is only the
mean error.

## Why it is easy to miss
For b the inner derivative is 1, so the same line is right there.

## Hints
1. What is the derivative of x · w with respect to w?
2. The chain rule multiplies an outer by an inner derivative. Which of the two do you
   have?
3. Multiply every error by the inputs of its example before summing: `x.T @ error`.
"""

from grader.course.patch import replace

patch = replace("dw = 2 * (x.T @ error) / len(x)", "dw = 2 * error.sum() / len(x)")
variants = (
    replace(
        "dw = 2 * (x.T @ error) / len(x)", "dw = 2 * error.sum() / len(x) * torch.ones_like(w)"
    ),
)
