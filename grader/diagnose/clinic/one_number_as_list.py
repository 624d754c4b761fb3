"""A single number is gone through like a list.

## What it means
The tensor here is 0-dim: it holds one number, and has no entries behind each other that could
be gone through, counted or taken apart.

## The usual cause
`for`, `sum(...)`, `max(...)`, `len(...)` or several names on the left of `=` ask for entries,
while the tensor is one number from the start, or became one by `.mean()`, `.sum()` or an index.

## Hint
Compute with the tensor as a whole: `2 * x` works on each entry, whether there is one or many,
and `x.numel()` counts them. Where several were there before, go through them before they
become one number.
"""

messages = {
    "TypeError": r"iteration over a 0-d (tensor|array)|len\(\) of (a 0-d tensor|unsized object)",
}
