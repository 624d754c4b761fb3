"""A tensor has no `{name}`.

## What it means
`{name}` belongs to the arrays of NumPy. Most of their methods have the same name in PyTorch;
this one has another.

## The usual cause
The line is written as it would be for an array.

## Hint
Write it the way of PyTorch: {found}
"""

table = {
    "copy": "`x.clone()` makes a copy.",
    "astype": "`x.to(torch.float64)`, `x.float()` or `x.long()` gives another type of number.",
    "fill": "`x.fill_(0.0)` writes one number into all entries.",
    "flat": "`x.flatten()` gives all entries in one row, `x.view(-1)` without a copy.",
}
messages = {
    "AttributeError": (
        rf"'(Tensor|Parameter)' object has no attribute '(?P<name>{'|'.join(table)})'"
    ),
}
