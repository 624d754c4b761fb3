"""The sum over the examples is divided by another count.

## What happens
The mean in the loss is over the N examples. Divided by the number of inputs, or by the
number of all entries of x, the gradient has the right direction and a wrong length.

## Why it is easy to miss
`x.mean()` and `x.numel()` count all entries, and for a single input or a square x some of
these counts are equal.

## Hints
1. By which factor do your numbers differ from the expected ones? What in x is of that
   size?
2. How many terms does the mean in the loss have?
3. Where you divide, use the number of examples: `len(x)`, which is `x.shape[0]`.
"""

from grader.course.patch import replace

patch = replace("dw = 2 * _A / len(x)", "dw = 2 * _A / x.shape[1]")
variants = (
    replace("dw = 2 * _A / len(x)", "dw = 2 * _A / x.numel()"),
    replace("2 * _A / len(x)", "2 * _A / x.shape[1]"),
    replace("2 * _A / len(x)", "2 * _A / x.numel()"),
)
