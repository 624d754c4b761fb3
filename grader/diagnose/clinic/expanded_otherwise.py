"""A tensor cannot be expanded to that shape.

## What it means
`expand` repeats an axis of length 1 and adds new axes in front. It can neither move an axis nor
change the length of any other: {told}

## The usual cause
An axis is wanted behind those that are there, such as (N, 1) out of (N,).

## Hint
Put the axis in first, with `.unsqueeze(1)` or `[:, None]`; where each axis has its length or 1,
broadcasting does the rest.
"""

messages = {
    "RuntimeError": (r"(?P<told>Target sizes: \[[\d, ]*\]\.\s+Tensor sizes: \[[\d, ]*\])"),
}
line = r"\.expand"
