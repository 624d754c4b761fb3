"""An argument is given twice.

## What it means
What is called here gets a value for `{name}` by place and another one by name.

## The usual cause
The arguments are in another order than they were taken for, or `self` was forgotten.

## Hint
Give each argument once: by its name, or by its place.
"""

messages = {
    "TypeError": r"got multiple values for argument '(?P<name>\w+)'",
}
placed = True
