"""The weight is multiplied from the left, as for a single column.

## What happens
Books write W x + b for one example as a column. In PyTorch each example is a row of x, so
the product is `x @ w.T`. With `w @ x` the number of examples meets the number of inputs.

## Why it is easy to miss
The formula is right on paper, and for one example without a batch dimension it works.

## Hints
1. Is an example a row or a column of x?
2. Write the shapes of both sides of `@` next to each other. Which two sizes must be equal?
3. In each layer's line, let x stand on the left and turn the weight: `x @ w1.T + b1`, then
   `hidden @ w2.T + b2`.
"""

from grader.course.patch import replace

patch = replace("x @ w1.T", "w1 @ x") + replace("hidden @ w2.T", "w2 @ hidden")
variants = (
    replace("x @ w1.T", "w1 @ x.T") + replace("hidden @ w2.T", "w2 @ hidden"),
    replace("x @ w1.T + b1", "w1 @ x.T + b1[:, None]")
    + replace("hidden @ w2.T + b2", "w2 @ hidden + b2[:, None]"),
)
