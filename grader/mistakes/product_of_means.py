"""Two means are multiplied, where the mean of the products is needed.

## What happens
Each error belongs to the inputs of its own example. With the mean error and the mean
inputs, nobody knows any more which error met which input, and dw is another number.

## Why it is easy to miss
The shape is right, and for a single example the two are the same.

## Hints
1. Two examples have the errors 1 and -1 and the inputs 1 and -1. What is dw, and what do you
   compute?
2. What comes first in the derivative of a mean of squares: the product, or the mean?
3. Multiply each error by the inputs of its example, then take the mean:
   `2 * (x.T @ error) / len(x)`.
"""

from grader.course.patch import replace

patch = replace("dw = 2 * (x.T @ error) / len(x)", "dw = 2 * error.mean() * x.mean(dim=0)")
