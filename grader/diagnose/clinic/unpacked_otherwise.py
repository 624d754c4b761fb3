"""What is unpacked does not have as many parts as there are names.

## What it means
The names on the left take one part each of what stands on the right, and the numbers do
not agree: {told}.

## The usual cause
What stands on the right is of another kind than expected, or of another number of parts. A batch
of a loader is a pair, inputs and labels; a tensor gives its rows; a shape gives one size for each
dimension, of which there may be any number; `enumerate` adds a number in front.

## Hint
Where the number of parts is fixed, write as many names: `for x, y in loader:`, or `for i, (x, y)
in enumerate(loader):`. Where it is not, as that of the dimensions of a tensor, keep the whole
under one name: `sizes = x.shape`.
"""

messages = {
    "ValueError": r"(?P<told>(not enough|too many) values to unpack \(expected [^)]*\))",
}
placed = True
