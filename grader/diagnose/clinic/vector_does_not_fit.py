"""A vector does not fit for a product.

## What it means
In a product with a vector, the vector has to have as many entries as the matrix has
columns, or as another vector has entries. Here it does not.

## The usual cause
The wrong one of two arguments is used, a matrix is turned the wrong way, or a dimension
was summed or squeezed away before.

## Hint
Print both shapes above this line: for `x` of shape (examples, inputs), `x @ w` needs
`w` of shape (inputs,).
"""

messages = {
    "RuntimeError": r"size mismatch, got input|inconsistent tensor size",
}
