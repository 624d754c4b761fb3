"""A result does not fit into the tensor that it is written to.

## What it means
Operations in place keep the type of the tensor: floats cannot be written into one of
whole numbers.

## The usual cause
A tensor of whole numbers, such as one made by `torch.zeros_like(labels)` or
`torch.tensor([0])`, is divided or multiplied in place.

## Hint
Write a new tensor, `a = a / n` in place of `a /= n`, or make it of floats:
`torch.tensor(0.0)`.
"""

messages = {
    "RuntimeError": r"can't be cast to the desired output type",
}
