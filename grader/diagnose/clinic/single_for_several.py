"""A single thing is gone through like a list.

## What it means
`for`, `list(...)`, `sum(...)` and their like need several things. What stands here is
of the type `{kind}`, which is a single one.

## The usual cause
A number of steps or epochs is gone through without `range`; or a model is handed over
where its `model.parameters()` are meant; or a number was made of a tensor before.

## Hint
Write `for _ in range(steps):` for a number of steps, and `model.parameters()` for a
model; otherwise keep the tensor or list itself.
"""

general = True
messages = {
    "TypeError": r"'(?!method|function|builtin|NoneType)(?P<kind>[\w.]+)' object is not iterable",
}
placed = True
