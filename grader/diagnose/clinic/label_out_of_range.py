"""A label is not the number of a class.

## What it means
With C classes, labels run from 0 to C - 1. For the label {label} there is no score in
what the loss was given.

## The usual cause
The scores do not have the shape (examples, classes) any more, because they were turned,
cut or squeezed; or labels were counted from 1.

## Hint
Print `logits.shape` above the loss: its second number has to be the number of classes.
Hand the labels over as they came.
"""

messages = {
    "IndexError": r"Target (?P<label>-?\d+) is out of bounds",
}
