"""`torch.dot` is given something else than two vectors.

## What it means
`torch.dot` multiplies two vectors of shape (N,) and adds up to one number. Here one of the two,
or both, have another number of dimensions.

## The usual cause
The product of two matrices, or of a matrix and a vector, is called dot in NumPy; here it is not.

## Hint
Write `a @ b` for matrices: `a` of shape (N, D) needs `b` of shape (D, H), such as the `.T` of a
weight of shape (H, D).
"""

messages = {
    "RuntimeError": r"1D tensors expected",
}
