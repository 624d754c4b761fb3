"""The computation meets `None`.

## What it means
An operation is to compute with `None`: nothing was put there yet, or what was called there
returned nothing.

## The usual cause
A name or an attribute begins as `None` and is used before it has a value; or a parameter's
`.grad` is, which is `None` until a backward pass reaches it; or a function has no `return`; or
what was called works in place and returns nothing, as `dist.all_reduce` does.

## Hint
Find what is `None` in this line. What has no value yet needs a start value, or a question such as
`is None` above this line, for a gradient `if p.grad is not None:`; a function needs its `return`.
What works in place is called in a line of its own: afterwards the tensor that it was given holds
the result.
"""

messages = {
    "TypeError": (
        r"(unsupported operand type|bad operand type|not supported between "
        r"instances).*'NoneType'"
    ),
}
