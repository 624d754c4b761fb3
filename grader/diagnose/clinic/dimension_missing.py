"""The tensor has fewer dimensions than are asked for.

## What it means
Dimensions are counted from 0: a tensor of shape (examples,) has only dimension 0, and
one number has none. The operation asks for one that is not there.

## The usual cause
A dimension was summed, squeezed or indexed away before; or `dim=1` is written for a
tensor that has one dimension.

## Hint
Print the shape above this line. What is meant for all entries needs no `dim`: `.mean()`;
`dim=-1` is the last dimension, however many there are; and a dimension that got lost before
is kept with `keepdim=True`.
"""

messages = {
    "IndexError": r"Dimension out of range|Dimension specified as",
}
