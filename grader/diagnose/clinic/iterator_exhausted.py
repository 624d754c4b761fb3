"""Nothing is left to take.

## What it means
`next(...)` takes one thing after the other, and there was none left.

## The usual cause
`next` is called more often than there are batches, or on something that was gone
through before.

## Hint
Go through the batches with `for x, y in loader:`, which ends by itself.
"""

messages = {
    "StopIteration": r".*",
}
