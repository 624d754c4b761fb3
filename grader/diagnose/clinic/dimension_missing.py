"""The tensor has fewer dimensions than are asked for.

## What it means
Dimensions are counted from 0: a tensor of shape (examples,) has only dimension 0, and
one number has none. The operation asks for one that is not there.

## The usual cause
A dimension was summed, squeezed or indexed away before; or `dim=1` is written for a
tensor that has one dimension.

## Hint
Print the shape above this line, and keep the dimension where it got lost, for example
with `keepdim=True`.
"""

messages = {
    "IndexError": (
        r"Dimension out of range|too many indices for (tensor|array)|invalid index of a "
        r"0-dim tensor|Dimension specified as"
    ),
    "TypeError": r"iteration over a 0-d (tensor|array)|len\(\) of (a 0-d tensor|unsized object)",
}
