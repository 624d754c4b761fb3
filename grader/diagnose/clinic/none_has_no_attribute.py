"""`None` has no `{name}`.

## What it means
What stands before `.{name}` is `None`.

## The usual cause
A function or a `forward` lacks its `return`; or the result of a method that returns
nothing was kept, such as `losses.append(...)`, `loss.backward()` or
`dist.all_reduce(...)`; or a first value of `None` was never replaced. Some
attributes are None by right, such as the `bias` of a layer that was made without one.

## Hint
Go to the line where the thing before `.{name}` was assigned: add the `return` in what is
called there, or assign nothing there. Where it may be None, ask for that first.
"""

messages = {
    "AttributeError": r"'NoneType' object has no attribute '(?P<name>\w+)'",
}
general = True
placed = True
