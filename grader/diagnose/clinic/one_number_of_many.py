"""Several numbers are to become one.

## What it means
`.item()`, `float(...)`, `int(...)` and what works on plain numbers need a tensor of one
entry. This one does not have exactly one.

## The usual cause
The loss was not reduced, a quantity was computed for each example, or the prediction
stands where the loss is meant.

## Hint
Where one number is wanted, make one first, with `.mean()` or `.sum()`, and then write
`.item()`. Where each entry is wanted, keep the tensor; `.tolist()` makes a list of it.
"""

messages = {
    "RuntimeError": r"elements cannot be converted to Scalar",
    "ValueError": r"only one element tensors can be converted",
    "TypeError": (
        r"only (length-1|size-1|0-dimensional) arrays can be converted|only one element "
        r"tensors can be converted"
    ),
}
