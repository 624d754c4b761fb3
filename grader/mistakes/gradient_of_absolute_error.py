"""The gradient is that of the absolute error, not of the squared one.

## What happens
Only the sign of each error is used, so that an error of 10 counts no more than one of
0.1. The derivative of error² is 2 · error: it grows with the error.

## Why it is easy to miss
The direction is often right, and training with it works as well.

## Hints
1. Does your gradient change when all errors become twice as large?
2. What is the derivative of z² with respect to z, and that of |z|?
3. In place of the sign use `2 * error`, for dw and for db.
"""

from grader.course.patch import replace

DW = "dw = 2 * (x.T @ error) / len(x)"
DB = "db = 2 * error.sum() / len(x)"

patch = replace(DW, "dw = x.T @ error.sign() / len(x)") + replace(DB, "db = error.sign().mean()")
variants = (
    replace(DW, "dw = 2 * (x.T @ error.sign()) / len(x)")
    + replace(DB, "db = 2 * error.sign().mean()"),
)
