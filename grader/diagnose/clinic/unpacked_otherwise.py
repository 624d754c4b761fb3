"""What is unpacked does not have as many parts as there are names.

## What it means
The names on the left take one part each of what stands on the right, and the numbers do
not agree: {told}.

## The usual cause
A batch of a loader is a pair, inputs and labels; what a tensor gives when it is
unpacked are its rows; `enumerate` adds a number in front.

## Hint
Write as many names as there are parts: `for x, y in loader:`, or `for i, (x, y) in
enumerate(loader):`.
"""

messages = {
    "ValueError": r"(?P<told>(not enough|too many) values to unpack \(expected [^)]*\))",
}
