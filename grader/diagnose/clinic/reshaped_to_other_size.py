"""The numbers do not fit into the new shape.

## What it means
A new shape has to hold just as many numbers as the old one, and here
the old one holds {n}.

## The usual cause
A size is written down as a number that is only right for some inputs, such as the batch
size.

## Hint
Take sizes from the tensors, `x.reshape(len(x), -1)`, and leave one of them to torch as
-1.
"""

messages = {
    "RuntimeError": r"shape '\[[^\]]*\]' is invalid for input of size (?P<n>\d+)",
}
