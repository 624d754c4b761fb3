"""`{called}` takes other arguments than it is given.

## What it means
The exercise calls `{called}` with its own arguments, in their order. The `def` of yours
does not take these.

## The usual cause
An argument was left out of the `def`, added to it or renamed; or a method lacks `self`.

## Hint
Write the line that begins with `def` just as it stands in the exercise; further
arguments need a default, such as `verbose=False`.
"""

messages = {
    "TypeError": (
        r"(?P<called>[\w.]+)\(\) (takes|missing|got an unexpected|got multiple|got some "
        r"positional)"
    ),
}
placed = False
