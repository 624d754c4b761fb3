"""Two tensors do not fit entry by entry.

## What it means
The operation pairs the entries of two tensors. Along dimension {dim}, one has {a}
entries and the other {b}, and neither is 1, which would be repeated.

## The usual cause
One of the two is turned the wrong way, lacks a dimension (`keepdim=True`, `unsqueeze`),
belongs to other examples, or is simply the wrong variable.

## Hint
Print both shapes above this line: they are compared from the last dimension backwards,
and each pair of sizes has to be equal or hold a 1.
"""

messages = {
    "RuntimeError": (
        r"The size of tensor a \((?P<a>\d+)\) must match the size of tensor b "
        r"\((?P<b>\d+)\) at non-singleton dimension (?P<dim>\d+)"
    ),
}
