"""Whole numbers, or True and False, stand where floats are needed.

## What it means
This operation is made for floats. Its argument holds whole numbers, or True and False.

## The usual cause
Labels, or the result of `argmax` or of a comparison, stand where scores belong; often
two arguments are swapped.

## Hint
Call `loss_fn(prediction, y)` with the prediction first; for a mean of True and False
write `.float().mean()`.
"""

messages = {
    "RuntimeError": (
        r""""(?!bitwise)\w+" not implemented for '(Long|Int|Short|Byte|Char|Bool)'|Input """
        r"dtype must be either a floating point"
    ),
    "NotImplementedError": (
        r""""(?!bitwise)\w+" not implemented for '(Long|Int|Short|Byte|Char|Bool)'"""
    ),
}
