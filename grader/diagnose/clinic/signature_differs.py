"""`{called}` takes other arguments than it is given.

## What it means
The exercise calls `{called}` with its own arguments, in their order. The `def` of yours
does not take these.

## The usual cause
An argument was left out of the `def`, added to it or renamed; or its default is missing, as that
of `n=1`; or a method lacks `self`.

## Hint
Compare the line that begins with `def` with the exercise, whose code or docstring names the
arguments: the same ones in the same order, with their defaults, and `self` in front for a method.
Further arguments need a default, such as `verbose=False`.
"""

messages = {
    "TypeError": (
        r"(?P<called>[\w.]+)\(\) (takes|missing|got an unexpected|got multiple|got some "
        r"positional)"
    ),
}
placed = False
