"""Gradients are asked for a tensor that does not hold floats.

## What it means
Only floats can be moved a little, so only tensors of floats can require gradients. This one
holds whole numbers, or True and False.

## The usual cause
`requires_grad_()` or `requires_grad=True` is written where the flag is only to be read, or a
tensor was made of numbers without a decimal point.

## Hint
Read the flag as `tensor.requires_grad`, without an underscore. Where gradients are wanted, make
the tensor of floats: `torch.tensor([1.0, 2.0], requires_grad=True)`.
"""

messages = {
    "RuntimeError": r"only Tensors of floating point( and complex)? dtype can require gradients",
}
