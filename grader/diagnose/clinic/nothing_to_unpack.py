"""Something without parts is unpacked.

## What it means
The names on the left take one part each of what stands on the right. That is of the
type `{kind}`, which has no parts.

## The usual cause
A function returns one thing where two are expected, or returns nothing; or one batch is
unpacked where a list of batches is meant.

## Hint
Write one name on the left, or return as many things as are unpacked.
"""

messages = {
    "TypeError": r"cannot unpack non-iterable (?P<kind>[\w.]+) object",
}
