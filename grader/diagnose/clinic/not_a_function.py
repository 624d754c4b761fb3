"""Something is called that is not a function.

## What it means
Round brackets behind something call it. What stands before them is of the type
`{kind}`, which cannot be called.

## The usual cause
A variable has the name of a function and hides it, such as `loss`, `sum` or `max`; or a
`*` is missing before a bracket; or brackets follow a result, which is called once more.

## Hint
Look at what stands before the bracket. A variable that hides a function needs another name
than the function's, a product its `*`; and a value is read without round brackets.
"""

messages = {
    "TypeError": r"'(?P<kind>[\w.]+)' object is not callable",
}
