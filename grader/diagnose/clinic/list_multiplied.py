"""A list or tuple is multiplied as a whole.

## What it means
`[1.0, 2.0] * 3` repeats a list three times; its entries are not multiplied. It cannot be repeated
a number of times that is of the type `{kind}`.

## The usual cause
Numbers or tensors were collected in a list, which is multiplied where each of its entries is
meant.

## Hint
Multiply entry by entry, `[factor * v for v in values]`, or, if they are plain numbers, make a
tensor of the list first, `torch.tensor(values)`.
"""

messages = {
    "TypeError": r"can't multiply sequence by non-int of type '(?P<kind>[\w.]+)'",
}
