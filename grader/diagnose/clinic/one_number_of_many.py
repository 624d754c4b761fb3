"""Several numbers are to become one.

## What it means
`.item()`, `float(...)` and `int(...)` make a plain number of a tensor that has one
entry. This one does not have exactly one.

## The usual cause
The loss was not reduced, a quantity was computed for each example, or the prediction
stands where the loss is meant.

## Hint
Make one number first, with `.mean()` or `.sum()`, and then write `.item()`; for a list
of all of them, `.tolist()`.
"""

messages = {
    "RuntimeError": r"elements cannot be converted to Scalar",
    "ValueError": r"only one element tensors can be converted",
    "TypeError": (
        r"only (length-1|size-1|0-dimensional) arrays can be converted|only one element "
        r"tensors can be converted"
    ),
}
