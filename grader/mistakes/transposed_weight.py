"""A weight is multiplied without being turned.

## What happens
`nn.Linear` keeps its weight as (outputs, inputs). In `x @ w` the inputs of x, its second
dimension, would meet the outputs of w. The sizes do not fit, and the product stops: mat1
and mat2 shapes cannot be multiplied.

## Why it is easy to miss
With as many outputs as inputs the sizes fit by accident, and only the numbers are wrong.

## Hints
1. Write the shapes of both sides of `@` next to each other. Which two sizes must be equal?
2. The weight is (outputs, inputs). Which dimension of it has to meet the inputs of x?
3. In the line of each layer, turn the weight: `x @ w1.T`, then `hidden @ w2.T`.
"""

from grader.course.patch import replace

patch = replace("x @ w1.T", "x @ w1") + replace("hidden @ w2.T", "hidden @ w2")
variants = (replace("x @ w1.T", "x @ w1"), replace("hidden @ w2.T", "hidden @ w2"))
