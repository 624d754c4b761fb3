"""Something is called that is not a function.

## What it means
Round brackets behind something call it. What stands before them is of the type
`{kind}`, which cannot be called.

## The usual cause
A variable has the name of a function and hides it, such as `loss`, `sum` or `max`; or a
`*` is missing before a bracket; or brackets follow an attribute, as in `x.shape()`.

## Hint
Give the variable in this line another name than the function's, or take the round
brackets away.
"""

messages = {
    "TypeError": r"'(?P<kind>[\w.]+)' object is not callable",
}
