"""There is nothing to go through.

## What it means
`for`, `list(...)`, `sum(...)`, unpacking and their like need several things. What stands here is
`None`, which is what a function without `return` gives back.

## The usual cause
A function returns nothing, or returns something in one of its branches only; or its result was
taken from a method that changes a list and returns nothing, such as `append` or `sort`.

## Hint
Follow each way through the function whose result is used, and let each end with a `return` of what
was asked for.
"""

messages = {"TypeError": r"'NoneType' object is not iterable|cannot unpack non-iterable NoneType"}
