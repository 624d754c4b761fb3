"""`None` has no `{name}`.

## What it means
What stands before `.{name}` is `None`: where it was made, nothing came back.

## The usual cause
A function or a `forward` lacks its `return`; or the result of a method that returns
nothing was kept, such as `losses.append(...)` or `loss.backward()`; or a first value of
`None` was never replaced.

## Hint
Go to the line where the thing before `.{name}` was assigned: add the `return` in what
is called there, or assign nothing there.
"""

messages = {
    "AttributeError": r"'NoneType' object has no attribute '(?P<name>\w+)'",
}
general = True
