"""A tensor is indexed with numbers that are no places.

## What it means
An index is made of whole numbers, or of True and False. This one holds other numbers.

## The usual cause
Labels were turned into floats, or scores are used in the place of labels.

## Hint
Index with `labels.long()`, or with the result of a comparison.
"""

messages = {
    "RuntimeError": r"Expected dtype int(32/int)?64 for index",
    "IndexError": r"tensors used as indices must be|only integers, slices",
}
