"""A whole number is too large for its type.

## What it means
A type such as int32 has room for whole numbers up to a limit, here for none as large as
{number}. Python's own `int` has no limit.

## The usual cause
A number was turned into a small type on the way, as `np.int32(...)` does.

## Hint
Hand over Python's own int as it is.
"""

messages = {"OverflowError": r"Python integer (?P<number>-?\d+) out of bounds for u?int\d+"}
