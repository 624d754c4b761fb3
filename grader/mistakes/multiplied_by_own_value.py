"""A gradient is multiplied by the value of its own variable.

## What happens
The derivative of x · w + b with respect to b is 1, not b, and with respect to w it is x,
not x · w. The value of the variable itself does not occur.

## Why it is easy to miss
Where the variable is 1, as in many worked examples, there is no difference.

## Hints
1. What would your gradient be for b = 0? Would b then not matter?
2. What is the derivative of a · z with respect to z: a, z, or a · z?
3. `db` is the mean of `2 * error`, and `dw` the mean of `2 * error * x`, without b or w
   behind it.
"""

from grader.course.patch import replace

patch = replace("db = 2 * error.sum() / len(x)", "db = 2 * (error * b).sum() / len(x)")
variants = (
    replace("dw = 2 * (x.T @ error) / len(x)", "dw = 2 * ((x * w).T @ error) / len(x)"),
    replace("dw = 2 * (x.T @ error) / len(x)", "dw = 2 * error.sum() / len(x) * w"),
    replace("db = 2 * error.sum() / len(x)", "db = 2 * (error * b).sum() / len(x)")
    + replace("dw = 2 * (x.T @ error) / len(x)", "dw = 2 * ((x * w).T @ error) / len(x)"),
)
