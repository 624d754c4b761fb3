"""The numbers of a tensor without numbers are read.

## What it means
A tensor on the device "meta" has a shape and a type, and no numbers. Nothing can be
read from it, printed or compared.

## The usual cause
`.tolist()`, `.item()` or `.numpy()` is called, although only the shape, the type or the
device is asked for.

## Hint
Use what the tensor says of itself: `tensor.shape`, `tensor.dtype`, `tensor.device`.
"""

messages = {
    "NotImplementedError": r"Cannot copy out of meta tensor",
    "RuntimeError": r"cannot be called on meta tensors",
}
