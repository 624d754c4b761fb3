"""The weights after a step are returned, not the gradients.

## What happens
A gradient says how the loss changes with a weight. What is returned here has gone one step
further: the gradient, times a learning rate, is already subtracted from the weight.

## Why it is easy to miss
The step comes next in every training loop, and its result has the same shape.

## Hints
1. What does your function return where all errors are 0, and what is the gradient there?
2. Which learning rate does your code use, and where does it come from?
3. Return `dw` and `db` themselves; the step is the business of the caller.
"""

from grader.course.patch import replace

RESULT = "return dw, db"

patch = replace(RESULT, "return w - 0.1 * dw, b - 0.1 * db")
variants = (
    replace(RESULT, "return w - 0.01 * dw, b - 0.01 * db"),
    replace(RESULT, "return w - dw, b - db"),
)
